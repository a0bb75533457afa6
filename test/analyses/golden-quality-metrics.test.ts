import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type MetricName, metricNames, type QualityMetrics } from '../../core/analyses/quality-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { goldens } from '../golden.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const recordings = {
  'glx-1.0': { preset: 'glx-1.0', raw: false, lf: false },
  'glx-1.0-long': { preset: 'glx-1.0', seconds: 600, raw: false, lf: false },
} as const;
/** npyx's parameters, with the number of channels that makes its call run at all (D111). */
const asNpyx = { estimator: 'npyx', refractoryMs: 1.5, censoredMs: 0.166 };

async function run(
  recording: keyof typeof recordings,
  params: Record<string, unknown>,
  units: string[] = [],
): Promise<QualityMetrics> {
  const { result } = await engine.run({
    dataset: await recordingFixture(recordings[recording]),
    analysis: 'quality-metrics',
    units,
    params,
    cache: 'off',
  });
  return result as QualityMetrics;
}

const columns = {
  firing_rate: 'rateHz',
  presence_ratio: 'presenceRatio',
  isi_viol: 'isiViolationRatio',
  amplitude_cutoff: 'amplitudeCutoff',
} as const;

for (const recording of ['glx-1.0', 'glx-1.0-long'] as const)
  test(`${recording}: rate, presence, violations and cutoff of every unit are those of npyx`, async () => {
    const file = `test/fixtures/golden/${recording}/metrics.quality_metrics.json`;
    const theirs = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number[]>;
    const ours = await run(recording, asNpyx);
    assert.deepEqual(ours.units.map(Number), theirs['cluster_id']);
    for (const [name, own] of Object.entries(columns))
      theirs[name]!.forEach((value, i) => {
        const got = ours[own][i]!;
        assert.ok(
          Math.abs(got - value) <= 1e-6 * Math.abs(value) + 1e-9,
          `${own} of unit ${ours.units[i]}: ${got}, npyx has ${value}`,
        );
      });
  });

for (const recording of ['glx-1.0', 'glx-1.0-long'] as const)
  for (const [name, own] of [
    ['isi_violations', 'isiViolationRatio'],
    ['presence_ratio', 'presenceRatio'],
    ['firing_rate', 'rateHz'],
    ['amplitude_cutoff', 'amplitudeCutoff'],
  ] as [string, MetricName][])
    for (const golden of goldens(recording, name).filter(({ id }) => id.startsWith('metrics.')))
      test(`${recording} ${golden.id}: npyx's value`, async () => {
        const unit = golden.id.split('.').at(-1)!;
        const ours = (await run(recording, asNpyx, [unit]))[own][0]!;
        const [{ value }] = golden.outputs as unknown as [{ value: number }];
        const { abs, rel } = golden.tolerance;
        assert.ok(Math.abs(ours - value) <= abs + rel * Math.abs(value), `${ours}, npyx has ${value}`);
      });

for (const recording of ['glx-1.0', 'glx-1.0-long'] as const)
  for (const golden of goldens(recording, 'isi_violations').filter(({ id }) => /^isi_v/.test(id)))
    test(`${recording} ${golden.id}: npyx divides the violations of a stretch by the rate of the whole train (D47)`, async () => {
      const { min_time: from, max_time: to } = golden.args as { min_time: number; max_time: number };
      const stretch = { periodsS: `${from}:${to}`, refractoryMs: 0.8 };
      const theirs = golden.outputs!.find(({ name }) => name === 'fp_rate')!.value as number;
      const asTheirs = await run(recording, { ...stretch, estimator: 'npyx' }, ['6']);
      assert.ok(Math.abs(asTheirs.isiViolationRatio[0]! - theirs) <= 1e-9 * theirs + 1e-12);
      const ours = await run(recording, stretch, ['6']);
      const violations = golden.outputs!.find(({ name }) => name === 'n_violations')!.value as number;
      const spikes = ours.spikeCount[0]!;
      const ownViolations = (ours.isiViolationRatio[0]! * 2 * spikes ** 2 * 0.0008) / (to - from);
      // Intervals of exactly 24 samples are 0.8 ms: npyx counts some of them, by the last digit of their seconds.
      assert.ok(Math.abs(ownViolations - Math.round(ownViolations)) < 1e-6);
      assert.ok(
        Math.abs(ownViolations - violations) < 3,
        `${ownViolations} violations, npyx has ${violations}`,
      );
    });

test('D111: with nothing given the metrics are there, where npyx’s defaults always fail', async () => {
  const failing = goldens('glx-1.0', 'quality_metrics').find(({ id }) => id.endsWith('.default'))!;
  assert.equal(failing.raises?.type, 'AssertionError');
  const ours = await run('glx-1.0', {});
  for (const name of metricNames) assert.equal(ours[name].length, ours.units.length, name);
  assert.ok(ours.presenceRatio.every((ratio) => ratio > 0 && ratio <= 1));
});
