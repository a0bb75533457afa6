// A part of `npm run bench`: the engine in a process of its own. Prints rows of [what, value, unit, aim] as JSON.
import { Engine } from '../dist/index.js';

const [hour, short] = process.argv.slice(2);
const cache = 'off';
const rows = [];
const engine = new Engine({ threads: 1 });

globalThis.gc();
const before = process.memoryUsage().rss;
rows.push(['engine: headers of the hour', await time(() => engine.open(hour)), 'ms', 300]);
rows.push(['engine: unit table of 10 million spikes', await time(() => engine.units(hour)), 'ms', 1000]);
globalThis.gc();
rows.push([
  'engine: growth of memory, spikes included',
  (process.memoryUsage().rss - before) / 1e6,
  'MB',
  350,
]);

const { units } = await busiest(short);
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
const correlogram = () =>
  engine.run({ dataset: hour, analysis: 'correlogram', units: ['0'], params: {}, cache });
rows.push(['autocorrelogram of 100 000 spikes', await best(correlogram), 'ms', 10]);
const twelve = Array.from({ length: 12 }, (_, i) => String(i + 1));
const grid = () => engine.run({ dataset: hour, analysis: 'correlogram', units: twelve, params: {}, cache });
rows.push(['correlograms of 12 units × 20 000 spikes', await best(grid), 'ms', 150]);
await engine.close();
console.log(JSON.stringify(rows));

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

/** The median of seven runs after a first one that warms up. */
async function best(run) {
  await run();
  const times = [];
  for (let i = 0; i < 7; i++) times.push(await time(run));
  return times.sort((a, b) => a - b)[3];
}
