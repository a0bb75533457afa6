import { mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { wasm } from '../scripts/wasm-plugin.mjs';

/** Bundles a thread's entry as the shipped program does; returns its file. The caller removes its folder. */
export async function builtThread(entry: string): Promise<string> {
  mkdirSync('.build', { recursive: true });
  const outfile = path.resolve(mkdtempSync('.build/thread-'), 'thread.js');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    loader: { '.ttf': 'binary', '.wgsl': 'text' },
    plugins: [wasm],
    banner: {
      js: "import{createRequire as __cr}from'node:module';import{fileURLToPath as __fp}from'node:url';const require=__cr(import.meta.url);const __filename=__fp(import.meta.url);const __dirname=__fp(new URL('.',import.meta.url));",
    },
  });
  return outfile;
}
