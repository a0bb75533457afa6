import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gpuDevice } from '../../core/gpu/device.ts';
import { evaluatedInPage } from './evaluated-in-page.ts';

test('the GPU counts what the processor counts, on random and adversarial trains', async (t) => {
  const found = await evaluatedInPage<{ adapter: string | null; wrong: readonly string[] }>(
    'test/gpu/page.ts',
    'page.compared()',
  );
  if (!found?.adapter) return t.skip('no Chromium with a WebGPU adapter, real or played by software');
  t.diagnostic(`adapter: ${found.adapter}`);
  assert.deepEqual(found.wrong, []);
});

test('without WebGPU, without an adapter or with a driver that refuses there is no device, and no error', async () => {
  assert.equal(await gpuDevice(undefined), null);
  assert.equal(await gpuDevice({ requestAdapter: async () => null }), null);
  assert.equal(await gpuDevice({ requestAdapter: () => Promise.reject(new Error('blocked')) }), null);
});
