// A part of `npm run bench -- --large`: all pairs of 1 000 units in the first seconds of a recording with 10⁸ spikes, in a
// process of its own, whose peak of memory it tells. Prints { ms, peakMb, spikes, pairs } as JSON.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Engine } from '../dist/index.js';

const [dataset, seconds] = [process.argv[2], Number(process.argv[3])];
const engine = new Engine({ threads: 2 });
const units = Array.from({ length: 1000 }, (_, i) => String(i));
// The files are read before.
await engine.units(dataset);
const params = { binMs: 1, windowMs: 50, periodsS: [[0, seconds]] };
const started = performance.now();
await engine.run({ dataset, analysis: 'correlogram-stack', units, params, cache: 'off' });
const ms = performance.now() - started;
const peakMb = process.resourceUsage().maxRSS / 1000;
await engine.close();
console.log(JSON.stringify({ ms, peakMb, ...pairsOf(samples()) }));

function samples() {
  const bytes = readFileSync(path.join(dataset, 'spike_times.npy'));
  const start = 10 + bytes.readUInt16LE(8);
  return new BigInt64Array(bytes.buffer, bytes.byteOffset + start, (bytes.length - start) / 8);
}

/** How many spikes there are, and pairs of them within 25.5 ms, 765 samples. */
function pairsOf(all) {
  const inside = Float64Array.from(
    all.subarray(0, all.findLastIndex((at) => at < seconds * 30_000) + 1),
    Number,
  );
  let pairs = 0;
  for (let i = 0, end = 0; i < inside.length; i++) {
    while (end < inside.length && inside[end] - inside[i] < 765) end++;
    pairs += end - i - 1;
  }
  return { spikes: inside.length, pairs };
}
