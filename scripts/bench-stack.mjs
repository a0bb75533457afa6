// A part of `npm run bench`: correlograms of all pairs, in a process of its own. Prints rows of [what, value, unit, aim]
// as JSON.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { Engine } from '../dist/index.js';
import { makeHour } from './bench-recording.mjs';
import { naiveCounts } from './naive-counts.mjs';

const [folder, header] = process.argv.slice(2);
const cache = 'off';
/** ±40 ms at 0.2 ms: 200 bins of 6 samples on each side. */
const params = { binMs: 0.2, windowMs: 80 };
const [bin, half] = [6, 200];
const rows = [];

const halfHour = recording('half-hour', { unitCount: 300, spikeCount: 4_300_000, seconds: 1800 });
const [one, two] = [new Engine({ threads: 1 }), new Engine({ threads: 2 })];
const names = (count) => Array.from({ length: count }, (_, i) => String(i));
const stack = (engine, dataset, units, more) => () =>
  engine.run({ dataset, analysis: 'correlogram-stack', units, params: { ...params, ...more }, cache });

const trains = await trainsOf(halfHour, 300);
const whole = await best(stack(two, halfHour, names(300)));
rows.push(
  ['all pairs of 300 units, 4.3 million spikes, 30 min, ±40 ms at 0.2 ms, two threads', whole, 'ms', 900],
  ['the same, one thread over two', (await best(stack(one, halfHour, names(300)))) / whole, '×', null],
);
// Time against pairs of spikes: of units 1 … n, of which each has as many.
for (const count of [38, 75, 150, 299]) {
  const pairs = Math.round(pairsOf(trains.slice(1, count + 1)) / 1e6);
  const ms = await best(stack(two, halfHour, names(count + 1).slice(1)));
  rows.push([`all pairs of ${count} of these units, ${pairs} million pairs of spikes`, ms, 'ms', null]);
}
// A third of it, which is long enough for a plain loop.
const periodsS = [[0, 600]];
const naive = await naiveCounts(
  trains.map((train) => train.filter((sample) => sample < 600 * 30_000)),
  bin,
  half,
);
rows.push(
  ['10 min of it by one compiled loop over the merged train, as one writes it at first', naive, 'ms', null],
  [
    'which is as long as on two threads',
    naive / (await best(stack(two, halfHour, names(300), { periodsS }))),
    '×',
    null,
  ],
  ['and on one thread', naive / (await best(stack(one, halfHour, names(300), { periodsS }))), '×', null],
);
const hour = recording('nine-million', { unitCount: 500, spikeCount: 9_000_000, seconds: 3600 });
rows.push([
  'all pairs of 500 units, 9 million spikes, 1 h, ±40 ms at 0.2 ms, two threads',
  await best(stack(two, hour, names(500))),
  'ms',
  2000,
]);
rmSync(hour, { recursive: true });
// Unit 0 has one spike in a hundred, the two others 100 000 each.
const busy = recording('busy', { unitCount: 3, spikeCount: 202_000, seconds: 3600 });
const pair = stack(one, busy, [], { sources: ['1'], targets: ['2'], pairs: true });
rows.push(['one pair of units of 100 000 spikes each, 1 h', await best(pair, 15), 'ms', 3]);
await one.close();
await two.close();
console.log(JSON.stringify(rows));

function recording(name, size) {
  makeHour(path.join(folder, name), header, size);
  return path.join(folder, name);
}

async function trainsOf(dataset, count) {
  const request = { dataset, analysis: 'spike-train', units: names(count), params: {}, cache };
  const { result } = await one.run(request);
  // As the stack counts them: a sample once.
  return result.trains.map((train) => train.filter((sample, i) => i === 0 || sample > train[i - 1]));
}

/** How many pairs of spikes lie in the window. */
function pairsOf(trains) {
  const samples = Float64Array.from(trains.flatMap((train) => [...train])).sort();
  let sum = 0;
  for (let i = 0, end = 0; i < samples.length; i++) {
    while (end < samples.length && samples[end] - samples[i] < bin * (half + 0.5)) end++;
    sum += end - i - 1;
  }
  return sum;
}

/** The median of some runs after a first one that warms up. */
async function best(run, runs = 3) {
  const times = [];
  for (let i = 0; i <= runs; i++) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  return times.slice(1).sort((a, b) => a - b)[Math.floor(runs / 2)];
}
