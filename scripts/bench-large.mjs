// A part of `npm run bench -- --large`: all pairs of 1 000 units with 10⁸ spikes, in a process of its own, whose peak of
// memory it tells. Prints rows of [what, value, unit, aim] as JSON.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Engine } from '../dist/index.js';

const [dataset] = process.argv.slice(2);
const engine = new Engine({ threads: 2 });
const units = Array.from({ length: 1000 }, (_, i) => String(i));
const rows = [];
// The first time reads the files.
await stack(60);
for (const seconds of [1800, 3600, 7200, 14_400]) {
  const ms = await stack(seconds);
  rows.push([seconds, ms]);
}
const peakMb = process.resourceUsage().maxRSS / 1000;
await engine.close();
const times = timesS();
console.log(
  JSON.stringify([
    ...rows.map(([seconds, ms]) => {
      const spikes = `${((times.length * seconds) / 14_400 / 1e6).toFixed(1)} million spikes`;
      const pairs = `${(pairsIn(seconds) / 1e9).toFixed(1)} × 10⁹ pairs of spikes`;
      return [`all pairs of 1 000 units, ${spikes}, ±25 ms at 1 ms, ${pairs}`, ms / 1000, 's', null];
    }),
    ['peak of memory with 100 million spikes, everything included', peakMb, 'MB', 3000],
  ]),
);

async function stack(seconds) {
  const params = { binMs: 1, windowMs: 50, periodsS: [[0, seconds]] };
  const started = performance.now();
  await engine.run({ dataset, analysis: 'correlogram-stack', units, params, cache: 'off' });
  return performance.now() - started;
}

function timesS() {
  const bytes = readFileSync(path.join(dataset, 'spike_times.npy'));
  const start = 10 + bytes.readUInt16LE(8);
  const samples = new BigInt64Array(bytes.buffer, bytes.byteOffset + start, (bytes.length - start) / 8);
  return Float64Array.from(samples, (sample) => Number(sample) / 30_000);
}

/** Within 25.5 ms of each other. */
function pairsIn(seconds) {
  let sum = 0;
  for (let i = 0, end = 0; i < times.length && times[i] < seconds; i++) {
    while (end < times.length && times[end] < seconds && times[end] - times[i] < 0.0255) end++;
    sum += end - i - 1;
  }
  return sum;
}
