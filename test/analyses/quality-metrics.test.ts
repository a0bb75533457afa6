import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { computeQualityPart } from '../../core/analyses/quality-metrics-part.ts';
import type { QualityMetrics } from '../../core/analyses/quality-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { missedFraction } from '../../core/kernels/truncated-gaussian.ts';
import { ownRecording, recordingFixture, SMALL } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const long = { preset: 'glx-1.0', seconds: 600, raw: false, lf: false } as const;

async function run(params: Record<string, unknown>, units: string[] = [], dataset?: string) {
  const { result, warnings } = await engine.run({
    dataset: dataset ?? (await recordingFixture(long)),
    analysis: 'quality-metrics',
    units,
    params,
    cache: 'off',
  });
  return { metrics: result as QualityMetrics, warnings };
}

const everyId = ({ length }: Float64Array) => Uint32Array.from({ length }, (_, i) => i);

/** One unit at 30 kHz over a hundred seconds. */
const ofTrain = (train: Float64Array, amplitudes: Float64Array | null = null, seconds = 100) =>
  computeQualityPart({
    units: [
      {
        samples: train,
        ids: everyId(train),
        amplitudes,
        amplitudeIds: everyId(train),
        observed: { ranges: [[0, seconds * 30_000]], seconds },
      },
    ],
    sampleRateHz: 30_000,
    params: {
      refractoryMs: 1.5,
      censoredMs: 0,
      presenceBinS: 60,
      rateBinS: 10,
      periodsS: null,
      estimator: 'default',
    },
  })[0]!;

const regular = (count: number, step: number) => Float64Array.from({ length: count }, (_, i) => i * step);

test('a regular train is present all the time, pure, and of constant rate', () => {
  const metrics = ofTrain(regular(1000, 3000));
  assert.equal(metrics.rateHz, 10);
  assert.equal(metrics.presenceRatio, 1);
  assert.equal(metrics.firingRangeHz, 0);
  assert.equal(metrics.isiViolationRatio, 0);
  assert.equal(metrics.llobetContamination, 0);
  assert.ok(metrics.llobetHigh > 0, 'no violation is no proof of purity');
});

test('a unit that is silent for the second half is present in half of the bins', () => {
  assert.equal(ofTrain(regular(500, 3000)).presenceRatio, 0.5);
});

test('independent spikes added to a refractory train are estimated as contamination', () => {
  let state = 7;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const seconds = 2000;
  // A neuron with a dead time of 3 ms, and others of a fifth of all spikes.
  const own: number[] = [];
  for (let t = 0; t < seconds * 30_000; t += 90 - 1500 * Math.log(1 - uniform())) own.push(Math.floor(t));
  const alien = Array.from({ length: Math.round(own.length / 4) }, () =>
    Math.floor(uniform() * seconds * 30_000),
  );
  const train = Float64Array.from([...own, ...alien]).sort();
  const { llobetContamination, llobetLow, llobetHigh } = ofTrain(train, null, seconds);
  assert.ok(llobetLow < 0.2 && 0.2 < llobetHigh, `${llobetLow} to ${llobetHigh}`);
  assert.ok(Math.abs(llobetContamination - 0.2) < 0.02, `${llobetContamination}`);
});

test('the missed share is that of the kernel that clean trains are judged by', () => {
  const amplitudes = Float64Array.from({ length: 2000 }, (_, i) => 20 + 5 * Math.sin(i) + (i % 7));
  const train = regular(2000, 1000);
  const { missed } = missedFraction(amplitudes)!;
  assert.ok(Math.abs(ofTrain(train, amplitudes).missedShare - missed) < 1e-12);
});

for (const count of [0, 1, 2])
  test(`${count} spikes: what they cannot tell is NaN, and nothing fails`, () => {
    const metrics = ofTrain(regular(count, 3000), new Float64Array(count).fill(4));
    assert.equal(metrics.spikeCount, count);
    assert.equal(Number.isNaN(metrics.isiViolationRatio), count < 2);
    assert.ok(Number.isNaN(metrics.amplitudeCutoff) && Number.isNaN(metrics.missedShare));
    assert.equal(metrics.presenceRatio, count === 0 ? 0 : 0.01);
  });

test('the planted roles show: missed spikes, contamination and a silent block', async () => {
  const { metrics } = await run({});
  const of = (unit: string, name: 'presenceRatio' | 'llobetContamination') =>
    metrics[name][metrics.units.indexOf(unit)]!;
  // Unit 15 has a silent block, 14 is a Poisson train without refractory period, 0 is pure.
  assert.ok(of('15', 'presenceRatio') < 0.9);
  assert.equal(of('0', 'presenceRatio'), 1);
  assert.ok(of('14', 'llobetContamination') > 0.5);
  assert.equal(of('0', 'llobetContamination'), 0);
});

