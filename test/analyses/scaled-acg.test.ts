import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseParams } from '../../core/analyses/params.ts';
import { scaledAcg } from '../../core/analyses/scaled-acg.ts';
import type { ScaledAcg } from '../../core/analyses/scaled-acg-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { computing } from '../computing.ts';
import { recordingFixture } from '../synthetic.ts';

const computed = (trains: Float64Array[], given: Readonly<Record<string, unknown>> = {}) => {
  const context = computing();
  const result = scaledAcg.compute(
    {
      units: trains.map((_, i) => String(i)),
      trains,
      goodS: trains.map(() => null),
      sampleRateHz: 30_000,
    },
    parseParams(scaledAcg.params, given),
    context,
  ) as ScaledAcg;
  return { result, warnings: context.warnings };
};

/** Intervals of `meanMs` ± 10 %, uniformly. */
function regularTrain(meanMs: number, count: number): Float64Array {
  let state = 12345;
  let sample = 0;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    sample += Math.round(30 * meanMs * (0.9 + (0.2 * state) / 2 ** 32));
    return sample;
  });
}

test('trains that differ by their time scale alone have one scaled autocorrelogram, its first peak at 100', () => {
  const slow = regularTrain(40, 4000);
  const fast = slow.map((sample) => Math.round(sample / 4));
  const { result } = computed([slow, fast], { binMs: 0.5 });
  assert.ok(Math.abs(result.modesMs[0]! / 4 - result.modesMs[1]!) < 1.5);
  for (const unit of [0, 1]) {
    const row = result.values.subarray(unit * 150, (unit + 1) * 150);
    const peak = row.indexOf(Math.max(...row));
    assert.ok(Math.abs(peak - 100) <= 10, `peak of train ${unit} at ${peak}`);
    const mean = row.subarray(0, 100).reduce((sum, value) => sum + value, 0) / 100;
    assert.ok(Math.abs(mean - 1) < 1e-9);
  }
});

test('units with too few spikes are left out, and why', () => {
  const { result, warnings } = computed([regularTrain(20, 999), new Float64Array(0)]);
  assert.deepEqual(result.reasons, ['999 spikes, fewer than 1000', '0 spikes, fewer than 1000']);
  assert.ok(result.values.every(Number.isNaN));
  assert.match(warnings[0]!, /unit 0 is left out/);
});

test('D69: on a recording it takes the clean train, which npyx fails to', async () => {
  const engine = new Engine({ threads: 0 });
  const dataset = await recordingFixture({ preset: 'glx-1.0', seconds: 600, raw: false, lf: false });
  const run = await engine.run({
    dataset,
    analysis: 'scaled-acg',
    units: ['16', '9'],
    params: {},
    cache: 'off',
  });
  const { reasons, modesMs } = run.result as ScaledAcg;
  assert.equal(reasons[0], null);
  assert.ok(modesMs[0]! > 5 && modesMs[0]! < 40, `${modesMs[0]} ms`);
});
