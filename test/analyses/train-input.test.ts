import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { cleanTrain } from '../../core/analyses/clean-train.ts';
import type { CleanTrains } from '../../core/analyses/clean-train-params.ts';
import { firingRate } from '../../core/analyses/firing-rate.ts';
import type { GatheredTrains } from '../../core/analyses/gathered-trains.ts';
import type { isi } from '../../core/analyses/isi.ts';
import { parseParams } from '../../core/analyses/params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { layout } from '../../core/figure/layout.ts';
import { toSvg } from '../../core/figure/svg.ts';
import { themes } from '../../core/figure/theme.ts';
import { computing } from '../computing.ts';
import { ownRecording, recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const ofTrains = [
  'spike-train',
  'spike-ids',
  'isi',
  'firing-rate',
  'binned-trains',
  'clean-train',
  'cross-intervals',
  'synchrony',
  'population-synchrony',
  'unit-features',
].filter((id) => catalogue.some((analysis) => analysis.id === id));
const ask = async (analysis: string, params: object, units = ['0', '1']) =>
  engine.run({ dataset: await recordingFixture(), analysis, units, params: { ...params }, cache: 'off' });

for (const analysis of ofTrains) {
  test(`${analysis}: bad periods, units and refractory times are answered in one sentence`, async () => {
    await assert.rejects(ask(analysis, { periodsS: '50:60' }), {
      name: 'ParameterError',
      message: 'periodsS: 50:60 s lies outside the recording, which ends at 12 s',
    });
    await assert.rejects(ask(analysis, { periodsS: '9:3' }), /periodsS: got "9:3", expected periods/);
    await assert.rejects(ask(analysis, { enforcedRpMs: -2 }), /enforcedRpMs: -2 ms is below -1 ms/);
    await assert.rejects(ask(analysis, {}, ['0', '999']), { name: 'UnknownUnit' });
    await assert.rejects(ask(analysis, {}, []), /units: none given/);
    const { warnings } = await ask(analysis, { periodsS: '8:1000' });
    assert.ok(warnings.includes('periodsS: 8:1000 s reaches past the end of the recording at 12 s'));
  });

  test(`${analysis}: units without a spike, with one and with two are computed and drawn`, async () => {
    // The spikes of units 0 and 9 up to the first, the second and the third of the latter.
    const { result } = await ask('spike-train', {}, ['9']);
    const [first, second, third] = (result as GatheredTrains).trains[0]!;
    for (const sample of [first!, second!, third!]) {
      const run = await ask(analysis, { periodsS: [[0, sample / 30_000]] }, ['9', '0']);
      const svg = toSvg(
        layout(run.analysis.draw(run.result, run.params), { width: 640, height: 480 }, themes.light),
      );
      assert.doesNotMatch(svg, /NaN|Infinity/);
      JSON.stringify(run.analysis.toJson(run.result, run.params));
      run.analysis.toTable?.(run.result);
    }
  });
}

test('rates are over the time observed, and bins have to hold a sample', async () => {
  const { result } = await ask('firing-rate', { periodsS: '2:4,6:10' });
  const { observedS, spikeCounts, overallHz } = result as {
    observedS: number;
    spikeCounts: number[];
    overallHz: number[];
  };
  assert.equal(observedS, 6);
  assert.deepEqual(
    overallHz,
    spikeCounts.map((count) => count / 6),
  );
  await assert.rejects(ask('binned-trains', { binMs: 0.01 }), /binMs: 0.01 ms is below one sample/);
  await assert.rejects(
    ask('firing-rate', { binMs: 0.1, smoothMs: 5000 }),
    /binMs: 0.1 ms is too fine for smoothing by 5000 ms; take bins of at least 0.5 ms/,
  );
  await assert.rejects(ask('isi', { binMs: 5, maxMs: 2 }), /maxMs: 2 ms is shorter than a bin of 5 ms/);
});

test('a request for more counts than fit into memory is refused with what to do', async () => {
  const inputs: GatheredTrains = {
    units: ['1', '2'],
    trains: [Float64Array.of(1), Float64Array.of(1)],
    sampleRateHz: 30_000,
    durationS: 36_000,
  };
  assert.throws(
    () => firingRate.compute(inputs, parseParams(firingRate.params, { binMs: 0.1 }), computing()),
    /binMs: 0.1 ms makes 360000000 bins for each of 2 units, .*wider bins, fewer units or shorter periods/,
  );
});

test('intervals of 0 have no place on a log scale, and long ones none on a linear scale: both are told', async () => {
  const linear = await ask('isi', {}, ['9']);
  assert.match(linear.warnings.join(), /unit 9: 13 of 13 intervals are 100 ms or longer and in no bin/);
  const log = await ask('isi', { scale: 'log', enforcedRpMs: -1 }, ['13']);
  assert.match(log.warnings.join(), /unit 13: \d+ of \d+ intervals are 0 and have no place on a log scale/);
  const { counts, intervalsMs, outside } = log.result as ReturnType<typeof isi.compute> & {
    counts: Int32Array[];
    intervalsMs: Float64Array[];
    outside: number[];
  };
  assert.equal(counts[0]!.reduce((a, b) => a + b, 0) + outside[0]!, intervalsMs[0]!.length);
});

test('the counts of binned trains are those of the spikes, split or together', async () => {
  const counts = async (params: object) =>
    (await engine
      .run(
        {
          dataset: await recordingFixture(),
          analysis: 'binned-trains',
          units: ['0', '28'],
          params: { ...params },
          cache: 'off',
        },
        { whole: true },
      )
      .then(({ result }) => result)) as { counts: Int32Array; spikeCounts: number[]; binCount: number };
  const whole = await counts({ binMs: 0.25 });
  const sum = (values: Int32Array) => values.reduce((a, b) => a + b, 0);
  assert.equal(sum(whole.counts.subarray(0, whole.binCount)), whole.spikeCounts[0]);
  const halves = [
    await counts({ binMs: 0.25, periodsS: '0:5' }),
    await counts({ binMs: 0.25, periodsS: '5:12' }),
  ];
  assert.equal(halves[0]!.binCount + halves[1]!.binCount, whole.binCount);
  assert.deepEqual(
    [
      ...halves[0]!.counts.subarray(0, halves[0]!.binCount),
      ...halves[1]!.counts.subarray(0, halves[1]!.binCount),
    ],
    [...whole.counts.subarray(0, whole.binCount)],
  );
});

test('without amplitudes only foreign spikes are judged, which is said', async () => {
  const folder = await ownRecording({ preset: 'glx-1.0', seconds: 3, channels: 32, raw: false, lf: false });
  try {
    rmSync(path.join(folder, 'amplitudes.npy'));
    const run = await engine.run({
      dataset: folder,
      analysis: 'clean-train',
      units: ['0'],
      params: { windowS: 2, stepS: 1, minimumSpikeCount: 3 },
      cache: 'off',
    });
    assert.match(run.warnings.join(), /no amplitudes.npy: missed spikes are not judged/);
    const [unit] = (run.result as CleanTrains).units;
    assert.ok(unit!.amplitudes === null && unit!.keptCount > 0 && unit!.goodFalseNegativeS.length === 0);
    assert.match(
      cleanTrain.draw(run.result as CleanTrains, run.params as never).notes!.join(),
      /Without amplitudes/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
