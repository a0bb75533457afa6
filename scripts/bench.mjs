// `npm run bench`: times and memory on a sparse one-hour recording (83 GB, 500 units, 10 million spikes) and on real raw
// data. `-- --write` puts the table into docs/performance.md.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';
import path from 'node:path';
import { findChromium } from './chromium.mjs';
import { ensureInstalled, projectRoot, runNode } from './ensure-installed.mjs';

ensureInstalled();
process.chdir(projectRoot);
runNode(['esbuild.mjs']);
const { makeRecording } = await import('./host-workspace.mjs');
const { makeHour } = await import('./bench-recording.mjs');

const folder = mkdtempSync(path.join(tmpdir(), 'neuropyxels-bench-'));
const rows = [];
try {
  console.log('Making the recordings …');
  const short = makeRecording(path.join(folder, 'short'), ['--seconds', '12', '--lf', '0']);
  const door = makeHour(path.join(folder, 'hour'), path.join(short, 'rec_g0_t0.imec0.ap.meta'));
  rows.push(...inChild(path.join(folder, 'hour'), short));
  if (process.platform === 'linux' && findChromium()) rows.push(...(await inVsCode(folder, door)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
report();

/** The engine alone, in a process of its own, so that its memory is its own. */
function inChild(hour, short) {
  const out = execFileSync(process.execPath, ['--expose-gc', 'scripts/bench-engine.mjs', hour, short], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(out);
}

/** What a user waits for, in the served VS Code. */
async function inVsCode(workspace, door) {
  const { installVsCode } = await import('./vscode-host/install.mjs');
  const { startServer } = await import('./vscode-host/server.mjs');
  const driver = await import('./vscode-host/workbench.mjs');
  installVsCode();
  const server = await startServer({ extensions: [projectRoot] });
  const browser = await driver.launchBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    const page = await context.newPage();
    await page.goto(server.url({ workspace }));
    await driver.usable(page);
    await driver.explorerRow(page).first().waitFor();
    const before = hostMemory(server.pid);
    const marks = await openAndMark(driver, page, `hour/${path.basename(door)}`);
    const after = hostMemory(server.pid);
    await driver.runCommand(page, 'View: Close All Editors');
    const again = await openAndMark(driver, page, `hour/${path.basename(door)}`);
    return [
      ['activation of the extension', activation(server.logFolder), 'ms', 50],
      [
        'first dashboard: header on screen after its page was created',
        marks.header - marks.created,
        'ms',
        300,
      ],
      ['first dashboard: unit table on screen', marks.table - marks.created, 'ms', 1000],
      ['dashboard opened again: header', again.header - again.created, 'ms', 300],
      ['dashboard opened again: unit table', again.table - again.created, 'ms', 1000],
      ['growth of the extension host', (after - before) / 1e6, 'MB', 350],
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Opens the file and looks every few milliseconds for the page, the header and the table. */
async function openAndMark(driver, page, file) {
  const marks = {};
  const known = new Set(page.frames());
  const opened = driver.openFile(page, file);
  const until = Date.now() + 60_000;
  while (!marks.table && Date.now() < until) {
    for (const frame of page.frames().filter((candidate) => !known.has(candidate))) {
      marks.created ??= Date.now();
      // A frame may go while it is asked.
      if (!marks.header && (await frame.$('header h1').catch(() => null))) marks.header = Date.now();
      if (await frame.$('[role=grid] [data-unit]').catch(() => null)) marks.table = Date.now();
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await opened;
  return marks;
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

/** From the extension's own log. */
function activation(logFolder) {
  const log = readdirSync(logFolder, { recursive: true }).find((file) => /NeuroPyxels\.log$/.test(file));
  const text = log ? readFileSync(path.join(logFolder, log), 'utf8') : '';
  return Number(/activated in ([\d.]+) ms/.exec(text)?.[1] ?? Number.NaN);
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

Measured by \`npm run bench -- --write\` on one hour of a 1.0 probe (a sparse 83 GB \`.ap.bin\`, 500 units, 10 million spikes) and on
12 s of raw data in the page cache. Page times are those of the served VS Code, where everything between host and page goes over a
websocket; the machine was ${machine}.

${lines.join('\n')}
`;
  writeFileSync('docs/performance.md', text);
}
