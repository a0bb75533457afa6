// What the end-to-end tests share: a VS Code with the extension in it, dashboards, and waiting for what must come true.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../scripts/ensure-installed.mjs';
import { makeRecording } from '../../scripts/host-workspace.mjs';
import { startServer } from '../../scripts/vscode-host/server.mjs';
import {
  explorerRow,
  launchBrowser,
  openFile,
  openWorkbench,
  webviewFrame,
} from '../../scripts/vscode-host/workbench.mjs';

/** A small recording of each kind, by the name its folder gets. */
const kinds = {
  'spikeglx-1.0': ['--seconds', '12', '--channels', '32'],
  'four-shanks': ['--preset', 'glx-2.0', '--seconds', '5'],
  'open-ephys': ['--preset', 'oe', '--seconds', '5', '--channels', '32'],
  'kilosort-4': ['--seconds', '5', '--channels', '32', '--ks', 'ks4', '--phase', '3A'],
};

/** Opens VS Code on a folder with recordings of the named kinds; `close` ends it and removes them. */
export async function openVsCode(...names) {
  const workspace = mkdtempSync(path.join(tmpdir(), 'neuropyxels-e2e-'));
  for (const name of names) makeRecording(path.join(workspace, name), kinds[name]);
  const closers = [() => rmSync(workspace, { recursive: true, force: true })];
  const close = async () => {
    for (const closer of closers.reverse()) await closer();
  };
  try {
    // The packed extension can be tested instead of the built one.
    const { VSIX } = process.env;
    const server = await startServer(VSIX ? { vsix: [VSIX] } : { extensions: [projectRoot] });
    closers.push(server.stop);
    const browser = await launchBrowser();
    closers.push(() => browser.close());
    const page = await openWorkbench(browser, server, { workspace });
    await explorerRow(page, names[0]).first().waitFor();
    return { page, workspace, server, browser, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens a file of the workspace and returns the frame of the dashboard once its units are there. */
export async function openDashboard(page, file) {
  await openFile(page, file);
  const frame = await webviewFrame(page, '[role=grid] [data-unit]');
  return frame;
}

/** Ids of the units in the table, as shown from the top; only those in view are drawn. */
export const shownUnits = (frame) =>
  frame.$$eval('[role=grid] [data-unit]', (rows) =>
    rows
      .map((row) => ({ unit: row.dataset.unit, index: Number(row.getAttribute('aria-rowindex')) }))
      .sort((a, b) => a.index - b.index)
      .map(({ unit }) => unit),
  );

export const unitRow = (frame, unit) => frame.locator(`[role=grid] [data-unit="${unit}"]`);

export const selectedUnits = (frame) =>
  frame.$$eval('[role=grid] [data-unit][aria-selected=true]', (rows) =>
    rows.map((row) => row.dataset.unit).sort(),
  );

/** What the figures of a page say for those who cannot see them. */
export const figureLabels = (frame) =>
  frame.$$eval('svg[role=img]', (figures) =>
    figures.map((figure) => figure.getAttribute('aria-label') ?? ''),
  );

/** Runs the assertions until they hold; throws the last failure after `timeoutMs`. */
export async function eventually(assertions, timeoutMs = 15_000) {
  const until = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await assertions();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
