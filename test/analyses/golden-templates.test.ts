import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Templates } from '../../core/analyses/templates-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { peakToPeak } from '../../core/kernels/peak-channel.ts';
import { assertNear, goldens, numbersOf } from '../golden.ts';
import { ownRecording, recordingFixture, SMALL } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });

async function run(units: string[], params: Record<string, unknown>, dataset?: string) {
  const {
    result,
    analysis,
    params: used,
    warnings,
  } = await engine.run({
    dataset: dataset ?? (await recordingFixture()),
    analysis: 'templates',
    units,
    params,
  });
  return { units: (result as Templates).units, figure: analysis.draw(result, used), warnings };
}

const recordings = {
  'glx-1.0-c32': SMALL,
  'glx-1.0': { preset: 'glx-1.0', raw: false, lf: false },
  'glx-2.0': { preset: 'glx-2.0', raw: false, lf: false },
} as const;

for (const [recording, knobs] of Object.entries(recordings))
  for (const golden of goldens(recording, 'templates'))
    test(`${recording} ${golden.id}: the templates that the unit's spikes used, as stored`, async () => {
      const { units } = await run(
        [String(golden.args['u'])],
        { allChannels: golden.args['ignore_ks_chanfilt'] ?? false },
        await recordingFixture(knobs),
      );
      const { stored } = units[0]!;
      const [count, samples, channels] = numbersOf(golden, 'shape');
      // npyx spreads templates of 32 saved channels over the 384 of a whole probe; ours over those of the file.
      const expected = golden.id.endsWith('.full') && recording === 'glx-1.0-c32' ? 32 : channels;
      assert.deepEqual(stored.shape, [count, samples, expected]);
      const size = stored.data.length / count!;
      const heights = Array.from({ length: count! }, (_, t) => [
        ...peakToPeak(stored.data.subarray(t * size, (t + 1) * size), expected!),
        ...Array<number>(channels! - expected!).fill(0),
      ]);
      assertNear(heights.flat(), golden, numbersOf(golden, 'peak-to-peak per channel'));
      if (!golden.outputs!.some(({ name }) => name === 'channels 0:6')) return;
      assertNear(
        stored.data.filter((_, i) => i % channels! < 6),
        golden,
        numbersOf(golden, 'channels 0:6'),
      );
    });

test('the template of a merged unit is the mean of its templates weighted by their spikes', async () => {
  const { units } = await run(['28'], {});
  const { templateIds, spikeCounts, stored, microvolts } = units[0]!;
  assert.equal(templateIds.length, 2);
  const [first, second] = spikeCounts as unknown as [number, number];
  assert.ok(first !== second && first > 0 && second > 0);
  for (const [kind, values] of [
    ['whitened', stored.data],
    ['scaled', microvolts!],
  ] as const) {
    const own = (await run(['28'], { average: true, kind })).units[0]!;
    assert.deepEqual(own.stored.shape, [1, 82, 32]);
    const size = values.length / 2;
    for (let i = 0; i < size; i += 17) {
      const expected = (first * values[i]! + second * values[size + i]!) / (first + second);
      assert.ok(Math.abs(own.stored.data[i]! - expected) < 1e-4, `value ${i} of ${kind}`);
    }
  }
});

test('scaled is unwhitened times amplitude and gain, the same factor everywhere', async () => {
  const unwhitened = (await run(['2'], { kind: 'unwhitened' })).units[0]!;
  const scaled = (await run(['2'], { kind: 'scaled' })).units[0]!;
  const peak = unwhitened.stored.data.reduce((a, v, i, all) => (Math.abs(v) > Math.abs(all[a]!) ? i : a), 0);
  const factor = scaled.stored.data[peak]! / unwhitened.stored.data[peak]!;
  assert.ok(factor > 0);
  scaled.stored.data.forEach((value, i) => {
    assert.ok(Math.abs(value - factor * unwhitened.stored.data[i]!) < 1e-3, `value ${i}`);
  });
  assert.equal(scaled.shownUnit, 'µV');
  assert.equal(unwhitened.shownUnit, '');
});

test('templates that cannot be scaled are shown as stored, and refused when µV are asked for', async (t) => {
  const dataset = await ownRecording({ ...SMALL, seconds: 3, raw: false, lf: false });
  t.after(() => rmSync(dataset, { recursive: true, force: true }));
  for (const name of readdirSync(dataset)) if (/^whitening/.test(name)) rmSync(path.join(dataset, name));
  const { units, figure, warnings } = await run(['2'], {}, dataset);
  assert.equal(units[0]!.shownUnit, '');
  assert.match(figure.subtitle!, /whitened, arbitrary units/);
  assert.match(warnings.join(), /cannot be unwhitened or scaled here/);
  await assert.rejects(run(['2'], { kind: 'scaled' }, dataset), {
    name: 'ParameterError',
    message: /^kind: templates of unit 2 cannot be scaled/,
  });
  await assert.rejects(run(['2'], { kind: 'unwhitened' }, dataset), /no whitening matrix; take whitened/);
});

test('an unknown unit is refused', async () => {
  await assert.rejects(run(['999'], {}), { name: 'UnknownUnit' });
});
