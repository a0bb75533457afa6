// `npm run bench`: times and memory on a sparse one-hour recording (83 GB, 500 units, 10 million spikes) and on real raw
// data. `-- --write` puts the table into docs/performance.md; `-- --large` counts 100 million spikes too.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';
import path from 'node:path';
import { fastLinkRows } from './bench-fast-link.mjs';
import { fillMoments, hostRows } from './bench-traces.mjs';
import { vscodeRows } from './bench-vscode.mjs';
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
    rows.push(...(await vscodeRows(folder, door)));
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
