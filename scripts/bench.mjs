// `npm run bench`: times and memory on a sparse one-hour recording (83 GB, 500 units, 10 million spikes) and on real raw
// data. `-- --write` puts the table into docs/performance.md; `-- --large` counts 100 million spikes too.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';
import path from 'node:path';
import { fastLinkRows } from './bench-fast-link.mjs';
import { fillMoments, hostRows, pageRows } from './bench-traces.mjs';
import { findChromium } from './chromium.mjs';
import { ensureInstalled, projectRoot, runNode } from './ensure-installed.mjs';

ensureInstalled();
process.chdir(projectRoot);
runNode(['esbuild.mjs']);
const { makeRecording } = await import('./host-workspace.mjs');
const { makeHour } = await import('./bench-recording.mjs');

/** A window that has been open for so long has done what VS Code and other extensions do at their start. */
const settlingMs = 5000;
/** Nobody looks at a page before this: looking takes a tenth of the processor from what is measured. */
const unseenMs = 1500;
/** A second after the table all spikes are read, which belong to what the host takes. */
const spikesReadMs = 4000;

const folder = mkdtempSync(path.join(tmpdir(), 'neuropyxels-bench-'));
const rows = [];
try {
  console.log('Making the recordings …');
  const short = makeRecording(path.join(folder, 'short'), ['--seconds', '20', '--lf', '0']);
  const door = makeHour(path.join(folder, 'hour'), path.join(short, 'rec_g0_t0.imec0.ap.meta'));
  fillMoments(door.replace(/meta$/, 'bin'), path.join(short, 'rec_g0_t0.imec0.ap.bin'));
  rows.push(...inChild('bench-engine.mjs', [path.join(folder, 'hour'), short]));
  rows.push(...inChild('bench-stack.mjs', [folder, door]));
  const { Engine } = await import('../dist/index.js');
  rows.push(...(await hostRows(Engine, path.join(folder, 'hour'))));
  rows.push(...inChild('bench-language.mjs', [path.join(folder, 'hour')]));
  if (process.argv.includes('--large')) rows.push(...large(door));
  if (process.platform === 'linux' && findChromium()) {
    rows.push(...(await inVsCode(folder, door)));
    rows.push(...(await fastLinkRows(door)));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
report();

/** A part in a process of its own, so that its memory is its own. */
function inChild(script, words) {
  const out = execFileSync(process.execPath, ['--expose-gc', `scripts/${script}`, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(out);
}

/** Recordings of ½ to 4 h with up to 10⁸ spikes: 2 GB of files at once and some minutes. */
function large(header) {
  const recording = path.join(folder, 'large');
  const runs = [1, 2, 4, 8].map((halfHours) => {
    const size = { unitCount: 1000, spikeCount: halfHours * 12_500_000, seconds: halfHours * 1800 };
    makeHour(recording, header, size);
    try {
      return inChild('bench-large.mjs', [recording]);
    } finally {
      rmSync(recording, { recursive: true });
    }
  });
  const most = runs.at(-1);
  const line = straightLine(runs.map(({ pairs, ms }) => [pairs / 1e9, ms / 1000]));
  return [
    ...runs.map(({ ms, spikes, pairs }) => [
      `all pairs of 1 000 units in a recording of ${spikes / 1e6} million spikes, ±25 ms at 1 ms, ${(pairs / 1e9).toFixed(1)} × 10⁹ pairs of spikes`,
      ms / 1000,
      's',
      null,
    ]),
    ['the straight line through these four rises, for each 10⁹ pairs of spikes, by', line.slope, 's', null],
    ['it begins, where there is nothing to count, at', line.start, 's', null],
    ['and the one farthest from it is away by', 100 * line.farthest, '%', null],
    ['those of 100 million spikes asked for again', most.againMs / 1000, 's', null],
    ['peak of memory meanwhile, everything included', most.peakMb, 'MB', 3000],
  ];
}

/** By least squares; `farthest` is the largest distance of a point from it, as a part of its value. */
function straightLine(points) {
  const mean = (of) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([at]) => at), mean(([, value]) => value)];
  const slope = mean(([at, value]) => (at - x) * (value - y)) / mean(([at]) => (at - x) ** 2);
  const start = y - slope * x;
  const away = points.map(([at, value]) => Math.abs(start + slope * at - value) / value);
  return { slope, start, farthest: Math.max(...away) };
}

/** What a user waits for, in the served VS Code. */
async function inVsCode(workspace, door) {
  const { installVsCode } = await import('./vscode-host/install.mjs');
  const { startServer } = await import('./vscode-host/server.mjs');
  const driver = await import('./vscode-host/workbench.mjs');
  const { liveRows } = await import('./bench-correlograms.mjs');
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
    // As for a person who comes to a window and clicks.
    const other = await openWindow(driver, browser, server.url({ workspace }));
    await new Promise((resolve) => setTimeout(resolve, settlingMs));
    const settled = await openAndMark(driver, other, `hour/${path.basename(door)}`, server.logFolder);
    return [
      ...traces,
      ['activation of the extension', activation(server.logFolder), 'ms', 50],
      [
        'first dashboard: header painted after its editor was created',
        marks.header - marks.created,
        'ms',
        300,
      ],
      ['first dashboard: unit table and probe painted', marks.table - marks.created, 'ms', 1000],
      ['of which VS Code made the empty page in', marks.page - marks.created, 'ms', null],
      [
        'and of which is ours: header painted after that page was there',
        marks.header - marks.page,
        'ms',
        null,
      ],
      [
        'first dashboard of a window that has been open for 5 s: header painted',
        settled.header - settled.created,
        'ms',
        300,
      ],
      ['the same: unit table and probe painted', settled.table - settled.created, 'ms', 1000],
      ['of which VS Code made the empty page in', settled.page - settled.created, 'ms', null],
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

function activation(logFolder) {
  return Number(/activated in ([\d.]+) ms/.exec(extensionLog(logFolder))?.[1] ?? Number.NaN);
}

function report() {
  const machine = `${cpus()[0].model} (${cpus().length} cores), ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}, Node ${process.versions.node}`;
  const lines = [
    '| what | measured | aim |',
    '|---|---:|---:|',
    ...rows.map(
      ([what, value, unit, aim]) =>
        `| ${what} | ${value.toFixed(value < 10 ? 1 : 0)} ${unit} | ${aim ? `${aim} ${unit}` : ''} |`,
    ),
  ];
  console.log(`\n${machine}\n\n${lines.join('\n')}`);
  if (!process.argv.includes('--write')) return;
  const text = `# Performance

Measured by \`npm run bench -- --write\` on one hour of a 1.0 probe (an 83 GB \`.ap.bin\`, sparse but where traces are looked at, 500 units, 10 million spikes) and on
20 s of raw data in the page cache. Page times are those of the served VS Code in a browser without a GPU, on the same cores as the server; a line
of its own tells what VS Code takes until the page is there to be filled. The machine was ${machine};
${new Date().toISOString().slice(0, 10)}. The extension host's memory includes the engine's thread and all spikes.

${lines.join('\n')}
`;
  writeFileSync('docs/performance.md', text);
}
