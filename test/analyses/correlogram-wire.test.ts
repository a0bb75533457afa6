import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Correlograms } from '../../core/analyses/correlogram-params.ts';
import { packCorrelograms, unpackCorrelograms } from '../../core/analyses/correlogram-wire.ts';
import { Engine } from '../../core/engine/engine.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
after(() => engine.close());

const correlograms = async (params: Record<string, unknown>): Promise<Correlograms> => {
  const dataset = await recordingFixture({ preset: 'glx-1.0', seconds: 4, channels: 24, ks: 'ks2' });
  const units = ['0', '2', '1', '3'];
  const run = await engine.run({ dataset, analysis: 'correlogram', units, params, cache: 'off' });
  return run.result as Correlograms;
};

test('correlograms that cross as counts are the same, and so is everything beside them', async () => {
  for (const normalize of ['hertz', 'counts', 'pearson', 'zscore', 'mixte'])
    for (const binning of ['centred', 'npyx']) {
      const whole = await correlograms({ binMs: 1, normalize, binning });
      const packed = packCorrelograms(whole);
      assert.ok('counts' in packed.packed, `${normalize}, ${binning}`);
      assert.equal(packed.packed.counts.length, 10 * whole.lagsMs.length);
      const { values, ...rest } = unpackCorrelograms(packed);
      const { values: expected, ...others } = whole;
      assert.deepEqual(rest, others);
      // An offset that is nearly the value leaves its last place.
      const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (let i = 0; i < values.length; i++)
        assert.ok(Math.abs(values[i]! - expected[i]!) <= 1e-14 * largest, `${normalize}: value ${i}`);
    }
});

test('counts beyond 255 and beyond 65 535 cross as they are', async () => {
  const whole = await correlograms({ binMs: 1, normalize: 'counts' });
  for (const [factor, bytes] of [
    [1, 1],
    [1000, 2],
    [1_000_000, 4],
  ] as const) {
    const values = whole.values.map((count) => factor * count);
    const { packed } = packCorrelograms({ ...whole, values });
    assert.ok('counts' in packed);
    assert.equal(packed.counts.BYTES_PER_ELEMENT, bytes);
    assert.deepEqual(unpackCorrelograms({ ...whole, packed }).values, values);
  }
});

test('values that no one factor makes of counts cross as values', async () => {
  const whole = await correlograms({ logBins: 10, normalize: 'hertz' });
  const packed = packCorrelograms(whole);
  assert.ok('values' in packed.packed);
  assert.deepEqual(unpackCorrelograms(packed), whole);
});
