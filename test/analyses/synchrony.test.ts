import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CrossIntervals } from '../../core/analyses/cross-intervals-params.ts';
import type { PopulationSynchronies } from '../../core/analyses/population-synchrony-params.ts';
import type { Synchrony } from '../../core/analyses/synchrony-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { bisectLeft } from '../../core/kernels/bisect.ts';
import { correlogram } from '../../core/kernels/correlogram.ts';
import { npyxBins } from '../../core/kernels/lag-bins.ts';
import { toZscore } from '../../core/kernels/normalize-correlogram.ts';
import { populationSynchrony } from '../../core/kernels/population-synchrony.ts';
import { assertNear, goldens, numbersOf } from '../golden.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const short = { preset: 'glx-1.0', raw: false, lf: false } as const;
const long = { ...short, seconds: 600 } as const;

const run = async <R>(
  recording: typeof short | typeof long,
  analysis: string,
  units: string[],
  params: object = {},
): Promise<R> =>
  (
    await engine.run({
      dataset: await recordingFixture(recording),
      analysis,
      units,
      params: { ...params },
      cache: 'off',
    })
  ).result as R;

const trains = async (recording: typeof short | typeof long, units: string[]) =>
  (await run<{ trains: Float64Array[] }>(recording, 'spike-train', units)).trains;

const pairOf: Readonly<Record<string, [string, string]>> = {
  exc: ['0', '1'],
  inh: ['2', '3'],
  none: ['0', '16'],
};

for (const [name, recording] of [
  ['glx-1.0', short],
  ['glx-1.0-long', long],
] as const) {
  for (const golden of goldens(name, 'synchrony_zscore'))
    test(`${name} ${golden.id}: npyx's value from its correlogram, ours from a centred one (D62)`, async () => {
      const pair = pairOf[golden.id.split('.')[1]!]!;
      const [a, b] = await trains(recording, pair);
      // npyx: bins of 0.5 ms cut at 0, the centre the larger half; three bins for a window of 1 ms.
      const theirs = goldens(name, 'ccg').find(
        ({ id }) => id === `ccg.${golden.id.split('.')[1]}.0.5.100.Counts`,
      );
      const counts = theirs
        ? Float64Array.from(numbersOf(theirs).slice(201, 402))
        : correlogram(a!, b!, npyxBins(15, 100));
      const z = toZscore(counts, true);
      // In which half of the centre equal samples count is by chance in npyx; the larger is taken.
      const equal = theirs ? 0 : a!.filter((sample) => b!.includes(sample)).length;
      const off = Math.abs((z[99]! + z[100]! + z[101]!) / 3 - numbersOf(golden)[0]!);
      assert.ok(off <= 1e-9 + (equal * (z[100]! - z[99]!)) / (3 * (counts[100]! - counts[99]!)), `${off}`);
      const { values } = await run<Synchrony>(recording, 'synchrony', pair, { binMs: 0.5, windowMs: 100 });
      const brute = centred(a!, b!, 15, 100);
      const outer = [...brute.subarray(0, 80), ...brute.subarray(121)];
      const mean = outer.reduce((s, v) => s + v, 0) / outer.length;
      const sd = Math.sqrt(outer.reduce((s, v) => s + (v - mean) ** 2, 0) / outer.length);
      const middle = (brute[99]! + brute[100]! + brute[101]!) / 3;
      assert.ok(Math.abs(values[1]! - (middle - mean) / sd) < 1e-9);
      assert.equal(values[1], values[2]);
    });

  for (const golden of goldens(name, 'synchrony_regehr'))
    test(`${name} ${golden.id}: the baseline has no part in the centre, as it has in npyx (D80)`, async () => {
      const pair = pairOf[golden.id.split('.')[1]!]!;
      const [a, b] = await trains(recording, pair);
      const { values } = await run<Synchrony>(recording, 'synchrony', pair, {
        measure: 'ratio',
        binMs: 0.5,
        windowMs: 100,
      });
      const brute = centred(a!, b!, 15, 100);
      const baseline = [...brute.subarray(0, 80), ...brute.subarray(121)].reduce((s, v) => s + v, 0) / 160;
      const ours = (brute[99]! + brute[100]! + brute[101]!) / 3 / baseline;
      assert.ok(Math.abs(values[1]! - ours) < 1e-9);
      assert.notEqual(Math.round(1e9 * ours), Math.round(1e9 * numbersOf(golden)[0]!));
    });
}

/** Lags counted one by one into bins centred on multiples of the width, a lag on an edge going outwards. */
function centred(a: Float64Array, b: Float64Array, width: number, half: number): Float64Array {
  const counts = new Float64Array(2 * half + 1);
  for (const from of a)
    for (let i = bisectLeft(b, from - width * (half + 1)); i < b.length; i++) {
      const lag = b[i]! - from;
      if (lag > width * (half + 1)) break;
      const bin = Math.sign(lag) * Math.floor(Math.abs(lag) / width + 0.5);
      if (Math.abs(bin) <= half) counts[bin + half] = counts[bin + half]! + 1;
    }
  return counts;
}

