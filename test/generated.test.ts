import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { catalogue } from '../core/analyses/catalogue.ts';
import { doctorManifest } from '../core/analyses/doctor.ts';
import { jobs } from '../core/analyses/jobs/jobs.ts';
import { merge } from '../core/analyses/jobs/merge.ts';
import { analysesMarkdown } from '../core/analyses/markdown.ts';
import { commandOf, npyxMarkdown, readmeNames } from '../core/analyses/npyx-markdown.ts';
import { selfTestManifest } from '../core/analyses/self-test.ts';
import { activationEvents, contributes } from '../extension/contributes.ts';

const manifests = [...catalogue, ...jobs, merge, selfTestManifest, doctorManifest];

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
  assertCurrent('docs/analyses.md', analysesMarkdown(manifests, pictureOf));
});

test('docs/npyx.md has a row for each name in the README of npyx', () => {
  assertCurrent('docs/npyx.md', npyxMarkdown(manifests));
});

test('every function in the README of npyx is a command, and no command has another one’s name', () => {
  // From the README of npyx 4.3.1; what is no function but an argument or the style has an answer of its own.
  const functions =
    'test_npyx read_metadata get_npix_sync preprocess_binary_file get_units trn ids wvf templates get_peak_chan ccg ccg_stack plot_wvf plot_ccg plot_acg wvf_dsmatch trn_filtered plot_raw plot_raw_units summary_psth merge_datasets get_ncolors_cmap';
  for (const name of functions.split(' ')) {
    assert.ok(commandOf(manifests, name), name);
    assert.ok(
      readmeNames.some(({ npyx, here }) => npyx === name && here === undefined),
      name,
    );
  }
  const names = manifests.flatMap(({ npyx }) => [...npyx]);
  assert.equal(new Set(names).size, names.length);
});

test('every analysis says how its numbers are made, and every reference has a year', () => {
  // The headers are shown as they were written; nothing is computed.
  for (const { id, method, references } of catalogue.filter(({ id }) => id !== 'metadata')) {
    assert.ok(method && method.length > 80, id);
    assert.match(method, /\.$/, id);
    for (const reference of references ?? [])
      assert.match(reference, /\b(19|20)\d\d\b/, `${id}: ${reference}`);
  }
});
