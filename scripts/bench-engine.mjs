// A part of `npm run bench`: the engine in a process of its own. Prints rows of [what, value, unit, aim] as JSON.
import { closeSync, copyFileSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Engine } from '../dist/index.js';

const [hour, short] = process.argv.slice(2);
const cache = 'off';
const givenBackMs = 8000;
const rows = [];
const engine = new Engine({ threads: 1 });

globalThis.gc();
const before = process.memoryUsage().rss;
rows.push(['engine: headers of the hour', await time(() => engine.open(hour)), 'ms', 300]);
let table;
const tableMs = await time(async () => {
  table = await engine.units(hour);
});
rows.push(['engine: unit table of 10 million spikes', tableMs, 'ms', 1000]);
// The table keeps no spikes; the first figure reads them.
await engine.run({ dataset: hour, analysis: 'correlogram', units: [table.ids[0]], params: {}, cache });
globalThis.gc();
rows.push([
  'engine: growth of memory, spikes included',
  (process.memoryUsage().rss - before) / 1e6,
  'MB',
  350,
]);

const { units } = await busiest(short);
const firstWaveformsMb = await memoryOfFirstWaveforms();
const waveforms = () =>
  engine.run({ dataset: short, analysis: 'waveforms', units, params: { count: 100 }, cache });
rows.push(['mean waveform of 100 spikes × 384 channels', await best(waveforms), 'ms', 60]);
const filtered = () =>
  engine.run({
    dataset: short,
    analysis: 'waveforms',
    units,
    params: { count: 100, highpassHz: 300 },
    cache,
  });
rows.push(['the same, high-passed at 300 Hz', await best(filtered), 'ms', 300]);
const edges = () => engine.run({ dataset: short, analysis: 'sync', units: [], params: {}, cache });
rows.push(['sync edges of a 0.46 GB AP file, at 1.2 GB/s', await best(edges), 'ms', 385]);
const correlogram = () =>
  engine.run({ dataset: hour, analysis: 'correlogram', units: ['0'], params: {}, cache });
rows.push(['autocorrelogram of 100 000 spikes', await best(correlogram), 'ms', 10]);
const twelve = Array.from({ length: 12 }, (_, i) => String(i + 1));
const grid = () => engine.run({ dataset: hour, analysis: 'correlogram', units: twelve, params: {}, cache });
rows.push(['correlograms of 12 units × 20 000 spikes', await best(grid), 'ms', 150]);
rows.push(...(await waveformsOfThousand()));
const clean = () => engine.run({ dataset: hour, analysis: 'clean-train', units: ['0'], params: {}, cache });
rows.push(['clean train of an hour, 100 000 spikes', await best(clean), 'ms', 300]);

const all = new Engine();
await all.units(hour);
const hundred = Array.from({ length: 100 }, (_, i) => String(i + 1));
const events = [`event=${Array.from({ length: 1000 }, (_, i) => (3.5 * (i + 1)).toFixed(3)).join(' ')}`];
const psth = (how) =>
  all.run({
    dataset: hour,
    analysis: 'psth',
    units: hundred,
    params: { events, binMs: 1, windowMs: [-1000, 1000], layout: 'psth' },
    cache: how,
  });
rows.push(['PSTH of 100 units × 1 000 events × 2 s at 1 ms', await best(() => psth('off')), 'ms', 300]);
await psth('use');
await all.cached(hour);
rows.push(['the same from the cache', await best(() => psth('use')), 'ms', 20]);
const quality = () => all.run({ dataset: hour, analysis: 'quality-metrics', units: [], params: {}, cache });
rows.push(['quality metrics of 500 units, 10 million spikes', await time(quality), 'ms', 3000]);
const pair = () => all.run({ dataset: hour, analysis: 'correlogram', units: ['1', '2'], params: {}, cache });
rows.push(['correlograms of a pair of 20 000 spikes', await best(pair), 'ms', null]);
await all.close();
await engine.close();
const two = new Engine({ threads: 2 });
rows.push(...(await preprocessing()));
await two.close();
console.log(JSON.stringify(rows));

