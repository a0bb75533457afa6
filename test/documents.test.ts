import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { catalogue } from '../core/analyses/catalogue.ts';
import { doctorManifest } from '../core/analyses/doctor.ts';
import { jobs } from '../core/analyses/jobs/jobs.ts';
import { merge } from '../core/analyses/jobs/merge.ts';
import { kebab } from '../core/analyses/kebab.ts';
import { styleParams } from '../core/analyses/style-params.ts';

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync('docs')
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
].map((file) => ({ file, text: readFileSync(file, 'utf8') }));

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => match[1]!);

test('every link of a document leads to a file that is there', () => {
  for (const { file, text } of documents)
    for (const link of matches(text, /\]\((?!https?:)([^)#]+)/g))
      assert.ok(existsSync(path.join(path.dirname(file), link)), `${file}: ${link}`);
});

test('every file of the project that a document names is there', () => {
  const named =
    /`((?:core|docs|extension|language-server|media|scripts|test|webviews)\/[\w./-]+\.(?:ts|tsx|mjs|md|json))`/g;
  for (const { file, text } of documents)
    for (const name of matches(text, named)) assert.ok(existsSync(name), `${file}: ${name}`);
});

test('every npm script that a document names is one', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  for (const { file, text } of documents)
    for (const name of matches(text, /\bnpm run ([\w:-]+)/g)) assert.ok(name in scripts, `${file}: ${name}`);
});

test('every command line in a document has a command and options that exist', () => {
  const shared = new Set([
    'units',
    'json',
    'out',
    'no-cache',
    'again',
    'cache-dir',
    'threads',
    'stream',
    'yes',
    ...Object.keys(styleParams).map((name) => `style-${kebab(name)}`),
  ]);
  const manifests = [...catalogue, ...jobs, merge, doctorManifest];
  let count = 0;
  for (const { file, text } of documents)
    for (const line of matches(text, /^(?: {4}neuropyxels|node dist\/cli\.js) ([a-z].*)$/gm)) {
      const manifest = manifests.find(({ id }) => id === line.split(' ')[0]);
      assert.ok(manifest, `${file}: ${line}`);
      const own = new Set(Object.keys(manifest.params).map(kebab));
      for (const option of matches(line, /--([\w-]+)/g))
        assert.ok(shared.has(option) || own.has(option), `${file}: --${option} in ${line}`);
      count++;
    }
  assert.ok(count >= 7, `${count} command lines found`);
});

test('pictures are small enough for a page and are all shown', () => {
  const readme = documents[0]!.text;
  for (const picture of readdirSync('docs/images')) {
    assert.ok(statSync(`docs/images/${picture}`).size < 420_000, `${picture} is too large`);
    assert.ok(readme.includes(`docs/images/${picture}`), `${picture} is shown nowhere`);
  }
});
