// Runs unit tests: `node scripts/unit.mjs` all of them, `node scripts/unit.mjs formats/npy rpc` those whose path contains
// one of the words. Bundles into a folder of its own, so that several runs do not disturb each other.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { wasm } from './wasm-plugin.mjs';

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const entryPoints = readdirSync('test', { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile() && /\.test\.tsx?$/.test(file.name))
  .map((file) => path.join(file.parentPath ?? file.path, file.name))
  .filter((file) => !/^test[\\/](extension|e2e)[\\/]/.test(file))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
if (entryPoints.length === 0) throw new Error(`no test file matches ${words.join(' ')}`);

mkdirSync('.build', { recursive: true });
const outdir = mkdtempSync('.build/unit-');
try {
  await build({
    entryPoints,
    outdir,
    outbase: 'test',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'linked',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
    loader: { '.ttf': 'binary', '.wgsl': 'text' },
    plugins: [wasm],
  });
  const files = readdirSync(outdir, { recursive: true }).filter((file) => /\.test\.js$/.test(file));
  const reporter = process.argv.includes('--tap') ? ['--test-reporter=tap'] : ['--test-reporter=spec'];
  const { status } = spawnSync(
    process.execPath,
    [
      '--enable-source-maps',
      '--import',
      './scripts/collect-at-end.mjs',
      '--test',
      ...reporter,
      ...files.map((file) => path.join(outdir, file)),
    ],
    { stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
