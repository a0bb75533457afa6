import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseScript } from '../../language-server/script-syntax.ts';
import { seeded } from './seeded.ts';

const long = Array.from(
  { length: 2000 },
  (_, i) => `x${i} = ccg(dp, [${i}, ${i + 1}], bin_size=0.2, win_size=${i})  # "pair" ${i}`,
).join('\n');

describe('parsing of scripts', () => {
  it('gives for a changed text the tree of the whole text', () => {
    const random = seeded(3);
    const pieces = [
      '(',
      ')',
      '[',
      ']',
      "'",
      '"""',
      'ccg(dp, ',
      '\n',
      '    ',
      'def f():\n',
      '# c\n',
      '12',
      ',',
      '{',
      'é',
    ];
    for (const language of ['python', 'script'] as const) {
      let text = language === 'python' ? long.slice(0, 4000) : 'const a = f([1], { b: 2 });\n'.repeat(80);
      let syntax = parseScript(text, language);
      for (let round = 0; round < 200; round++) {
        const from = Math.floor(random() * text.length);
        const to = from + Math.floor(random() * 6);
        text = text.slice(0, from) + pieces[Math.floor(random() * pieces.length)] + text.slice(to);
        syntax = parseScript(text, language, syntax);
        assert.equal(syntax.tree.length, text.length);
      }
      // What is kept of an earlier tree may be recovered from errors otherwise than anew: mended, they are the same.
      const mended = language === 'python' ? long.slice(0, 4000) : 'f([1]);\n'.repeat(80);
      syntax = parseScript(mended, language, syntax);
      assert.equal(syntax.tree.toString(), parseScript(mended, language).tree.toString());
    }
  });

  it('takes a key in a script of 2 000 lines in a third of the time of parsing it anew, or less', () => {
    let syntax = parseScript(long, 'python');
    const at = Math.floor(long.length / 2);
    let [fastest, anew] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let key = 0; key < 20; key++) {
      const typed = `${long.slice(0, at)}${'a'.repeat(key + 1)}${long.slice(at)}`;
      const started = performance.now();
      syntax = parseScript(typed, 'python', syntax);
      const typedAt = performance.now();
      fastest = Math.min(fastest, typedAt - started);
      if (key % 4 > 0) continue;
      parseScript(typed, 'python');
      anew = Math.min(anew, performance.now() - typedAt);
    }
    assert.ok(3 * fastest < anew, `${fastest.toFixed(1)} ms, anew ${anew.toFixed(1)} ms`);
  });

  it('leaves out texts that are data', () => {
    assert.equal(parseScript("'a',".repeat(600_000), 'python').tree.length, 0);
  });
});
