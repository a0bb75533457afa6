import * as vscode from 'vscode';
import { askRecording } from './ask.ts';
import { clickedUnits } from './clicked-units.ts';
import { isRecordingNode } from './recordings-tree.ts';
import type { Services } from './services.ts';

/** *Open Traces* from a title bar, the Explorer, the tree or the palette, and *Show Spikes in Traces* of units. */
export function registerTracesCommands(services: Services): vscode.Disposable {
  const { traces, dashboards, faults } = services;
  const command = (id: string, title: string, run: (args: readonly unknown[]) => Promise<void>) =>
    vscode.commands.registerCommand(`neuropyxels.${id}`, async (...args: unknown[]) => {
      try {
        await run(args);
      } catch (error) {
        faults.show(error, title);
      }
    });
  return vscode.Disposable.from(
    command('openTraces', 'open the traces', async ([clicked]) => {
      if (isRecordingNode(clicked)) return traces.open(clicked.recording.door);
      if (clicked instanceof vscode.Uri) return traces.open(clicked.fsPath);
      traces.open(clickedUnits([clicked]).dataset ?? (await askRecording(services)));
    }),
    command('showInTraces', 'show the spikes in the traces', async (args) => {
      const { dataset, units, stream } = clickedUnits(args);
      const dashboard = dataset === undefined ? dashboards.active : dashboards.ofDataset(dataset);
      const meant = units ?? dashboard?.selection ?? [];
      const place = dashboard?.dataset.door ?? dataset ?? (await askRecording(services));
      traces.open(place, { units: meant, ...(stream === undefined ? {} : { stream }) });
    }),
  );
}
