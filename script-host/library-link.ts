import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** The library as it is installed: the folder of `index.js` and `index.d.ts`. */
export interface InstalledLibrary {
  readonly folder: string;
  readonly version: string;
}

/** `absent`; `current`; `stale`: ours, of another version or place; `foreign`: a package that somebody else put there. */
export type LinkState = 'absent' | 'current' | 'stale' | 'foreign';

/** Says in its package.json that a package was written by us. */
const mark = 'neuropyxelsLink';

/** Where Node and TypeScript look for `neuropyxels` from every script below `workspace`. */
export const linkFolder = (workspace: string): string => path.join(workspace, 'node_modules', 'neuropyxels');

/** What is at the place of the link. */
export async function linkState(workspace: string, library: InstalledLibrary): Promise<LinkState> {
  const folder = linkFolder(workspace);
  const there = await readFile(path.join(folder, 'package.json'), 'utf8').catch(() => null);
  if (there === null) return 'absent';
  if (!isOurs(there)) return 'foreign';
  for (const [name, text] of Object.entries(linkFiles(library)))
    if ((await readFile(path.join(folder, name), 'utf8').catch(() => '')) !== text) return 'stale';
  return 'current';
}

/**
 * Writes a package of a few lines that names the installed library, so that `import … from 'neuropyxels'` is found by Node in
 * a terminal and, with its types, by the TypeScript of every editor. Text files, since links need rights on Windows.
 */
export async function writeLink(workspace: string, library: InstalledLibrary): Promise<void> {
  const folder = linkFolder(workspace);
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(linkFiles(library)))
    await writeFile(path.join(folder, name), text);
}

/** By name. TypeScript resolves a whole path to the declarations beside the file. */
function linkFiles({ folder, version }: InstalledLibrary): Readonly<Record<string, string>> {
  const url = (name: string) => JSON.stringify(pathToFileURL(path.join(folder, name)).href);
  const manifest = {
    name: 'neuropyxels',
    version,
    description: 'Names the library inside NeuroPyxels for VS Code, which wrote this and may write it again.',
    private: true,
    [mark]: true,
    type: 'module',
    main: './index.js',
    types: './index.d.ts',
    exports: { '.': { types: './index.d.ts', default: './index.js' }, './start': './start.js' },
  };
  return {
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'index.js': `export * from ${url('index.js')};\n`,
    'index.d.ts': `export * from ${JSON.stringify(`${folder.replaceAll('\\', '/')}/index.js`)};\n`,
    'start.js': `import ${url('script-start.js')};\n`,
  };
}

function isOurs(text: string): boolean {
  try {
    return (JSON.parse(text) as Readonly<Record<string, unknown>> | null)?.[mark] === true;
  } catch {
    return false;
  }
}