/**
 * MB of the raw file per second, on two threads, the flush to the disk included; and the same for a plain copy. Each job
 * comes right after a copy that was removed again: a virtual machine that gives memory back to its host is given it again
 * at 0.3 GB/s, which whoever writes first would wait for. How long a job takes beside a copy where both wait for it is a
 * row of its own.
 */
async function preprocessing() {
  const header = (await two.open(short)).streams.find(({ band }) => band === 'ap');
  const megabytes = statSync(header.rawFile).size / 1e6;
  const output = path.join(short, '..', 'preprocessed.ap.bin');
  const job = async (params) => {
    const run = () =>
      two.job(
        { dataset: short, job: 'preprocess', params: { ...params, output } },
        { signal: new AbortController().signal, confirm: async () => true, progress: () => undefined },
      );
    const ms = await time(run);
    rmSync(output);
    return ms;
  };
  const copy = async () => {
    const ms = await time(async () => {
      copyFileSync(header.rawFile, output);
      const file = openSync(output, 'r+');
      fsyncSync(file);
      closeSync(file);
    });
    rmSync(output);
    return ms;
  };
  const [aligned, causal] = [{ adcRealign: true }, { causal: true }];
  // The first job of a process, which its threads and kernels are started for.
  await copy();
  const firstMs = await job(aligned);
  const times = { copy: [], aligned: [], causal: [] };
  for (let i = 0; i < 5; i++) {
    times.copy.push(await copy());
    times.aligned.push(await job(aligned));
    await copy();
    times.causal.push(await job(causal));
  }
  const speed = (ms) => (1000 * megabytes) / ms;
  const [copyMs, alignedMs, causalMs] = [times.copy, times.aligned, times.causal].map(median);
  // The system has given memory back to its host by then, where it does so.
  await wait(givenBackMs);
  const laterCopyMs = await copy();
  await wait(givenBackMs);
  const laterMs = await job(aligned);
  return [
    [
      'preprocess: alignment, zero-phase 300 Hz, global median: median of five',
      speed(alignedMs),
      'MB/s',
      400,
    ],
    ['the slowest of the five', speed(Math.max(...times.aligned)), 'MB/s', null],
    ['the first of the process, its threads started with it', speed(firstMs), 'MB/s', null],
    ['the same beside a plain copy of the file, brought to the disk', alignedMs / copyMs, '×', 3],
    ['the same, both after a rest', laterMs / laterCopyMs, '×', 3],
    ['preprocess: causal 300 Hz, global median: median of five', speed(causalMs), 'MB/s', 600],
    ['a plain copy of the file, brought to the disk', speed(copyMs), 'MB/s', null],
    ['the same after a rest', speed(laterCopyMs), 'MB/s', null],
  ];
}

/** By how much the process grows beyond the result when it computes 1 000 waveforms for the first time. */
async function memoryOfFirstWaveforms() {
  globalThis.gc();
  const idle = process.memoryUsage().rss;
  let peak = idle;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 5);
  const request = { dataset: short, analysis: 'waveforms', units, params: { count: 1000 }, cache };
  const { result } = await engine.run(request, { whole: true });
  clearInterval(watch);
  return (peak - idle - result.units[0].waveforms.data.byteLength) / 1e6;
}

/** With the single waveforms, which are 126 MB. */
async function waveformsOfThousand() {
  const request = { dataset: short, analysis: 'waveforms', units, params: { count: 1000 }, cache };
  const run = () => engine.run(request, { whole: true });
  const ms = await best(run);
  const { result } = await run();
  const [{ waveforms }] = result.units;
  return [
    [`${waveforms.shape[0]} waveforms × 384 channels × 82 samples`, ms, 'ms', 350],
    ['of which memory above the result, at the first time and with the thread', firstWaveformsMb, 'MB', 200],
  ];
}

async function busiest(dataset) {
  const table = await engine.units(dataset);
  const row = table.spikeCount.indexOf(Math.max(...table.spikeCount));
  return { units: [table.ids[row]] };
}

async function time(run) {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** The median of seven runs after a first one that warms up. */
async function best(run) {
  await run();
  const times = [];
  for (let i = 0; i < 7; i++) times.push(await time(run));
  return median(times);
}