test('labels and names choose the units', async () => {
  const { metrics: good } = await run({ quality: 'good' });
  assert.ok(good.groups.every((group) => group === 'good') && good.units.length > 5);
  const { metrics } = await run({}, ['4', '2']);
  assert.deepEqual(metrics.units, ['2', '4']);
  await assert.rejects(run({}, ['999']), { name: 'UnknownUnit' });
  await assert.rejects(run({ quality: 'best' }), { name: 'ParameterError' });
});

test('the metrics of a unit do not depend on the other units nor on the number of threads', async () => {
  const { metrics: all } = await run({});
  const { metrics: alone } = await run({}, ['6']);
  const row = all.units.indexOf('6');
  assert.equal(alone.missedShare[0], all.missedShare[row]);
  assert.equal(alone.llobetHigh[0], all.llobetHigh[row]);
});

test('periods outside the recording and a censored time above the refractory one are refused', async () => {
  await assert.rejects(run({ periodsS: '9000:9001' }), {
    name: 'ParameterError',
    message: /^periodsS: 9000:9001 s lies outside the recording/,
  });
  await assert.rejects(run({ refractoryMs: 1, censoredMs: 1 }), {
    name: 'ParameterError',
    message: /^censoredMs: 1 ms is not below the refractory time of 1 ms/,
  });
});

test('without amplitudes.npy what was missed is not told, and all else is', async (t) => {
  const dataset = await ownRecording({ ...SMALL, seconds: 3, raw: false, lf: false });
  t.after(() => rmSync(dataset, { recursive: true, force: true }));
  rmSync(path.join(dataset, 'amplitudes.npy'));
  const { metrics, warnings } = await run({}, [], dataset);
  assert.match(warnings.join(), /no amplitudes.npy/);
  assert.ok(metrics.missedShare.every(Number.isNaN));
  assert.ok(metrics.presenceRatio.every((ratio) => ratio > 0));
});

test('the ratio of signal to noise is there when asked for, and says what it lacks without raw data', async () => {
  const dataset = await recordingFixture();
  const { metrics } = await run({ snr: true }, ['0', '2'], dataset);
  const { result } = await engine.run({
    dataset,
    analysis: 'snr',
    units: ['0', '2'],
    params: {},
    cache: 'off',
  });
  assert.deepEqual(
    [...metrics.snr],
    (result as { snr: number }[]).map(({ snr }) => snr),
  );
  assert.ok((await run({}, ['0'], dataset)).metrics.snr.every(Number.isNaN));
  await assert.rejects(run({ snr: true }, ['0']), { name: 'MissingPart', message: /no raw data/ });
});

test('the planted drift shows in the positions of the spikes, and other units stay where they are', async () => {
  const { metrics } = await run({});
  metrics.units.forEach((unit, i) => {
    const moved = metrics.driftPeakToPeakUm[i]!;
    // Unit 4 drifts by 40 µm around its place; a unit of overlapping neighbours wobbles.
    if (unit === '4') assert.ok(moved > 20 && moved < 80, `${unit} moved ${moved} µm`);
    else assert.ok(!(moved > 15), `${unit} moved ${moved} µm`);
    assert.ok(!(metrics.driftMadUm[i]! > moved) && !(metrics.driftSdUm[i]! > moved));
  });
  assert.ok(metrics.driftPeakToPeakUm.filter(Number.isFinite).length > 15);
});

test('broken features cost the drift and nothing else', async (t) => {
  const dataset = await ownRecording({ ...SMALL, seconds: 3, raw: false, lf: false });
  t.after(() => rmSync(dataset, { recursive: true, force: true }));
  writeFileSync(path.join(dataset, 'pc_features.npy'), 'no numbers');
  const { metrics, warnings } = await run({}, [], dataset);
  assert.match(warnings.join(), /pc_features.npy/);
  assert.ok(metrics.driftPeakToPeakUm.every(Number.isNaN));
  assert.ok(metrics.presenceRatio.every((ratio) => ratio > 0));
});

test('the unit table has the quality metrics beside its columns where they are asked for, unit by unit', async () => {
  const dataset = await recordingFixture(long);
  const request = { dataset, analysis: 'units', units: [], cache: 'off' } as const;
  const params = { quality: 'good', order: 'depth', qualityMetrics: true };
  const { analysis, result } = await engine.run({ ...request, params });
  const { metrics } = await run({});
  const table = analysis.toTable?.(result) ?? {};
  const json = analysis.toJson(result, params) as { units: Record<string, unknown>[] };
  const ids = table['id'] as string[];
  assert.ok(ids.length > 3);
  for (const name of ['missedShare', 'llobetContamination', 'driftPeakToPeakUm'] as const) {
    const wanted = ids.map((id) => metrics[name][metrics.units.indexOf(id)]);
    assert.deepEqual([...(table[name] as Float64Array)], wanted);
    assert.deepEqual(
      json.units.map((unit) => unit[name]),
      wanted,
    );
  }
  assert.equal(table['snr'], undefined, 'without being asked, raw data are not read');
  const plain = await engine.run({ ...request, params: {} });
  assert.equal(plain.analysis.toTable?.(plain.result)['missedShare'], undefined);
});
