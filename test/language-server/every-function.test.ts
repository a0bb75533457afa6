import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { camelCase } from '../../core/analyses/kebab.ts';
import { npyxFunctions } from '../../language-server/npyx-functions.ts';
import { scriptHover } from '../../language-server/script-hover.ts';
import { signatureAt } from '../../language-server/signature.ts';
import { type Lab, makeLab } from './lab.ts';

let lab: Lab;
before(async () => {
  lab = await makeLab();
});
after(() => lab.remove());

/** What is shown over a name, and while its call is typed. */
async function shown(before: string, name: string, file: string) {
  const context = lab.contextOf(file);
  const text = `${before}${name}(`;
  return {
    hover: (await scriptHover(`${text})`, text.length - 2, context))?.markdown ?? '',
    label: signatureAt(text, text.length, context)?.label ?? '',
  };
}

test('every name that npyx has for an analysis, and every other that is known, has a signature and a hover', async () => {
  const names = new Set([...catalogue.flatMap(({ npyx }) => npyx), ...npyxFunctions.keys()]);
  assert.ok(names.size > 80);
  for (const name of names) {
    const { hover, label } = await shown('from npyx import *\n', name, 'script.py');
    assert.ok(label.startsWith(`${name}(`), name);
    assert.ok(hover.includes(`${name}(`), name);
    const manifest = catalogue.find(({ npyx }) => npyx.includes(name));
    if (!manifest) continue;
    for (const part of [manifest.summary, manifest.method ?? '', `docs/analyses.md#${manifest.id}`])
      assert.ok(hover.includes(part), `${name}: ${part}`);
  }
});

test('so has every method of a recording, with its parameters, their units and what they mean', async () => {
  const before = "import { open } from 'neuropyxels';\nconst r = await open('../rec');\nawait r.";
  for (const { id, summary, params } of catalogue) {
    const { hover, label } = await shown(before, camelCase(id), 'script.mjs');
    assert.ok(hover.includes(summary) && hover.includes(`docs/analyses.md#${id}`), id);
    for (const name of Object.keys(params)) assert.ok(label.includes(name), `${id}: ${name}`);
  }
});
