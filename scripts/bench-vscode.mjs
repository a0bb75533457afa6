// A part of `npm run bench`: what a user waits for, in the served VS Code.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { liveRows } from './bench-correlograms.mjs';
import { pageRows } from './bench-traces.mjs';
import { projectRoot } from './ensure-installed.mjs';

/** A window that has been open for so long has done what VS Code and other extensions do at their start. */
const settlingMs = 5000;
/** Nobody looks at a page before this: looking takes a tenth of the processor from what is measured. */
const unseenMs = 1500;
/** A second after the table all spikes are read, which belong to what the host takes. */
const spikesReadMs = 4000;

/** Rows of [what, value, unit, aim]. */
export async function vscodeRows(workspace, door) {
  const { installVsCode } = await import('./vscode-host/install.mjs');
  const { startServer } = await import('./vscode-host/server.mjs');
  const driver = await import('./vscode-host/workbench.mjs');
  installVsCode();
  const server = await startServer({ extensions: [projectRoot] });
  // What imitates a GPU takes the processor from everything that is measured.
  const browser = await driver.launchBrowser({ args: driver.withoutGpu });
  try {
    const page = await openWindow(driver, browser, server.url({ workspace }));
    const before = hostMemory(server.pid);
    const marks = await openAndMark(driver, page, `hour/${path.basename(door)}`, server.logFolder);
    await new Promise((resolve) => setTimeout(resolve, spikesReadMs));
    const after = hostMemory(server.pid);
    const live = await liveRows(await driver.webviewFrame(page, '[role=grid] [data-unit]'));
    const relabelled = await labelChange(await driver.webviewFrame(page, '[role=grid] [data-unit]'), door);
    await driver.closeEditors(page);
    // The second page of a new browser profile waits two seconds for VS Code's search for a newer service worker; none after it does.
    await openAndMark(driver, page, `hour/${path.basename(door)}`, server.logFolder);
    await driver.closeEditors(page);
    const again = await openAndMark(driver, page, `hour/${path.basename(door)}`, server.logFolder);
    await driver.closeEditors(page);
    const traces = await pageRows(driver, page, door);
    await page.close();
    const windowAndMark = async (restMs) => {
      const other = await openWindow(driver, browser, server.url({ workspace }));
      await new Promise((resolve) => setTimeout(resolve, restMs));
      const found = await openAndMark(driver, other, `hour/${path.basename(door)}`, server.logFolder);
      await other.context().close();
      return found;
    };
    const first = [marks];
    // As for a person who comes to a window and clicks.
    const settled = [];
    for (let i = 0; i < 2; i++) {
      first.push(await windowAndMark(0));
      settled.push(await windowAndMark(settlingMs));
    }
    settled.push(await windowAndMark(settlingMs));
    return [
      ...traces,
      ['activation of the extension, median of six windows', median(activations(server.logFolder)), 'ms', 50],
      ...firstRows('first dashboard', first),
      ...firstRows(`first dashboard of a window that has been open for ${settlingMs / 1000} s`, settled),
      ['dashboard opened again: header painted', again.header - again.created, 'ms', 300],
      ['dashboard opened again: unit table and probe painted', again.table - again.created, 'ms', 1000],
      ['of which VS Code made the empty page in', again.page - again.created, 'ms', null],
      ['growth of the extension host, spikes included', (after - before) / 1e6, 'MB', 350],
      ['labels changed on disk, as phy saves them: on screen', relabelled, 'ms', 2000],
      ...live,
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** A window of a browser profile of its own, once the Explorer shows files. */
async function openWindow(driver, browser, url) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  await driver.usable(page);
  await driver.explorerRow(page).first().waitFor();
  return page;
}

/**
 * Opens the file and waits until its page has painted header and table. When its editor was created is in the extension's
 * log, when each part was painted in the page's own timeline; both clocks are this machine's.
 */
async function openAndMark(driver, page, file, logFolder) {
  const creations = () => [...extensionLog(logFolder).matchAll(/dashboard of .* created at (\S+)$/gm)];
  const before = creations().length;
  await driver.openFile(page, file);
  await new Promise((resolve) => setTimeout(resolve, unseenMs));
  const frame = await driver.webviewFrame(page, '[role=grid] [data-unit]');
  const painted = () =>
    frame.evaluate(() => {
      const at = (part) =>
        performance.timeOrigin + (performance.getEntriesByName(part)[0]?.startTime ?? Number.NaN);
      return { page: performance.timeOrigin, header: at('header'), table: at('table') };
    });
  let marks = await painted();
  while (Number.isNaN(marks.table)) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    marks = await painted();
  }
  // The log is written a moment later; an older line would count the time since the editor before.
  while (creations().length === before) await new Promise((resolve) => setTimeout(resolve, 50));
  const created = creations().map(([, at]) => Date.parse(at));
  return { ...marks, created: Math.max(...created) };
}

/** From the moment when a table of labels takes the place of the old one until the unit on top has its new label. */
async function labelChange(frame, door) {
  const labels = path.join(path.dirname(door), 'cluster_group.tsv');
  const before = existsSync(labels) ? readFileSync(labels) : null;
  const row = frame.locator('[role=grid] [data-unit]').first();
  const unit = await row.getAttribute('data-unit');
  const old = await row.textContent();
  const label = /noise/.test(old) ? 'good' : 'noise';
  writeFileSync(`${labels}.new`, `cluster_id\tgroup\n${unit}\t${label}\n`);
  const saved = performance.now();
  renameSync(`${labels}.new`, labels);
  await frame.locator(`[role=grid] [data-unit="${unit}"]`, { hasText: label }).waitFor({ timeout: 60_000 });
  const ms = performance.now() - saved;
  if (before) writeFileSync(labels, before);
  else rmSync(labels);
  return ms;
}

/** Resident bytes of the extension hosts below the server. */
function hostMemory(serverPid) {
  let bytes = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      const group = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[2]);
      if (group !== serverPid || !command.includes('--type=extensionHost')) continue;
      bytes += Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
    } catch {
      // It ended while it was looked at.
    }
  return bytes;
}

function extensionLog(logFolder) {
  const logs = readdirSync(logFolder, { recursive: true }).filter((file) => /NeuroPyxels\.log$/.test(file));
  return logs.map((log) => readFileSync(path.join(logFolder, log), 'utf8')).join('');
}

function activations(logFolder) {
  return [...extensionLog(logFolder).matchAll(/activated in ([\d.]+) ms/g)].map(([, ms]) => Number(ms));
}

/** The first dashboards of three windows, each counted from the moment at which its editor was created. */
function firstRows(what, marks) {
  const since = (part) => marks.map((mark) => mark[part] - mark.created);
  return [
    [`${what}: header painted, median of three windows`, median(since('header')), 'ms', 300],
    ['the slowest of them', Math.max(...since('header')), 'ms', 300],
    ['of which VS Code made the empty page in, median', median(since('page')), 'ms', null],
    [
      'and of which is ours: header painted after that page was there',
      median(marks.map(({ header, page }) => header - page)),
      'ms',
      null,
    ],
    ['their unit table and probe painted, median', median(since('table')), 'ms', 1000],
    ['the slowest of them', Math.max(...since('table')), 'ms', 1000],
  ];
}

/** The middle one, or the later of the two in the middle. */
function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
