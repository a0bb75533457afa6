import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GlContext } from '../../webviews/figure/gl-context.ts';
import { choosePainter } from '../../webviews/traces/choose-painter.ts';
import { glFacts } from '../../webviews/traces/gl-traces.ts';
import { evaluatedInPage } from './evaluated-in-page.ts';

test('WebGL paints the same traces as the processor, and the processor goes on when it is lost', async (t) => {
  const seen = await evaluatedInPage<{
    readonly facts: { readonly renderer: string };
    readonly found: Readonly<
      Record<string, { readonly far: number; readonly mean: number; readonly ink: number }>
    >;
    readonly afterLoss: number;
    readonly isGone: boolean;
  } | null>('test/gpu/traces-page.ts', 'page.painted()');
  if (!seen) return t.skip('no Chromium with WebGL');
  t.diagnostic(seen.facts.renderer);
  for (const [name, { far, mean, ink }] of Object.entries(seen.found)) {
    t.diagnostic(
      `${name}: mean difference ${mean.toFixed(3)} of 255, ${(100 * far).toFixed(2)} % of the bytes by more than 3`,
    );
    assert.ok(ink > 20, `${name}: ${ink} colours`);
    // Rounding of colours, and pixels on the edge of a spike's stretch.
    assert.ok(mean < 0.5 && far < 0.02, `${name}: ${mean}, ${far}`);
  }
  assert.ok(seen.isGone);
  assert.equal(seen.afterLoss, 0);
});

test('a GPU paints, and the processor where there is none, where it plays one, and where a picture is too large', () => {
  const picture = { widthPx: 2400, heightPx: 1200, channelCount: 384 };
  const gpu = { renderer: 'ANGLE (NVIDIA, GeForce RTX 3060)', hasFloatTextures: true, mostTexturePx: 8192 };
  assert.equal(choosePainter(gpu, picture), 'webgl');
  assert.equal(choosePainter({ ...gpu, renderer: '' }, picture), 'webgl');
  assert.equal(choosePainter(null, picture), 'canvas');
  for (const renderer of [
    'ANGLE (Google, Vulkan 1.3 (SwiftShader Device))',
    'llvmpipe (LLVM 15)',
    'Microsoft Basic Render Driver',
  ])
    assert.equal(choosePainter({ ...gpu, renderer }, picture), 'canvas');
  assert.equal(choosePainter({ ...gpu, hasFloatTextures: false }, picture), 'canvas');
  assert.equal(choosePainter(gpu, { ...picture, channelCount: 9000 }), 'canvas');
});

test('a driver is asked once for its name: the answer takes as long as all it was told before', () => {
  let asked = 0;
  const gl = {
    getExtension: () => null,
    getParameter: () => {
      asked++;
      return 'ANGLE (Intel)';
    },
  };
  const regl = { _gl: gl, hasExtension: () => true, limits: { maxTextureSize: 4096 } };
  const context = { regl, canvas: null } as unknown as GlContext;
  for (let i = 0; i < 3; i++)
    assert.deepEqual(glFacts(context), {
      renderer: 'ANGLE (Intel)',
      hasFloatTextures: true,
      mostTexturePx: 4096,
    });
  assert.equal(asked, 1);
});
