import asc from 'assemblyscript/asc';

/** One loop over the merged train as one writes it at first, compiled as C would be: the sizes are constants. */
const source = (unitCount, half, bin) => `
export function count(times: usize, units: usize, spikes: i32, counts: usize): void {
  for (let i = 0; i < spikes; i++) {
    const time = load<i32>(times + (<usize>i << 2));
    const row = load<i32>(units + (<usize>i << 2)) * ${unitCount};
    for (let j = i + 1; j < spikes; j++) {
      const lag = load<i32>(times + (<usize>j << 2)) - time;
      if (lag >= ${half * bin + bin - Math.floor(bin / 2)}) break;
      const pair = row + load<i32>(units + (<usize>j << 2));
      const cell = counts + (<usize>(pair * ${half + 1} + (lag + ${Math.floor(bin / 2)}) / ${bin}) << 2);
      store<u32>(cell, load<u32>(cell) + 1);
    }
  }
}`;

/**
 * Milliseconds to count later spikes of all units in `half` + 1 centred bins of `bin` samples, without the merging. Trains are
 * ascending sample numbers below 2^31.
 */
export async function naiveCounts(trains, bin, half) {
  const spikes = trains.reduce((sum, train) => sum + train.length, 0);
  const merged = new Float64Array(spikes);
  let next = 0;
  trains.forEach((train, unit) => {
    for (const sample of train) merged[next++] = sample * trains.length + unit;
  });
  merged.sort();
  const size = trains.length ** 2 * (half + 1);
  const countsAt = 1024 + 8 * spikes;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((countsAt + 4 * size) / 65_536) });
  const times = new Int32Array(memory.buffer, 1024, spikes);
  const units = new Int32Array(memory.buffer, 1024 + 4 * spikes, spikes);
  for (let i = 0; i < spikes; i++) {
    times[i] = Math.floor(merged[i] / trains.length);
    units[i] = merged[i] % trains.length;
  }
  const { count } = await compiled(memory, source(trains.length, half, bin));
  const started = performance.now();
  count(1024, 1024 + 4 * spikes, spikes, countsAt);
  return performance.now() - started;
}

async function compiled(memory, text) {
  let bytes;
  const { error } = await asc.main(
    ['naive.ts', '--outFile', 'naive.wasm', '-O3', '--runtime', 'stub', '--noAssert', '--importMemory'],
    {
      readFile: (name) => (name === 'naive.ts' ? text : null),
      writeFile: (name, content) => {
        if (name.endsWith('.wasm')) bytes = content;
      },
      listFiles: () => [],
    },
  );
  if (error) throw error;
  return (await WebAssembly.instantiate(bytes, { env: { memory } })).instance.exports;
}
