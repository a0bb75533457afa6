import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluatedInPage } from './evaluated-in-page.ts';

/** Of a bit. */
const tolerance = 0.01;

test('the GPU cleans traces as the processor does, within a hundredth of a bit, and a lost device is told', async (t) => {
  const found = await evaluatedInPage<{
    adapter: string | null;
    differences: Readonly<Record<string, number>>;
    wrong: readonly string[];
  }>('test/gpu/frames-page.ts', 'page.framesCompared()');
  if (!found?.adapter) return t.skip('no Chromium with a WebGPU adapter, real or played by software');
  t.diagnostic(`adapter: ${found.adapter}`);
  const { differences } = found;
  t.diagnostic(`largest difference: ${Math.max(...Object.values(differences)).toFixed(4)} of a bit`);
  const beyond = Object.entries(differences).filter(([, difference]) => !(difference <= tolerance));
  assert.deepEqual(beyond, []);
  assert.deepEqual(found.wrong, []);
});
