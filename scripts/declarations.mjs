// Writes the types of the library: dist/index.d.ts and, under dist/types, the declarations that it reaches. The compiler
// emits them (`tsc -b`); with its errors too, so that a half-done change elsewhere does not take the types away.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const emitted = ['.build/types/all', '.build/types/kernels'];
const entry = 'core/index.d.ts';

/** Where the compiler put a declaration; kernels are a project of their own. */
const emittedFile = (name) =>
  emitted
    .flatMap((root) => [path.join(root, name), path.join(root, name.replace(/^core\/kernels\//, ''))])
    .find((file) => existsSync(file));

/** Every declaration that `entry` reaches by imports, with its text. */
function reached() {
  const found = new Map();
  const waiting = [entry];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    const file = emittedFile(name);
    if (!file) continue;
    found.set(name, file);
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(
      /(?:from|import\()\s*['"](\.[^'"]+)\.ts['"]/g,
    ))
      waiting.push(`${path.posix.join(path.posix.dirname(name), specifier)}.d.ts`);
  }
  return found;
}

/** Into `folder`, which may be the test's own. */
export function writeDeclarations(folder = 'dist') {
  spawnSync(process.execPath, [path.resolve('node_modules/typescript/bin/tsc'), '-b'], { stdio: 'ignore' });
  rmSync(path.join(folder, 'types'), { recursive: true, force: true });
  for (const [name, file] of reached()) {
    const target = path.join(folder, 'types', name);
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
  writeFileSync(path.join(folder, 'index.d.ts'), "export * from './types/core/index.js';\n");
}
