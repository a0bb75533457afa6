import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { catalogue } from '../core/analyses/catalogue.ts';
import { jobs } from '../core/analyses/jobs/jobs.ts';
import { merge } from '../core/analyses/jobs/merge.ts';
import { analysesMarkdown } from '../core/analyses/markdown.ts';
import { selfTestManifest } from '../core/analyses/self-test.ts';
import { activationEvents, contributes } from '../extension/contributes.ts';

/** Writes the file as it should be, and fails when it was not: run the test again and commit what it wrote. */
function assertCurrent(file: string, expected: string): void {
  const found = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (found !== expected) writeFileSync(file, expected);
  assert.ok(found === expected, `${file} was out of date and has been written anew; commit it`);
}

test("package.json contributes what the catalogue and the extension's own list say", () => {
  const manifest: Record<string, unknown> = JSON.parse(readFileSync('package.json', 'utf8'));
  // Through JSON: absent entries are absent, not undefined.
  manifest['activationEvents'] = activationEvents;
  manifest['contributes'] = JSON.parse(JSON.stringify(contributes(catalogue)));
  assertCurrent('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
});

test('docs/analyses.md says what the manifests say', () => {
  const pictureOf = (id: string) =>
    existsSync(`test/figures/${id}.svg`) ? `../test/figures/${id}.svg` : null;
  assertCurrent(
    'docs/analyses.md',
    analysesMarkdown([...catalogue, ...jobs, merge, selfTestManifest], pictureOf),
  );
});
