import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanTrain, keptSamples } from '../../core/analyses/clean-train.ts';
import {
  type CleanTrain,
  type CleanTrains,
  cleanTrainParams,
} from '../../core/analyses/clean-train-params.ts';
import { parseParams } from '../../core/analyses/params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { openDataset } from '../../core/io/open-dataset.ts';
import { fitCutGaussian, freedmanDiaconisBins } from '../../core/kernels/fit-cut-gaussian.ts';
import { computing } from '../computing.ts';
import { assertNear, type Golden, goldens, numbersOf } from '../golden.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const folders = {
  'glx-1.0': () => recordingFixture({ preset: 'glx-1.0', raw: false, lf: false }),
  'glx-1.0-long': () => recordingFixture({ preset: 'glx-1.0', seconds: 600, raw: false, lf: false }),
} as const;

async function clean(
  recording: keyof typeof folders,
  unit: string,
  params: Readonly<Record<string, unknown>>,
): Promise<{ clean: CleanTrain; warnings: readonly string[] }> {
  const dataset = await folders[recording]();
  const { result, warnings } = await engine.run({
    dataset,
    analysis: 'clean-train',
    units: [unit],
    params,
    cache: 'off',
  });
  return { clean: (result as CleanTrains).units[0]!, warnings };
}

/** npyx's arguments in our words; undefined for what we do not offer: windows of two lengths at once. */
function paramsOf({ args }: Golden, recording: string): Record<string, unknown> | undefined {
  const number = (name: string, otherwise: number) => (args[name] as number | undefined) ?? otherwise;
  const size = number('fp_chunk_size', 10);
  const span = number('fp_chunk_span', 3);
  if (span !== number('fn_chunk_span', 3)) return undefined;
  // Without a period npyx takes the whole minutes up to the last spike: none of 20 s, nine of 600 s.
  const minutes = (args['period_m'] as number[] | null) ?? [0, recording === 'glx-1.0' ? 0 : 9];
  return {
    estimator: 'npyx',
    refractory: 'npyx',
    windowS: span * size,
    stepS: size,
    periodsS: [minutes.map((minute) => 60 * minute)],
    combine: args['use_or_operator'] === false ? 'and' : 'or',
    violationsMs: number('violations_ms', 0.8),
    falsePositiveMax: number('fp_threshold', 0.05),
    falseNegativeMax: number('fn_threshold', 0.05),
    enforcedRpMs: number('enforced_rp', 0),
    minimumS: number('consecutive_n_seconds', 180),
  };
}

for (const recording of ['glx-1.0', 'glx-1.0-long'] as const) {
  for (const golden of goldens(recording, 'train_quality')) {
    const params = paramsOf(golden, recording);
    if (!params) continue;
    test(`${recording} ${golden.id}: rates, sections and spikes of npyx's estimators`, async () => {
      const { clean: ours } = await clean(recording, String(golden.args['unit']), { ...params, minimumS: 0 });
      const known = (rates: number[]) => rates.filter((rate) => !Number.isNaN(rate));
      assertNear(
        known(ours.windows.map(({ falsePositiveRate }) => falsePositiveRate)),
        golden,
        numbersOf(golden, 'fp_rates'),
      );
      assertNear(
        known(ours.windows.map(({ falseNegativeRate }) => falseNegativeRate)),
        golden,
        numbersOf(golden, 'fn_rates'),
      );
      const times = ours.windows
        .filter(({ falsePositiveRate }) => !Number.isNaN(falsePositiveRate))
        .map(({ startS, endS }) => (startS + endS) / 2);
      assertNear(times, golden, numbersOf(golden, 'fp_times'));
      // npyx says [0] for none (D48).
      for (const [name, sections] of [
        ['good_fp_sections', ours.goodFalsePositiveS],
        ['good_fn_sections', ours.goodFalseNegativeS],
      ] as const) {
        const theirs = numbersOf(golden, name);
        assertNear(sections.flat(), golden, theirs.length < 2 ? [] : theirs);
      }
      assert.deepEqual([...ours.kept], numbersOf(golden, 'good_spikes_mask'));
    });
  }

  for (const golden of goldens(recording, 'trn_filtered')) {
    const params = paramsOf(golden, recording);
    if (!params || golden.raises) continue;
    test(`${recording} ${golden.id}: the clean train is npyx's, or empty with a reason`, async () => {
      const { clean: ours, warnings } = await clean(recording, String(golden.args['unit']), params);
      const theirs = numbersOf(golden, 'train');
      if (theirs.length === 1 && theirs[0] === 0) {
        // D49: npyx answers with one spike at sample 0.
        assert.deepEqual([...keptSamples(ours)], []);
        assert.match(ours.reason ?? '', /^nothing kept: /);
        assert.ok(warnings.some((warning) => warning.includes('nothing kept')));
      } else {
        assert.deepEqual([...keptSamples(ours)], theirs);
        assert.equal(ours.reason, null);
      }
    });
  }

  test(`${recording}: npyx's fit of a Gaussian to the histogram of amplitudes`, async () => {
    const sorting = (await openDataset(await folders[recording]())).sorting!;
    const [index, amplitudes] = [await sorting.spikes(), (await sorting.amplitudes())!];
    const place = index.units.indexOf('6');
    const own = index.ranks.subarray(index.offsets[place], index.offsets[place + 1]);
    for (const golden of goldens(recording, 'gaussian_amp_est')) {
      const [from, to] = /([\d.]+) <= t < ([\d.]+) s/.exec(String(golden.args['x']))!.slice(1).map(Number);
      // npyx's train has lost its repeated samples.
      const inside = [...own].filter(
        (rank, i) =>
          index.samples[rank]! >= from! * 30_000 &&
          index.samples[rank]! < to! * 30_000 &&
          (i === 0 || index.samples[rank] !== index.samples[own[i - 1]!]),
      );
      const values = Float64Array.from(inside, (rank) => amplitudes[rank]!);
      const bins = golden.args['n_bins'] as number;
      assert.equal(freedmanDiaconisBins(values.toSorted()), bins);
      const fit = fitCutGaussian(values)!;
      assertNear([fit.height, fit.mean, fit.sd, fit.cut], golden, numbersOf(golden, 0));
      assertNear([100 * fit.belowCut], golden, numbersOf(golden, 'percent_missing'));
    }
  });
}

