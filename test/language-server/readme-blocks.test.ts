import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { npyxFaults } from '../../core/analyses/npyx-faults.ts';
import { readmeNames } from '../../core/analyses/npyx-markdown.ts';
import { complete } from '../../language-server/complete.ts';
import { diagnose } from '../../language-server/diagnose.ts';
import { callsOf } from '../../language-server/script-calls.ts';
import { parseScript } from '../../language-server/script-syntax.ts';
import { signatureAt } from '../../language-server/signature.ts';
import { type Lab, makeLab } from './lab.ts';

const folder = 'test/fixtures/scripts/npyx-readme';
const files = readdirSync(folder).sort();
const textOf = (file: string) => readFileSync(path.join(folder, file), 'utf8');

let lab: Lab;
before(async () => {
  lab = await makeLab();
});
after(() => lab.remove());

describe("each example of npyx's README", () => {
  for (const file of files) {
    const text = textOf(file);
    const expected = /^# problems: (.*)$/m.exec(text)?.[1] ?? '';
    it(`${file.replace('.py', '')} has ${expected || 'no problems'}`, async () => {
      const found = await diagnose(text, lab.contextOf('script.py'));
      const words = found.map(({ code, message }) =>
        [code, ...(/\((D\d+) in docs\/npyx\.md\)/.exec(message)?.slice(1) ?? [])].join(' '),
      );
      assert.equal(words.join(', '), expected);
    });

    it(`${file.replace('.py', '')} completes the units of its recording, and shows what it calls`, async () => {
      const context = lab.contextOf('script.py');
      const syntax = parseScript(text, 'python');
      for (const { args, node, found, nameNode } of callsOf(syntax, context)) {
        const open = text.indexOf('(', nameNode.to);
        assert.equal(signatureAt(text, open + 1, context)?.label.split('(')[0], found.name);
        const units = args.find(({ param }) => param?.role === 'units');
        const dataset = args.find(({ param }) => param?.role === 'dataset');
        if (!units || !dataset || /VariableName/.test(units.value.name)) continue;
        // As if its first unit were being typed.
        const at = units.value.from + (units.value.name === 'ArrayExpression' ? 1 : 0);
        const typed = `${text.slice(0, at)}\n`;
        const items = await complete(typed, at, context);
        assert.ok(items.length > 0, `${file}: ${text.slice(node.from, node.to)}`);
        assert.ok(items.every(({ kind }) => kind === 'unit'));
      }
    });
  }

  it('is here: they name every function and argument of that README', () => {
    const all = files.map(textOf).join('\n');
    const names = readmeNames.flatMap(({ npyx }) => npyx.split(', '));
    assert.deepEqual(
      names.filter((name) => !new RegExp(`\\b${name}\\b`).test(all)),
      [],
    );
  });

  it('that cannot run is told with a number that docs/npyx.md explains', () => {
    const page = readFileSync('docs/npyx.md', 'utf8');
    const numbers = files.flatMap((file) => textOf(file).match(/\bD\d+\b/g) ?? []);
    assert.ok(numbers.length > 0);
    for (const number of [...numbers, ...Object.keys(npyxFaults)])
      assert.match(page, new RegExp(`^\\| ${number} \\| `, 'm'));
  });
});

describe('each block of code in our own documents', () => {
  const blocks = ['README.md', 'docs/cli.md', 'docs/architecture.md', 'CONTRIBUTING.md'].flatMap((document) =>
    Array.from(
      readFileSync(document, 'utf8').matchAll(/```(js|ts|mjs|py|python)\n([\s\S]*?)```/g),
      ([, language = '', code = '']) => ({
        document,
        language: language.startsWith('py') ? 'py' : 'mjs',
        code,
      }),
    ),
  );

  it('is there', () => assert.ok(blocks.length > 0));
  for (const { document, language, code } of blocks)
    it(`has no problems: ${document}: ${code.split('\n')[0]}`, async () => {
      const context = lab.contextOf(`script.${language}`);
      assert.deepEqual(await diagnose(code, context), []);
      const calls = callsOf(parseScript(code, context.language), context);
      for (const { nameNode, found } of calls) {
        const open = code.indexOf('(', nameNode.to);
        assert.equal(signatureAt(code, open + 1, context)?.label.split('(')[0], found.name);
      }
      assert.ok(calls.length > 0, 'it calls something of ours');
    });
});
