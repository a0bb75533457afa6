import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { findChromium } from '../../scripts/chromium.mjs';
import { wasm } from '../../scripts/wasm-plugin.mjs';

/**
 * What an expression comes to in a page that has the exports of `entry` as `page`, in a Chromium whose software plays the
 * GPU; null where there is no Chromium.
 */
export async function evaluatedInPage<T>(entry: string, expression: string): Promise<T | null> {
  if (!findChromium()) return null;
  const { launchBrowser } = await import('../../scripts/vscode-host/workbench.mjs');
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'page',
    target: 'es2022',
    loader: { '.wgsl': 'text' },
    plugins: [wasm],
  });
  const script = outputFiles[0]!.text.replaceAll('</script', '<\\/script');
  // WebGPU is for pages of this machine or https.
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>GPU</title><script>${script}</script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return await page.evaluate<T>(expression);
  } finally {
    await browser.close();
    server.close();
  }
}