test('each measure finds the planted excitation, is symmetric but for excess, and 1 or 0 without it', async () => {
  const units = ['0', '1', '4', '28'];
  const at = ({ units: order, values }: Synchrony, from: string, to: string) =>
    values[order.indexOf(from) * order.length + order.indexOf(to)]!;
  for (const [measure, neutral] of [
    ['zscore', 0],
    ['ratio', 1],
    ['excess', 0],
    ['tiling', 0],
    ['correlation-index', 1],
    ['pearson', 0],
    ['covariance', 0],
  ] as const) {
    const result = await run<Synchrony>(long, 'synchrony', units, { measure, syncMs: 8, binMs: 0.5 });
    const [planted, other] = [at(result, '0', '1'), at(result, '4', '28')];
    assert.ok(
      planted - neutral > 5 * Math.abs(other - neutral),
      `${measure}: ${planted}, elsewhere ${other}`,
    );
    if (measure !== 'excess') assert.equal(planted, at(result, '1', '0'));
    assert.ok(Number.isNaN(at(result, '4', '4')));
  }
  // About as many spikes of unit 1 per spike of unit 0 as were planted, and the reverse by the ratio of their counts.
  const excess = await run<Synchrony>(long, 'synchrony', units, { measure: 'excess', syncMs: 8, binMs: 0.5 });
  const counts = await trains(long, ['0', '1']);
  const back = (at(excess, '0', '1') * counts[0]!.length) / counts[1]!.length;
  assert.ok(Math.abs(at(excess, '1', '0') - back) < 1e-9);
});

test('the order is by depth, or as given', async () => {
  const byDepth = await run<Synchrony>(short, 'synchrony', ['0', '4', '2']);
  assert.deepEqual(byDepth.units, ['2', '4', '0']);
  const given = await run<Synchrony>(short, 'synchrony', ['0', '4', '2'], { order: 'given' });
  assert.deepEqual(given.units, ['0', '4', '2']);
  assert.equal(given.values[1], byDepth.values[2 * 3 + 1]);
});

test('a window without flanks, a single unit and a bin below a sample are refused in a sentence', async () => {
  await assert.rejects(
    run(short, 'synchrony', ['0', '1'], { windowMs: 2, syncMs: 1 }),
    /windowMs: 2 ms leaves no flanks beside a middle of 1 ms; take a window of at least 10 ms/,
  );
  await assert.rejects(
    run(short, 'synchrony', ['0', '1'], { binMs: 0.01 }),
    /binMs: 0.01 ms is below one sample/,
  );
  for (const analysis of ['synchrony', 'cross-intervals', 'population-synchrony'])
    await assert.rejects(run(short, analysis, ['0']), /units: got 1, expected two or more/);
  await assert.rejects(
    run(short, 'cross-intervals', ['0', '1'], { binMs: 5, maxMs: 2 }),
    /maxMs: 2 ms is shorter/,
  );
});

test('intervals from one unit to another have a place each, and a period does not see the next', async () => {
  const { pairs } = await run<CrossIntervals>(short, 'cross-intervals', ['0', '1'], { maxMs: 20 });
  const [a] = await trains(short, ['0', '1']);
  const [first] = pairs;
  assert.equal(first!.intervalsMs.length, a!.length);
  assert.equal(first!.counts.reduce((s, v) => s + v, 0) + first!.beyond + first!.without, a!.length);
  // 2 ms after unit 0, unit 1 fires more often than by chance.
  assert.ok(first!.counts[2]! + first!.counts[1]! > 2 * (first!.byChance[2]! + first!.byChance[1]!));
  const next = await run<CrossIntervals>(short, 'cross-intervals', ['0', '1'], {
    direction: 'next',
    periodsS: '0:2,10:12',
  });
  assert.ok(next.pairs[0]!.intervalsMs.every((ms) => Number.isNaN(ms) || ms < 2000));
});

for (const golden of goldens('glx-1.0', 'frac_pop_sync'))
  test(`${golden.id}: the share of units that fire together is npyx's, spike by spike`, async () => {
    const [reference, ...others] = await trains(short, ['7', '8', '16']);
    const always = others.map(() => [[0, 600_000]] as const);
    const found = populationSynchrony(reference!, others, always, 30, 3000);
    const fraction = Array.from(found.together, (count, i) => count / found.active[i]!);
    assertNear(fraction, golden, numbersOf(golden, 'fraction'));
    const firing = numbersOf(golden, 'N firing');
    found.firing.forEach((count, i) => {
      assert.equal(count, firing[i]! + firing[i + reference!.length]!);
    });
    const synchronized = numbersOf(golden, 'N synchronized').map((value) => value || 0);
    found.together.forEach((count, i) => {
      assert.equal(count, synchronized[i]! + synchronized[i + reference!.length]!);
    });
    // The analysis finds when they fire by itself.
    const { units } = await run<PopulationSynchronies>(short, 'population-synchrony', ['7', '8', '16'], {
      syncMs: 2,
      firingSmoothMs: 500,
    });
    assert.deepEqual([...units[0]!.fraction], fraction);
  });

test('units outside their firing periods do not count, and independent ones fire together by chance', async () => {
  const { units } = await run<PopulationSynchronies>(long, 'population-synchrony', ['4', '15', '28']);
  // Unit 15 is silent from 270 to 372 s.
  const [four] = units;
  const silent = [...four!.samples.keys()].filter(
    (i) => four!.samples[i]! > 280 * 30_000 && four!.samples[i]! < 360 * 30_000,
  );
  assert.ok(silent.length > 500 && silent.every((i) => four!.firing[i] === 1));
  for (const { meanFraction, meanByChance } of units)
    assert.ok(Math.abs(meanFraction / meanByChance - 1) < 0.15, `${meanFraction} ${meanByChance}`);
});
