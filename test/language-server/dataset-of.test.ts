import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { datasetOf } from '../../language-server/dataset-of.ts';
import type { ScriptLanguage } from '../../language-server/scan.ts';

const script = path.resolve('/lab/scripts/figure 1.py');
const resolve = (expression: string, text = '', language: ScriptLanguage = 'python', offset = text.length) =>
  datasetOf(expression, text, offset, { script, language, home: path.resolve('/home/lab') });
const lab = (...parts: string[]) => path.resolve('/lab', ...parts);

describe('the folder that the first argument of a call means', () => {
  it('takes a literal, relative to the script', () => {
    assert.equal(resolve("'../rec'"), lab('rec'));
    assert.equal(resolve('"rec a/b"'), lab('scripts', 'rec a', 'b'));
    assert.equal(resolve(`'${lab('x')}'`), lab('x'));
    assert.equal(resolve("'~/rec'"), path.resolve('/home/lab/rec'));
  });

  it('reads raw strings and escapes as Python does', () => {
    assert.equal(resolve("r'a\\b'"), path.resolve('/lab/scripts', 'a\\b'));
    assert.equal(resolve("'it\\'s'"), lab('scripts', "it's"));
  });

  const python: [string, string | null][] = [
    ["dp = '../rec'", 'rec'],
    ["dp = Path('../rec')", 'rec'],
    ["dp = pathlib.Path('..') / 'rec'", 'rec'],
    ["dp = Path('..', 'rec')", 'rec'],
    ["dp = os.path.join('..', 'rec')", 'rec'],
    ["dp = str(Path('../rec'))", 'rec'],
    ["dp: Path = Path('../rec')  # mouse 3", 'rec'],
    ["dp = '../old'\ndp = '../rec'", 'rec'],
    ["    dp = '../rec'", 'rec'],
    ["dp = open('../rec', 'r')", 'rec'],
    ["other = '../rec'", null],
    ['dp = base', null],
    ["dp = f'{base}/rec'", null],
    ["dp = Path(base) / 'rec'", null],
    ["dp == '../rec'", null],
    ["dp = '../rec' + name", null],
    ["# dp = '../rec'", null],
    ['dp =', null],
  ];
  for (const [text, folder] of python)
    it(`follows ${JSON.stringify(text)} to ${folder}`, () =>
      assert.equal(resolve('dp', text), folder && lab(folder)));

  const typescript: [string, string | null][] = [
    ["const ds = await open('../rec');", 'rec'],
    ["let ds = openDataset('../rec', { cache: false })", 'rec'],
    ["const ds: Dataset = await neuropyxels.openDataset('../rec');", 'rec'],
    ["const ds = path.join('..', 'rec');", 'rec'],
    ["const ds = '../rec' as const;", null],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a script.
    ['const ds = `${base}/rec`;', null],
    ['const ds = `../rec`;', 'rec'],
  ];
  for (const [text, folder] of typescript)
    it(`follows ${JSON.stringify(text)} to ${folder}`, () =>
      assert.equal(resolve('ds', text, 'script'), folder && lab(folder)));

  it('sees only what stands above the call', () => {
    const text = "dp = '../rec'\nccg(dp, 1)\ndp = '../later'\n";
    assert.equal(resolve('dp', text, 'python', text.indexOf('ccg')), lab('rec'));
  });

  it('cannot resolve a relative path in a script that was never saved', () => {
    const place = { script: null, language: 'python', home: '/home/lab' } as const;
    assert.equal(datasetOf("'rec'", '', 0, place), null);
    assert.equal(datasetOf(`'${lab('rec')}'`, '', 0, place), lab('rec'));
  });

  it('never throws on half an expression', () => {
    for (const half of [
      '',
      "'",
      'Path(',
      "Path('",
      "open('a' /",
      '$',
      '[',
      'dp.',
      '\\',
      "r'",
      '(((',
      "'a' / ",
    ])
      assert.doesNotThrow(() => resolve(half, `dp = ${half}`), half);
  });
});
