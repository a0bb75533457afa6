import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callAt } from '../../language-server/calls.ts';
import type { ScriptLanguage } from '../../language-server/scan.ts';
import { seeded } from './seeded.ts';

/** `|` marks the cursor. */
function at(marked: string, language: ScriptLanguage = 'python') {
  const offset = marked.indexOf('|');
  return callAt(marked.replace('|', ''), offset, language);
}

const place = (marked: string, language: ScriptLanguage = 'python') => {
  const call = at(marked, language);
  return call && `${call.name}#${call.index}${call.keyword ? ` ${call.keyword}` : ''}`;
};

describe('the call around the cursor', () => {
  const python: [string, string | null][] = [
    ['ccg(dp, [23|', 'ccg#1'],
    ['npyx.corr.ccg(dp, |', 'ccg#1'],
    ['ccg(|', 'ccg#0'],
    ['ccg(dp, [1, 2], |', 'ccg#2'],
    ['ccg(dp, [1, 2], cbin=|', 'ccg#2 cbin'],
    ['ccg(dp, (1, 2|), 0.2)', 'ccg#1'],
    ['ccg(dp, U=[1, |', 'ccg#1 U'],
    ['ccg(dp, [1, wvf(dp, |', 'wvf#1'],
    ['ccg(dp, [1, wvf(dp, 3)|', 'ccg#1'],
    ['ccg(dp, [1]) |', null],
    ['ccg|(dp)', null],
    ['def ccg(dp, |', null],
    ['x = [1, 2, |', null],
    ['{"a": |', null],
    ['# ccg(dp, |', null],
    ['ccg(dp,  # the unit, |\n', null],
    ['ccg(dp,  # a ) in a comment\n  |', 'ccg#1'],
    ['ccg("a, b (", |', 'ccg#1'],
    ["ccg('it\\'s', |", 'ccg#1'],
    ['ccg("""a,\n"b",""", |', 'ccg#1'],
    ['"""docs: ccg(dp, |', null],
    ['ccg(a == b, |', 'ccg#1'],
    ['ccg(x == |', 'ccg#0'],
    ['acg(dp,\nimport os\nwvf(|', 'wvf#0'],
    ['acg(dp,\nimport os\n|', null],
    ['acg(dp,\n    [1,\n     |', 'acg#1'],
    ['x = "unclosed\nccg(dp, |', 'ccg#1'],
    ['))]ccg(dp, |', 'ccg#1'],
  ];
  for (const [marked, expected] of python)
    it(`in Python, ${JSON.stringify(marked)} is ${expected}`, () => assert.equal(place(marked), expected));

  const script: [string, string | null][] = [
    ["correlogram(ds, ['23|", 'correlogram#1'],
    ['await correlogram(ds, ["2"], { |', 'correlogram#2'],
    ['correlogram(ds, ["2"], { binMs: |', 'correlogram#2 binMs'],
    ['correlogram(ds, ["2"], { binMs: 0.2, |', 'correlogram#2'],
    ['correlogram(ds, units.map((u) => { |', null],
    ['correlogram(ds, units.map((u) => f(|', 'f#0'],
    ['if (x) { correlogram(ds, |', 'correlogram#1'],
    ['const a = b / c; correlogram(ds, |', 'correlogram#1'],
    ["const a = /['(]/; correlogram(ds, |", 'correlogram#1'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a script.
    ['correlogram(`a(${b}`, |', 'correlogram#1'],
    ['// correlogram(ds, |', null],
    ['/* correlogram(ds, |', null],
    ['/* ( */ correlogram(ds, /* , */ |', 'correlogram#1'],
    ['correlogram(ds,\nconst x = |', null],
    ['function correlogram(ds, |', null],
    ['correlogram(x => x, |', 'correlogram#1'],
  ];
  for (const [marked, expected] of script)
    it(`in TypeScript, ${JSON.stringify(marked)} is ${expected}`, () =>
      assert.equal(place(marked, 'script'), expected));

  it('knows the first argument as it is written', () => {
    assert.equal(at("ccg(Path('a, b') / 'c', [1|")?.firstArgument, "Path('a, b') / 'c'");
    assert.equal(at('ccg(d|')?.firstArgument, 'd');
  });

  it('tells a place for a name from a place for a value', () => {
    assert.equal(at('ccg(dp, u, c|')?.atName, true);
    assert.equal(at('ccg(dp, u, cbin=0|')?.atName, false);
    assert.equal(at('ccg(dp, [c|')?.atName, false);
    assert.equal(at('ccg(dp, "c|')?.atName, false);
    assert.equal(at('f(ds, u, { b|', 'script')?.atName, true);
    assert.equal(at('f(ds, u|', 'script')?.atName, false);
  });

  it('lists the units and the keywords that are already there', () => {
    assert.deepEqual(at('ccg(dp, [1, 22, 3|')?.listed, ['1', '22']);
    assert.deepEqual(at('ccg(dp, u, cbin=1, cwin=5, n|')?.given, ['cbin', 'cwin']);
    assert.deepEqual(at('f(ds, u, { binMs: 1, windowMs, n|', 'script')?.given, ['binMs', 'windowMs']);
  });

  it('marks the word to be replaced, inside quotes too', () => {
    const word = (marked: string, language: ScriptLanguage) => {
      const call = at(marked, language);
      return call && [call.quote, marked.replace('|', '').slice(call.wordStart, marked.indexOf('|'))];
    };
    assert.deepEqual(word('ccg(dp, [23|', 'python'), ['', '23']);
    assert.deepEqual(word("f(ds, ['234.|'])", 'script'), ["'", '234.']);
    assert.deepEqual(word("ccg(dp, u, normalize='Hz|'", 'python'), ["'", 'Hz']);
    assert.deepEqual(word('ccg(dp,|', 'python'), ['', '']);
  });

  it('finds its way through 300 000 brackets and a megabyte of script', () => {
    assert.equal(at(`${'('.repeat(300_000)}ccg(dp, |`)?.name, 'ccg');
    assert.equal(at(`${"x = foo(bar['a'], [1, 2])  # (\n".repeat(20_000)}ccg(dp, |`)?.name, 'ccg');
  });

  it('never throws, whatever is typed', () => {
    const pieces = [
      'ccg',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ',',
      "'",
      '"',
      '"""',
      '`',
      '${',
      '/',
      '*',
      '//',
      '#',
      '\\',
    ];
    const more = ['\n', ' ', '=', '=>', ':', '.', 'def ', 'const ', '12', 'dp', 'é', '\u{1F9E0}', '\r\n'];
    const random = seeded(7);
    const all = [...pieces, ...more];
    for (let round = 0; round < 2000; round++) {
      const length = 1 + Math.floor(random() * 40);
      const text = Array.from({ length }, () => all[Math.floor(random() * all.length)]).join('');
      const offset = Math.floor(random() * (text.length + 3)) - 1;
      for (const language of ['python', 'script'] as const) {
        const call = callAt(text, offset, language);
        if (call) assert.ok(call.wordStart >= 0 && call.wordStart <= Math.max(offset, 0), text);
      }
    }
  });
});