test('by default the planted stretches of missed and of foreign spikes are dropped, and nothing else', async () => {
  // Unit 6 loses its small spikes from a quarter of the recording on, and gets foreign ones later.
  const { clean: unit } = await clean('glx-1.0-long', '6', {});
  const between = (from: number, to: number) =>
    unit.train.reduce(
      (sum, sample, i) => sum + (sample >= from * 30_000 && sample < to * 30_000 ? unit.kept[i]! : 0),
      0,
    );
  assert.equal(between(180, 240), 0);
  assert.equal(between(380, 500), 0);
  const early = unit.train.filter((sample) => sample < 150 * 30_000).length;
  assert.equal(between(0, 150), early);
  for (const id of ['0', '4']) {
    const whole = (await clean('glx-1.0-long', id, {})).clean;
    assert.equal(whole.keptCount, whole.train.length);
    assert.equal(whole.goodS, 600);
  }
});

test('the whole recording is judged unless periods are given, to its last spike', async () => {
  const { clean: all } = await clean('glx-1.0-long', '0', {});
  assert.equal(all.windows.length, 60);
  assert.deepEqual(all.goodFalsePositiveS.at(-1), [590, 600]);
  const { clean: part } = await clean('glx-1.0-long', '0', { periodsS: '100:165' });
  assert.equal(part.windows.length, 7);
  const kept = keptSamples(part);
  assert.ok(kept[0]! >= 100 * 30_000 && kept.at(-1)! < 165 * 30_000);
  assert.equal(part.goodS, 65);
});

test('windows that reach past the end are judged by as long a stretch before it', async () => {
  // One spike per second: a third of a window has too few to tell.
  const train = Float64Array.from({ length: 600 }, (_, i) => 30_000 * i + 15_000);
  const inputs = { units: ['7'], trains: [train], amplitudes: [null], sampleRateHz: 30_000, durationS: 600 };
  for (const combine of ['or', 'and'] as const) {
    const params = parseParams(cleanTrainParams, { combine });
    const [unit] = (await cleanTrain.compute(inputs, params, computing())).units;
    assert.equal(unit?.windows.length, 60);
    assert.ok(unit.windows.every(({ spikeCount }) => spikeCount === 30));
    assert.deepEqual([unit.windows.at(-1)!.startS, unit.windows.at(-1)!.endS], [590, 620]);
    assert.deepEqual(unit.goodFalsePositiveS.at(-1), [590, 600]);
    assert.equal(unit.keptCount, 600);
  }
});

test('the interval of the rate holds the rate, and Hill’s estimate is at most a half', async () => {
  const { clean: hill } = await clean('glx-1.0-long', '14', { estimator: 'hill' });
  for (const { falsePositiveRate, falsePositiveLow, falsePositiveHigh } of hill.windows)
    assert.ok(
      falsePositiveLow <= falsePositiveRate &&
        falsePositiveRate <= falsePositiveHigh &&
        falsePositiveHigh <= 0.5,
    );
  assert.equal(hill.keptCount, 0);
});

test('windows have to be multiples of their step, and a unit with hardly a spike gets a reason', async () => {
  await assert.rejects(clean('glx-1.0', '0', { windowS: 25, stepS: 10 }), {
    name: 'ParameterError',
    message: 'windowS: 25 s is not a multiple of the step of 10 s',
  });
  await assert.rejects(clean('glx-1.0', '0', { censoredMs: 1 }), /censoredMs: 1 ms is not below/);
  await assert.rejects(clean('glx-1.0', '999', {}), { name: 'UnknownUnit' });
  const { clean: few } = await clean('glx-1.0', '9', { windowS: 3, stepS: 1 });
  assert.match(few.reason!, /none of 20 windows has enough spikes/);
});
