import { gpuDevice } from '../../core/gpu/device.ts';
import { GpuPairCounts } from '../../core/gpu/gpu-pair-counts.ts';
import { exactRatio } from '../../core/kernels/exact-ratio.ts';
import { centredBins, type LagBins, logarithmicBins, npyxBins } from '../../core/kernels/lag-bins.ts';
import { countForward, type ForwardCounts } from '../../core/kernels/pair-counts.ts';
import { poissonTrain } from '../kernels/poisson-train.ts';

// What the test runs in a page: it answers with what is wrong, in words.

const sorted = (samples: number[]) => Float64Array.from(samples).sort();
const burst = (sample: number, count: number) => Array<number>(count).fill(sample);
const bins: readonly LagBins[] = [
  centredBins(exactRatio(6), 40),
  centredBins(exactRatio(7.5), 11),
  npyxBins(30, 5),
  logarithmicBins(3, 900, 20),
  centredBins(exactRatio(6), 0),
];
const poisson = [1, 2, 3, 4].map((seed) => poissonTrain(700 * seed, 300_000, seed));
const trains: Readonly<Record<string, readonly Float64Array[]>> = {
  random: poisson,
  'one unit alone': [poissonTrain(3000, 100_000, 9)],
  'bursts on one sample': [
    sorted([...burst(500, 300), ...burst(740, 200), 741]),
    sorted([...burst(500, 250), ...burst(1000, 50)]),
    sorted(burst(740, 90)),
  ],
  'empty units': [new Float64Array(0), poisson[0]!, new Float64Array(0), poisson[1]!, new Float64Array(0)],
  'no spikes at all': [new Float64Array(0), new Float64Array(0)],
  'spikes at the edge of the window': [243, 242, 244, 240, 165, 150, 149, 900, 899, 901].map((lag) =>
    Float64Array.from({ length: 60 }, (_, i) => 5000 * i + lag),
  ),
  'late in a long recording': poisson.map((train) => train.map((sample) => sample + 2 ** 33)),
};

export async function compared(): Promise<{
  readonly adapter: string | null;
  readonly wrong: readonly string[];
}> {
  const gpu = await gpuDevice(navigator.gpu);
  if (!gpu) return { adapter: null, wrong: [] };
  const wrong: string[] = [];
  for (const [name, given] of Object.entries(trains)) {
    const counter = await GpuPairCounts.create(gpu.device, given);
    for (const [which, rule] of bins.entries()) {
      const words = difference(await counter!.count(rule), countForward(given, rule));
      if (words) wrong.push(`${name}, bins ${which}: ${words}`);
    }
    counter!.close();
  }

  // From 400 below 2^32 on every counter that is counted to passes it.
  const rule = centredBins(exactRatio(600), 3);
  const counter = (await GpuPairCounts.create(gpu.device, poisson))!;
  const size = poisson.length ** 2 * 4;
  const into = () => new Uint32Array(size).fill(2 ** 32 - 400);
  const own = countForward(poisson, rule, 0, poisson.length, { into: into() });
  const words = difference(await counter.count(rule, into()), own);
  if (words) wrong.push(`2^32 counts: ${words}`);
  if (own.carries.length < size) wrong.push(`2^32 counts: only ${own.carries.length / 2} of ${size} carried`);

  const tooLong = [Float64Array.of(0, 2 ** 32)];
  if (await GpuPairCounts.create(gpu.device, tooLong)) wrong.push('2^32 samples were taken');
  gpu.device.destroy();
  await gpu.lost;
  const afterLoss = await counter.count(rule).catch(() => null);
  if (afterLoss) wrong.push('a lost device counted');
  if (!(await gpuDevice(navigator.gpu))) wrong.push('no new device after a loss');
  return { adapter: gpu.name, wrong };
}

function difference(counted: ForwardCounts | null, expected: ForwardCounts): string | null {
  if (!counted) return 'not counted';
  const cell = expected.low.findIndex((count, i) => count !== counted.low[i]);
  if (counted.low.length !== expected.low.length) return `${counted.low.length} cells`;
  if (cell >= 0) return `cell ${cell}: ${counted.low[cell]} instead of ${expected.low[cell]}`;
  return String(counted.carries) === String(expected.carries)
    ? null
    : `carries ${counted.carries.slice(0, 8)}`;
}
