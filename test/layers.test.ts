import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/**
 * The architecture, executable: for each layer, the layers it may import besides itself, and whether it may touch Node
 * or VS Code. Types are imports like any other.
 */
const pure = ['core/kernels', 'core/model', 'core/figure', 'core/rpc', 'core/analyses'];
const layers: Record<string, { may: readonly string[]; node?: boolean; vscode?: boolean }> = {
  'core/wasm': { may: [] },
  'core/kernels': { may: ['core/wasm'] },
  'core/gpu': { may: ['core/kernels'] },
  'core/model': { may: ['core/kernels'] },
  'core/formats': { may: ['core/model', 'core/kernels'] },
  'core/io': { may: ['core/formats', 'core/model', 'core/kernels'], node: true },
  'core/figure': { may: ['core/model', 'core/kernels'] },
  'core/rpc': { may: ['core/model'], node: true },
  'core/analyses': { may: ['core/kernels', 'core/model', 'core/figure'] },
  'core/synthetic': { may: ['core/kernels', 'core/model', 'core/formats', 'core/process'], node: true },
  'core/engine': { may: [...pure, 'core/io', 'core/formats', 'package.json'], node: true },
  'core/cli': {
    may: [...pure, 'core/io', 'core/formats', 'core/engine', 'core/process', 'package.json'],
    node: true,
  },
  'core/process': { may: [], node: true },
  'core/library': { may: [...pure, 'core/io', 'core/formats', 'core/engine'], node: true },
  'core/index.ts': { may: [...pure, 'core/io', 'core/formats', 'core/engine', 'core/library'], node: true },
  webviews: { may: [...pure, 'core/gpu', 'core/engine/engine-api.ts'] },
  'webviews/protocol.ts': { may: ['core/model', 'core/rpc', 'core/engine/engine-api.ts'] },
  extension: {
    // Of the pages only their contract, and the header that is sent along with the HTML.
    may: [
      ...pure,
      'core/io',
      'core/formats',
      'core/engine',
      'core/library/plot.ts',
      'script-host',
      'webviews/protocol.ts',
      'webviews/dashboard/header-html.tsx',
    ],
    node: true,
    vscode: true,
  },
  'script-host': { may: [], node: true },
  'language-server': {
    // Of the engine only the door through which an analysis sees a dataset.
    may: [...pure, 'core/io', 'core/formats', 'core/engine/gathering.ts', 'core/engine/open-datasets.ts'],
    node: true,
  },
};

/** PNG and PDF are painted headless; everything else of `core/figure` runs in a browser. */
const nodeInPureLayers = new Set(['core/figure/png.ts', 'core/figure/pdf.ts']);

const slashes = (file: string) => file.split(path.sep).join('/');
const walk = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => slashes(path.join(entry.parentPath ?? entry.path, entry.name)));

const files = ['core', 'webviews', 'extension', 'language-server', 'script-host'].flatMap(walk);

/** The longest layer name that the file lies under. */
const layerOf = (file: string): string | undefined =>
  Object.keys(layers)
    .filter((layer) => file === layer || file.startsWith(`${layer}/`))
    .sort((a, b) => b.length - a.length)[0];

/** Every module a file imports, types included. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
  );
  return [...found].map((match) => (match[1] ?? match[2] ?? match[3]) as string);
}

const target = (file: string, specifier: string) => slashes(path.join(path.dirname(file), specifier));

test('every source file lies in a layer', () => {
  assert.deepEqual(
    files.filter((file) => layerOf(file) === undefined),
    [],
  );
});

test('arrows between layers point one way', () => {
  const wrong = files.flatMap((file) => {
    const layer = layerOf(file);
    if (!layer) return [];
    const may = [layer, ...(layers[layer]?.may ?? [])];
    return importsOf(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => target(file, specifier))
      .filter((to) => !may.some((allowed) => to === allowed || to.startsWith(`${allowed}/`)))
      .map((to) => `${file} → ${to}`);
  });
  assert.deepEqual(wrong, []);
});

test('only the layers at the edge touch Node or VS Code', () => {
  const wrong = files.flatMap((file) => {
    const { node = false, vscode = false } = layers[layerOf(file) ?? ''] ?? {};
    return importsOf(file)
      .filter(
        (name) =>
          (name.startsWith('node:') && !node && !nodeInPureLayers.has(file)) ||
          (name === 'vscode' && !vscode),
      )
      .map((name) => `${file} imports ${name}`);
  });
  assert.deepEqual(wrong, []);
});

test('no two files import each other in a circle', () => {
  const graph = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter((name) => name.startsWith('.'))
        .map((name) => target(file, name)),
    ]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, trail: readonly string[]) => {
    if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
    if (done.has(file) || trail.includes(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  assert.deepEqual(circles, []);
});

test("the toolkit and VS Code's page API are each touched by one file", () => {
  const importers = (name: string) => files.filter((file) => importsOf(file).includes(name));
  assert.deepEqual(importers('@vscode/webview-ui-toolkit'), ['webviews/ui/toolkit.ts']);
  const page = files.filter(
    (file) => file.startsWith('webviews/') && readFileSync(file, 'utf8').includes('acquireVsCodeApi'),
  );
  assert.deepEqual(page, ['webviews/connect.ts']);
});

test('files have one subject: none above 400 lines, none named utils, half of them within 120 lines', () => {
  const sizes = files.map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }));
  assert.deepEqual(
    sizes.filter(({ lines }) => lines > 400),
    [],
  );
  assert.deepEqual(
    files.filter((file) => /util/.test(path.basename(file))),
    [],
  );
  const median = sizes.map(({ lines }) => lines).sort((a, b) => a - b)[sizes.length >> 1] as number;
  assert.ok(median <= 120, `median ${median} lines`);
});
