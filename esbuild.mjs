// One table of bundles. `node esbuild.mjs` builds what ships into dist/, `--tests` adds the test files (found by
// walking test/, never by a list) into .build/test, `--types` the library's declarations into dist/, `--watch` rebuilds,
// `--dev` keeps source maps and skips minifying.
import { existsSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build, context } from 'esbuild';
import { wasm } from './scripts/wasm-plugin.mjs';

const flags = new Set(process.argv.slice(2));
const dev = flags.has('--dev') || flags.has('--watch');

/** Bundled CommonJS packages call `require` and read `__dirname`; an ES module has neither. */
const nodeBanner = {
  js: "import{createRequire as __cr}from'node:module';import{fileURLToPath as __fp}from'node:url';const require=__cr(import.meta.url);const __filename=__fp(import.meta.url);const __dirname=__fp(new URL('.',import.meta.url));",
};
const node = { platform: 'node', format: 'esm', target: 'node20', banner: nodeBanner };
const browser = {
  platform: 'browser',
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  // What a page imports late is a file of its own.
  splitting: true,
  chunkNames: 'part-[hash]',
};

/** @type {{entry: string, out: string, options: import('esbuild').BuildOptions}[]} */
export const bundles = [
  { entry: 'extension/extension.ts', out: 'dist/extension.js', options: { ...node, external: ['vscode'] } },
  // What the first dashboard does not wait for is a file of its own.
  {
    entry: 'core/engine/engine-thread.ts',
    out: 'dist/engine-thread.js',
    options: { ...node, splitting: true, chunkNames: 'part-[hash]' },
  },
  { entry: 'core/engine/worker.ts', out: 'dist/worker.js', options: node },
  { entry: 'core/cli/main.ts', out: 'dist/cli.js', options: node },
  { entry: 'core/index.ts', out: 'dist/index.js', options: node },
  // jsonc-parser's CommonJS form hides its requires from the bundler; its ES modules do not.
  {
    entry: 'language-server/main.ts',
    out: 'dist/language-server.js',
    options: { ...node, mainFields: ['module', 'main'] },
  },
  { entry: 'script-host/start.ts', out: 'dist/script-start.js', options: node },
  { entry: 'script-host/hooks.ts', out: 'dist/script-hooks.js', options: node },
  { entry: 'core/synthetic/main.ts', out: 'dist/make-recording.js', options: node },
  { entry: 'webviews/dashboard/main.tsx', out: 'dist/webviews/dashboard.js', options: browser },
  { entry: 'webviews/figure/main.tsx', out: 'dist/webviews/figure.js', options: browser },
  { entry: 'webviews/traces/main.tsx', out: 'dist/webviews/traces.js', options: browser },
];

export const shared = {
  bundle: true,
  logLevel: 'warning',
  legalComments: 'none',
  minify: !dev,
  sourcemap: dev ? 'inline' : false,
  loader: { '.ttf': 'binary', '.wgsl': 'text' },
  plugins: [wasm],
};

const walk = (dir) =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.test\.tsx?$/.test(file.name))
    .map((file) => path.join(file.parentPath ?? file.path, file.name));

/** A bundle in parts is written to a folder, its entry under the name of `out`. */
const filesOf = (entry, out, { splitting }) =>
  splitting
    ? { entryPoints: { [path.basename(out, '.js')]: entry }, outdir: path.dirname(out) }
    : { entryPoints: [entry], outfile: out };

/** @returns {import('esbuild').BuildOptions[]} */
function plan() {
  const shipped = bundles
    .filter(({ entry }) => existsSync(entry))
    .map(({ entry, out, options }) => ({ ...shared, ...options, ...filesOf(entry, out, options) }));
  if (!flags.has('--tests')) return shipped;
  const unit = walk('test').filter(
    (file) => !/^test\/(extension|e2e)\//.test(file.split(path.sep).join('/')),
  );
  return [
    ...shipped,
    {
      ...shared,
      ...node,
      jsx: 'automatic',
      jsxImportSource: 'preact',
      banner: {},
      entryPoints: unit,
      outdir: '.build/test',
      outbase: 'test',
      splitting: true,
      packages: 'external',
      minify: false,
      sourcemap: 'linked',
    },
    {
      ...shared,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      external: ['vscode', 'mocha'],
      entryPoints: ['test/extension/index.ts'],
      outfile: '.build/host-tests/index.js',
      minify: false,
      sourcemap: 'inline',
    },
  ].filter(
    ({ entryPoints }) =>
      !Array.isArray(entryPoints) ||
      (entryPoints.length > 0 && entryPoints.every((file) => existsSync(file))),
  );
}

// scripts/notices.mjs only reads the table.
if (realpathSync(process.argv[1]) === import.meta.filename) await main();

async function main() {
  if (flags.has('--watch')) {
    for (const options of plan()) await (await context(options)).watch();
  } else {
    if (flags.has('--clean'))
      for (const dir of ['dist', '.build/test', '.build/host-tests'])
        rmSync(dir, { recursive: true, force: true });
    const results = await Promise.all(plan().map((options) => build({ ...options, metafile: true })));
    removeOldParts(results);
    if (flags.has('--types')) (await import('./scripts/declarations.mjs')).writeDeclarations();
  }
}

/** Parts are named by what is in them: those of an earlier build would stay for ever, and ship. */
function removeOldParts(results) {
  const written = new Set(results.flatMap(({ metafile }) => Object.keys(metafile.outputs)));
  for (const folder of new Set(bundles.map(({ out }) => path.posix.dirname(out))))
    for (const name of readdirSync(folder))
      if (/^part-\w+\.js$/.test(name) && !written.has(`${folder}/${name}`)) rmSync(`${folder}/${name}`);
}
