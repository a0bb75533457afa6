import * as vscode from 'vscode';
import type { Manifest } from '../core/analyses/analysis.ts';
import { catalogue } from '../core/analyses/catalogue.ts';
import type { UnitId } from '../core/model/units.ts';
import { askRecording, askUnits } from './ask.ts';
import { askEvents, hasEvents, wantsEvents } from './ask-events.ts';
import { type ClickedUnits, clickedUnits, slotsOf } from './clicked-units.ts';
import { openAsText } from './dashboard-editor.ts';
import { folderDoor } from './dataset-key.ts';
import { openDemonstration } from './demonstration.ts';
import { openDashboard, openRecording, targetOf } from './open-recording.ts';
import { pickAnalysis } from './pick-analysis.ts';
import { isRecordingNode } from './recordings-tree.ts';
import type { Services } from './services.ts';

/** More figures than this are not opened by one click. */
const manyPanels = 8;

/** What a command is about, with everything it needs. */
interface Meant extends ClickedUnits {
  readonly dataset: string;
  readonly units: readonly UnitId[];
}

/** The commands of the catalogue, of the unit menu and of the recording. */
export function registerCommands(services: Services): vscode.Disposable {
  const { faults, dashboards, log } = services;
  /** Runs a command so that whatever goes wrong is told once. */
  const command = (id: string, title: string, run: (...args: unknown[]) => Promise<unknown> | unknown) =>
    vscode.commands.registerCommand(`neuropyxels.${id}`, async (...args: unknown[]) => {
      try {
        return await run(...args);
      } catch (error) {
        faults.show(error, title);
      }
    });

  /** Units of a menu click, or of the active dashboard's selection for a key. */
  const meant = (args: readonly unknown[]): Meant => {
    const { dataset: path, units, ...rest } = clickedUnits(args);
    const dashboard = path === undefined ? dashboards.active : dashboards.ofDataset(path);
    const dataset = dashboard?.dataset.door ?? path ?? '';
    return { ...rest, dataset, units: units ?? dashboard?.selection ?? [] };
  };
  const plotMeant =
    (analysis: string, each = false) =>
    (...args: unknown[]) => {
      const what = meant(args);
      if (what.units.length > 0) plot(services, manifestOf(analysis), what, each);
    };

  return vscode.Disposable.from(
    ...catalogue.map((manifest) =>
      command(manifest.id, `plot ${manifest.title.toLowerCase()}`, (...args) =>
        askAndPlot(services, manifest, clickedUnits(args)),
      ),
    ),
    command('plotWaveforms', 'plot the waveforms', plotMeant('waveforms')),
    command('plotAutocorrelogram', 'plot the autocorrelogram', plotMeant('correlogram', true)),
    command('plotTemplates', 'plot the templates', plotMeant('templates')),
    command('plotCrossCorrelograms', 'plot cross-correlograms', async (...args) => {
      const what = meant(args);
      const { dataset, units } = what;
      const title = `Cross-Correlograms with ${units.join(', ') || '…'}`;
      const others = await askUnits(services, dataset, { title, many: true, selected: units });
      const all = [...units, ...others.filter((unit) => !units.includes(unit))];
      if (all.length > 0) plot(services, manifestOf('correlogram'), { ...what, units: all });
    }),
    command('copyUnitId', 'copy the unit id', (...args) =>
      vscode.env.clipboard.writeText(meant(args).units.join(', ')),
    ),
    command('analyse', 'analyse the recording', async (clicked) => {
      const given = isRecordingNode(clicked) ? { dataset: clicked.recording.door } : {};
      const selected = dashboards.active?.selection ?? [];
      const about = given.dataset === undefined && selected.length > 0 ? 'units' : 'recording';
      const manifest = await pickAnalysis('Analyse', about);
      // The picker was opened for what is on screen: what is selected there need not be asked for again.
      const units = about === 'units' && manifest.target !== 'recording' ? { units: selected } : {};
      const dataset = given.dataset ?? dashboards.active?.dataset.door;
      await askAndPlot(services, manifest, { ...(dataset === undefined ? {} : { dataset }), ...units });
    }),
    command('openDashboard', 'open the dashboard', async (clicked) =>
      openRecording(services, await targetOf(clicked)),
    ),
    command('openDoor', 'open the dashboard', (door) => openDashboard(String(door))),
    command('openAsText', 'open the file as text', async (clicked) => {
      const uri = clicked instanceof vscode.Uri ? clicked : dashboards.active?.uri;
      if (uri) await openAsText(uri);
    }),
    command('openDemonstration', 'open the demonstration recording', () => openDemonstration(services)),
    command('focusDashboard', 'show the dashboard', () => dashboards.active?.panel.reveal()),
    command('showLog', 'show the log', () => log.show()),
  );
}

function manifestOf(id: string): Manifest {
  const manifest = catalogue.find((analysis) => analysis.id === id);
  if (!manifest) throw new RangeError(`no analysis '${id}' in the catalogue`);
  return manifest;
}

/** What a palette command does: asks for what it was not given, then plots. */
async function askAndPlot(services: Services, manifest: Manifest, given: ClickedUnits): Promise<void> {
  // A figure about no recording: its panel stands on our own folder.
  const nowhere = manifest.needs.length === 0 && folderDoor(services.context.globalStorageUri.fsPath);
  const dataset = given.dataset ?? (nowhere || (await askRecording(services)));
  if (manifest.target === 'recording') return plot(services, manifest, { ...given, dataset, units: [] });
  const selected = services.dashboards.ofDataset(dataset)?.selection ?? [];
  const units =
    given.units ??
    (await askUnits(services, dataset, {
      title: manifest.title,
      many: manifest.target === 'units',
      selected,
    }));
  const events =
    wantsEvents(manifest) && !hasEvents(given.params)
      ? await askEvents(services, dataset, manifest.title)
      : {};
  plot(services, manifest, { ...given, dataset, units, params: { ...given.params, ...events } });
}

/** One panel for all units, or one for each when the analysis is about a single unit or `each` is asked for. */
function plot(
  { figures, dashboards }: Services,
  manifest: Manifest,
  { dataset, units, stream, params = {} }: Meant,
  each = manifest.target === 'unit',
): void {
  const panels = each ? units.slice(0, manyPanels).map((unit) => [unit]) : [units];
  const dashboard = dashboards.ofDataset(dataset);
  for (const group of panels)
    figures.open(dataset, {
      analysis: manifest.id,
      units: group,
      params,
      ...(stream === undefined ? {} : { stream }),
      ...(group.some((unit) => dashboard?.selection.includes(unit))
        ? { colors: slotsOf(group, dashboard) }
        : {}),
    });
  if (each && units.length > manyPanels)
    void vscode.window.showInformationMessage(
      `${manifest.title}: the first ${manyPanels} of ${units.length} units were plotted.`,
    );
}
