// A part of `npm run bench -- --large`: all pairs of 1 000 units of a recording, asked for twice in a process of its own,
// whose peak of memory it tells. Prints { ms, againMs, peakMb, spikes, pairs } as JSON.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Engine } from '../dist/index.js';

const dataset = process.argv[2];
const engine = new Engine({ threads: 2 });
const units = Array.from({ length: 1000 }, (_, i) => String(i));
// The files are read before.
await engine.units(dataset);
const [ms, againMs] = [await timed(), await timed()];
const peakMb = process.resourceUsage().maxRSS / 1000;
await engine.close();
console.log(JSON.stringify({ ms, againMs, peakMb, ...pairsOf(samples()) }));

/** From the question to the answer: the spikes of each unit are picked out and put in order, and their lags are counted. */
async function timed() {
  const started = performance.now();
  const params = { binMs: 1, windowMs: 50 };
  await engine.run({ dataset, analysis: 'correlogram-stack', units, params, cache: 'off' });
  return performance.now() - started;
}

function samples() {
  const bytes = readFileSync(path.join(dataset, 'spike_times.npy'));
  const start = 10 + bytes.readUInt16LE(8);
  return Float64Array.from(
    new BigInt64Array(bytes.buffer, bytes.byteOffset + start, (bytes.length - start) / 8),
    Number,
  );
}

/** How many spikes there are, and pairs of them within 25.5 ms, 765 samples. */
function pairsOf(all) {
  let pairs = 0;
  for (let i = 0, end = 0; i < all.length; i++) {
    while (end < all.length && all[end] - all[i] < 765) end++;
    pairs += end - i - 1;
  }
  return { spikes: all.length, pairs };
}
