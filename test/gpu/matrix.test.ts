import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluatedInPage } from './evaluated-in-page.ts';

test('WebGL paints the same matrix of correlograms as the processor, which paints until WebGL is ready', async (t) => {
  const seen = await evaluatedInPage<{
    readonly apart: number;
    readonly apartAtFirst: number;
    readonly ink: number;
    readonly colors: number;
  } | null>('test/gpu/matrix-page.ts', 'page.compared()');
  if (!seen) return t.skip('no Chromium with WebGL');
  t.diagnostic(`${seen.apart} of ${seen.ink} pixels differ`);
  assert.ok(seen.ink > 10_000 && seen.colors > 8);
  // Rounding at the end of a bar.
  assert.ok(seen.apart < 0.002 * seen.ink, `${seen.apart} pixels`);
  assert.equal(seen.apartAtFirst, 0);
});
