import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { build } from 'esbuild';
import { gpuDevice } from '../../core/gpu/device.ts';
import { findChromium } from '../../scripts/chromium.mjs';
import { wasm } from '../../scripts/wasm-plugin.mjs';

/** The page's script, and a page that has it as `globalThis.page`. */
async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['test/gpu/page.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'page',
    target: 'es2022',
    loader: { '.wgsl': 'text' },
    plugins: [wasm],
  });
  return outputFiles[0]!.text;
}

test('the GPU counts what the processor counts, on random and adversarial trains', async (t) => {
  if (!findChromium()) return t.skip('no Chromium, which brings a software GPU');
  const { launchBrowser } = await import('../../scripts/vscode-host/workbench.mjs');
  const script = await pageScript();
  // WebGPU is for pages of this machine or https.
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(
      `<!doctype html><title>GPU</title><script>${script.replaceAll('</script', '<\\/script')}</script>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const { adapter, wrong } = await page.evaluate<{ adapter: string | null; wrong: readonly string[] }>(
      'page.compared()',
    );
    if (!adapter) return t.skip('this Chromium has no WebGPU adapter');
    t.diagnostic(`adapter: ${adapter}`);
    assert.deepEqual(wrong, []);
  } finally {
    await browser.close();
    server.close();
  }
});

test('without WebGPU, without an adapter or with a driver that refuses there is no device, and no error', async () => {
  assert.equal(await gpuDevice(undefined), null);
  assert.equal(await gpuDevice({ requestAdapter: async () => null }), null);
  assert.equal(await gpuDevice({ requestAdapter: () => Promise.reject(new Error('blocked')) }), null);
});
