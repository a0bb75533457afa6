// esbuild plugin: `import bytes from '../wasm/lag-counts.wasm'` gives the bytes of the WebAssembly module compiled from
// `core/wasm/assembly/lag-counts.ts`, embedded in the bundle, so that threads, pages and the command line load no file.
// What was compiled is kept in .build/wasm under the hash of the sources.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { embedThreads } from './thread-plugin.mjs';

const kept = path.join('.build', 'wasm');
/** One compiled module has one memory, which whoever instantiates it brings along; no garbage collector, no other imports. */
const flags = ['-O3', '--runtime', 'stub', '--noAssert', '--importMemory', '--enable', 'simd'];

/** @type {import('esbuild').Plugin} */
export const wasm = {
  name: 'wasm',
  setup(build) {
    // Whoever bundles a page's module may meet a thread of it, and threads have modules.
    embedThreads(build, [wasm]);
    build.onResolve({ filter: /\.wasm$/ }, ({ path: imported, resolveDir }) => {
      const { dir, name } = path.parse(path.resolve(resolveDir, imported));
      return { path: path.join(dir, 'assembly', `${name}.ts`), namespace: 'wasm' };
    });
    build.onLoad({ filter: /.*/, namespace: 'wasm' }, async ({ path: source }) => ({
      contents: await compiled(path.relative(process.cwd(), source)),
      loader: 'binary',
      watchFiles: [source],
    }));
  },
};

async function compiled(source) {
  // Modules may share functions, so that a change of one concerns all.
  const folder = path.dirname(source);
  const text = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
  const { version } = JSON.parse(readFileSync('node_modules/assemblyscript/package.json', 'utf8'));
  const hash = createHash('sha256')
    .update(JSON.stringify([version, flags, path.basename(source), text]))
    .digest('hex');
  const target = path.join(kept, `${hash.slice(0, 24)}.wasm`);
  if (!existsSync(target)) {
    const bytes = await compile(source);
    mkdirSync(kept, { recursive: true });
    // Several builds may run at once: none must see half a file.
    const aside = `${target}.${process.pid}`;
    writeFileSync(aside, bytes);
    renameSync(aside, target);
  }
  return readFileSync(target);
}

async function compile(source) {
  // Half a second to load, and only needed when a source is new.
  const { default: asc } = await import('assemblyscript/asc');
  let bytes;
  const { error, stderr } = await asc.main([source, '--outFile', 'module.wasm', ...flags], {
    writeFile(name, content) {
      if (name.endsWith('.wasm')) bytes = content;
    },
  });
  if (error) throw new Error(`${source}: ${error.message}\n${stderr}`);
  return bytes;
}
