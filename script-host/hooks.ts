import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'sucrase';

/**
 * What Node is told about modules of a script that VS Code runs: `neuropyxels` is the library beside this file, and
 * TypeScript is read without its types. Lines stay where they are, so that an error names the script's own.
 * https://nodejs.org/docs/latest-v20.x/api/module.html#hooks
 */
type Next<C, R> = (specifier: string, context: C) => Promise<R>;

interface Resolved {
  readonly url: string;
  readonly shortCircuit?: boolean;
  readonly format?: string | null;
}
interface Loaded {
  readonly format: string;
  readonly source?: string | Uint8Array;
  readonly shortCircuit?: boolean;
}

export async function resolve<C>(specifier: string, context: C, next: Next<C, Resolved>): Promise<Resolved> {
  if (specifier !== 'neuropyxels') return next(specifier, context);
  return { url: new URL('./index.js', import.meta.url).href, format: 'module', shortCircuit: true };
}

export async function load<C>(url: string, context: C, next: Next<C, Loaded>): Promise<Loaded> {
  if (!/^file:.*\.m?ts$/.test(url)) return next(url, context);
  const file = fileURLToPath(url);
  const { code } = transform(await readFile(file, 'utf8'), {
    transforms: ['typescript'],
    disableESTransforms: true,
    filePath: file,
  });
  return { format: 'module', source: code, shortCircuit: true };
}
