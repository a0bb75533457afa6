import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { diagnose } from '../../language-server/diagnose.ts';
import { type Lab, makeLab } from './lab.ts';
import { answer } from './script-answers.ts';

const fixtures = 'test/fixtures/scripts';
let lab: Lab;
before(async () => {
  lab = await makeLab();
});
after(() => lab.remove());

describe('what a script is answered', () => {
  const cases = path.join(fixtures, 'cases');
  for (const name of readdirSync(cases).sort())
    it(name.replaceAll('-', ' '), async () => {
      const file = readdirSync(path.join(cases, name)).find((each) => each.startsWith('script.'))!;
      const expectedFile = path.join(cases, name, 'expected.json');
      const expected = JSON.parse(readFileSync(expectedFile, 'utf8')) as {
        feature: string;
        answer?: unknown;
      };
      const marked = readFileSync(path.join(cases, name, file), 'utf8');
      const found = await answer(lab, expected.feature, marked, path.join(name, file));
      if (process.env['UPDATE'] === '1')
        writeFileSync(
          expectedFile,
          `${JSON.stringify({ feature: expected.feature, answer: found }, null, 2)}\n`,
        );
      else assert.deepEqual(found, expected.answer);
    });
});

describe('a script in which nothing is wrong', () => {
  const corpus = path.join(fixtures, 'corpus');
  for (const name of readdirSync(corpus).sort())
    it(`has no problems: ${name}`, async () =>
      assert.deepEqual(
        await diagnose(readFileSync(path.join(corpus, name), 'utf8'), lab.contextOf(name)),
        [],
      ));
});
