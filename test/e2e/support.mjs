// What the end-to-end tests share: a VS Code with the extension in it, dashboards, and waiting for what must come true.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { projectRoot } from '../../scripts/ensure-installed.mjs';
import { makeRecording } from '../../scripts/host-workspace.mjs';
import { startServer } from '../../scripts/vscode-host/server.mjs';
import {
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
  long: ['--seconds', '24', '--channels', '16', '--lf', '0'],
};

/** Opens VS Code on a folder with recordings of the named kinds; `close` ends it and removes them. */
export const openVsCode = (...names) =>
  openVsCodeOn((workspace) => {
    for (const name of names) addRecording(workspace, name);
  });

export const addRecording = (workspace, name) => makeRecording(path.join(workspace, name), kinds[name]);

/** Opens VS Code on a folder that `prepare` has filled, or on none; options are those of `startServer`. */
export async function openVsCodeOn(prepare, { folderIsOpen = true, ...options } = {}) {
  const workspace = mkdtempSync(path.join(tmpdir(), 'neuropyxels-e2e-'));
  const closers = [() => rmSync(workspace, { recursive: true, force: true })];
  const close = async () => {
    for (const closer of closers.reverse()) await closer();
  };
  try {
    prepare(workspace);
    // The packed extension can be tested instead of the built one.
    const { VSIX } = process.env;
    const server = await startServer({
      ...(VSIX ? { vsix: [VSIX] } : { extensions: [projectRoot] }),
      ...options,
      settings: { 'workbench.reduceMotion': 'on', ...options.settings },
    });
    closers.push(server.stop);
    const browser = await launchBrowser();
    closers.push(() => browser.close());
    const page = await openWorkbench(browser, server, folderIsOpen ? { workspace } : {});
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

/** Replaces the raw file beside `header` by its mtscomp form: one second per chunk, differences in time, column after column. */
export function compressRaw(header) {
  const raw = header.replace(/\.meta$/, '.bin');
  const bytes = readFileSync(raw);
  const samples = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  const columns = Number(/^nSavedChans=(\d+)/m.exec(readFileSync(header, 'utf8'))?.[1]);
  const frames = samples.length / columns;
  const bounds = [0];
  const chunks = [];
  while (bounds.at(-1) < frames) {
    const start = bounds.at(-1);
    const end = Math.min(frames, start + 30_000);
    const stored = new Int16Array((end - start) * columns);
    let at = 0;
    for (let column = 0; column < columns; column++)
      for (let frame = start, before = 0; frame < end; frame++) {
        const value = samples[frame * columns + column];
        stored[at++] = value - before;
        before = value;
      }
    chunks.push(deflateSync(new Uint8Array(stored.buffer), { level: 1 }));
    bounds.push(end);
  }
  const offsets = [0];
  for (const { length } of chunks) offsets.push(offsets.at(-1) + length);
  writeFileSync(raw.replace(/bin$/, 'cbin'), Buffer.concat(chunks));
  const table = {
    ...{ version: '1.0', algorithm: 'zlib', comp_level: 1, do_time_diff: true, do_spatial_diff: false },
    ...{ dtype: 'int16', n_channels: columns, sample_rate: 30000, chunk_order: 'F' },
    ...{ chunk_bounds: bounds, chunk_offsets: offsets, shape: [frames, columns] },
  };
  writeFileSync(raw.replace(/bin$/, 'ch'), JSON.stringify(table));
  rmSync(raw);
}

/** The process that runs extensions: its id, below the server's group. */
function extensionHostOf(serverPid) {
  return readdirSync('/proc').find((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const group = Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1].split(' ')[2]);
      return (
        group === serverPid && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('--type=extensionHost')
      );
    } catch {
      return false;
    }
  });
}

/** Processor time that each thread of the extension host has used so far, in ms, by thread. */
export function threadTimesMs(serverPid) {
  const host = extensionHostOf(serverPid);
  const times = new Map();
  for (const thread of readdirSync(`/proc/${host}/task`))
    try {
      const fields = readFileSync(`/proc/${host}/task/${thread}/stat`, 'utf8').split(') ')[1].split(' ');
      times.set(thread, (Number(fields[11]) + Number(fields[12])) * 10);
    } catch {
      // The thread has ended.
    }
  return times;
}

/** Processor time that the extension host uses within a second, in ms. */
export async function busyWithinSecond(serverPid) {
  const before = threadTimesMs(serverPid);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  let total = 0;
  for (const [thread, ms] of threadTimesMs(serverPid)) total += ms - (before.get(thread) ?? ms);
  return total;
}

/** The header of a recording of all 384 channels, made of one of 32. */
export function addHeader(target, from) {
  const text = readFileSync(from, 'utf8')
    .replace(/^nSavedChans=.*$/m, 'nSavedChans=385')
    .replace(/^snsApLfSy=.*$/m, 'snsApLfSy=384,0,1')
    .replace(/^snsSaveChanSubset=.*$/m, 'snsSaveChanSubset=all')
    .replace(/^~sns(ChanMap|GeomMap|ShankMap)=.*\n/gm, '');
  writeFileSync(target, text);
}
