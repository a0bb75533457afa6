import assert from 'node:assert/strict';
import { test } from 'node:test';
import { correlogram } from '../../core/analyses/correlogram.ts';
import { correlogramFigure } from '../../core/analyses/correlogram-figure.ts';
import { correlogramParams } from '../../core/analyses/correlogram-params.ts';
import { parseParams } from '../../core/analyses/params.ts';
import { LiveCorrelograms } from '../../webviews/live/live-correlograms.ts';
import { nearestStep, roundSteps } from '../../webviews/live/slider-steps.ts';
import { computing } from '../computing.ts';
import { poissonTrain } from '../kernels/poisson-train.ts';

const context = computing();

const inputsOf = (units: number) => ({
  units: Array.from({ length: units }, (_, i) => String(i)),
  trains: Array.from({ length: units }, (_, i) =>
    i === 3 ? new Float64Array(0) : poissonTrain(400 + 90 * i, 900_000, i + 1),
  ),
  sampleRateHz: 30_000,
});

for (const units of [1, 2, 5, 30])
  test(`what is shown of ${units} units while a slider moves is what the engine computes, figure and all`, async () => {
    const inputs = inputsOf(units);
    const live = new LiveCorrelograms(inputs, undefined);
    for (const given of [
      {},
      { binMs: 0.5 },
      { binMs: 1, windowMs: 400 },
      { binMs: 0.25, windowMs: 30, normalize: 'zscore' },
      { binning: 'npyx', normalize: 'mixte', windowMs: 200 },
      {
        binMs: 2,
        windowMs: 120,
        periodsS: [[2, 11.5]],
        enforcedRpMs: 1.5,
        confidencePercent: 99,
        normalize: 'counts',
      },
    ]) {
      const params = parseParams(correlogramParams, given);
      const expected = await correlogram.compute(inputs, params, context);
      const { result, by } = await live.compute(given);
      assert.equal(by, 'CPU');
      assert.deepEqual(result, expected);
      assert.deepEqual(correlogramFigure(result, params), correlogram.draw(expected, params));
    }
  });

test('a bin that the engine refuses is refused with the same sentence', async () => {
  const live = new LiveCorrelograms(inputsOf(2), undefined);
  await assert.rejects(live.compute({ binMs: 0.01 }), /binMs: 0.01 ms is below one sample/);
  await assert.rejects(live.compute({ binMs: 4, windowMs: 2 }), /windowMs: 2 ms is shorter than a bin/);
});

test('a GPU that is lost, or refuses, leaves the counting to the processor', async () => {
  const inputs = inputsOf(4);
  const adapter = {
    limits: { maxStorageBufferBindingSize: 2 ** 27, maxBufferSize: 2 ** 28 },
    info: { vendor: 'acme', architecture: 'one', description: '', isFallbackAdapter: false },
    requestDevice: async () => ({
      limits: { maxStorageBufferBindingSize: 2 ** 27 },
      lost: new Promise(() => undefined),
      createShaderModule: () => ({}),
      createComputePipelineAsync: async () => ({}),
      createBuffer: () => {
        throw new Error('device lost');
      },
    }),
  };
  const door = { requestAdapter: async () => adapter as unknown as GPUAdapter };
  const { result, by } = await new LiveCorrelograms(inputs, door).compute({});
  assert.equal(by, 'CPU');
  assert.deepEqual(result, await correlogram.compute(inputs, parseParams(correlogramParams, {}), context));
});

test('sliders stop at round numbers, nearest by ratio', () => {
  assert.deepEqual(roundSteps(0.1, 1), [0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1]);
  assert.equal(nearestStep([0.1, 1, 10], 4), 2);
  assert.equal(nearestStep([0.1, 1, 10], 3), 1);
});
