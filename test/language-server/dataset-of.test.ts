import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { datasetAt, type ScriptPlace } from '../../language-server/dataset-of.ts';
import type { ScriptLanguage } from '../../language-server/scan.ts';
import { parseScript } from '../../language-server/script-syntax.ts';

const script = path.resolve('/lab/scripts/figure 1.py');
/** The likeliest path. */
const datasetOf = (expression: string, text: string, offset: number, place: ScriptPlace) =>
  datasetAt(expression, parseScript(text, place.language), offset, place)?.candidates[0] ?? null;
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
    ["const ds = '../rec' as const;", 'rec'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a script.
    ['const ds = `${base}/rec`;', null],
    ['const ds = `../rec`;', 'rec'],
  ];
  for (const [text, folder] of typescript)
    it(`follows ${JSON.stringify(text)} to ${folder}`, () =>
      assert.equal(resolve('ds', text, 'script'), folder && lab(folder)));

  const more: [string, string | null, ScriptLanguage?][] = [
    // What is given in a way that is not followed hides what was given before.
    ["dp = '../other'\ndp, table = merge_datasets(dps)", null],
    ["dp = '../rec'\ndp += '/phy'", null],
    ["dp = '../rec'\ndef f(dp):\n    ccg(dp", null],
    ["dp = '../rec'\ndef f(dp: str, *units):\n    ccg(dp", null],
    ["dp = '../rec'\nfor i, dp in enumerate(dps):\n    ccg(dp", null],
    ["dp = '../rec'\nwith session() as dp:\n    ccg(dp", null],
    ["dp = '../rec'\nall = [ccg(dp, 0) for dp in find()]\nprint(dp", 'rec'],
    ["def f():\n    dp = '../other'\n    return dp\ntrn(dp", null],
    ["dp = '../rec'\ndef f():\n    dp = '../other'\ntrn(dp", 'rec'],
    ["trains = [ccg(dp, 0) for dp in ['../rec']]\n", null],
    ["const dp = await open('../other');\nfunction f(dp) { ccg(dp", null, 'script'],
    ["const dp = await open('../other');\nconst f = async (dp: Recording) => ccg(dp", null, 'script'],
    [
      "const dp = await open('../rec');\nfunction f() { const dp = await open('../other'); }\nccg(dp",
      'rec',
      'script',
    ],
    ["let dp = '../rec';\n[dp] = lines;\nccg(dp", null, 'script'],
    ["const dp = '../rec';\nfor (const [n, dp] of Object.entries(all)) { ccg(dp", null, 'script'],
    ["for (const dp of ['../rec', '../other']) { ccg(dp", 'rec', 'script'],
    // Functions that put a path together.
    ["def folder(base, name='rec'):\n    return os.path.join(base, name)\ndp = folder('..')\n", 'rec'],
    ["def folder(base, name='x'):\n    return f'{base}/{name}'\ndp = folder(name='rec', base='..')\n", 'rec'],
    [
      "def outer(b):\n    return inner(b, 'rec')\ndef inner(a, b):\n    c = Path(a)\n    return c / b\ndp = outer('..')\n",
      'rec',
    ],
    ["def folder(n):\n    if n:\n        return '../a'\n    return '../b'\ndp = folder(1)\n", null],
    ["def folder(n):\n    return n + unknown\ndp = folder('../')\n", null],
    ["def folder(n):\n    return folder(n)\ndp = folder('../rec')\n", null],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a script.
    ["function folder(name: string) { return `../${name}`; }\nconst dp = folder('rec');", 'rec', 'script'],
    ["base = '..'\ndp = f'{base}/rec'", 'rec'],
    ["base = Path('..')\ndp = base / 'rec'", 'rec'],
    ["n = 3\ndp = f'../rec{n}'", 'rec3'],
    ["n = 3\ndp = f'../rec{n:02d}'", null],
    ["dp = os.path.join(os.path.dirname(__file__), '..', 'rec')", 'rec'],
    ["dp = Path(__file__).parent.parent / 'rec'", 'rec'],
    ["dp = '..' '/rec'", 'rec'],
    ["dp = '../' + 'rec'", 'rec'],
    ["dp = base = '../rec'", 'rec'],
    ["def f(dp='../rec'):\n    ccg(dp", 'rec'],
    ["dp = '../rec'\ndef f(dp='../other'):\n    pass\nprint(1)\n", 'rec'],
    ["for dp in ['../rec', '../other']:\n    ccg(dp", 'rec'],
    ["dps = {'m1': '../rec', 'm2': '../other'}\ndp = dps['m1']", 'rec'],
    ["dps = ['../other', '../rec']\ndp = dps[-1]", 'rec'],
    ["dp = {'lateral': '../rec', 'medial': '../other'}", 'rec'],
    ["dp = Path.home() / 'rec'", '/home/lab/rec'],
    ["dp = os.path.expanduser('~/rec')", '/home/lab/rec'],
    ['a = b\nb = a\ndp = a', null],
    ["dp, other = '../rec', '../other'", null],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a script.
    ["const base = '..'; const dp = `${base}/rec`;", 'rec', 'script'],
    ["const dp = path.join(import.meta.dirname, '..', 'rec');", 'rec', 'script'],
    ["const { dp = '../rec' } = config;", null, 'script'],
    ["async function f(dp = '../rec') { await ccg(dp", 'rec', 'script'],
    ["for (const dp of ['../rec', '../b']) { f(dp", 'rec', 'script'],
    ["const dps = { a: '../rec' }; const dp = dps.a;", 'rec', 'script'],
  ];
  for (const [text, folder, language = 'python'] of more)
    it(`follows ${JSON.stringify(text)} to ${folder}`, () =>
      assert.equal(
        resolve('dp', text, language),
        folder && (folder[0] === '/' ? path.resolve(folder) : lab(folder)),
      ));

  const place = { script, language: 'python', home: '/home/lab' } as const;
  const at = (text: string, more: Partial<ScriptPlace> = {}) =>
    datasetAt('dp', parseScript(text, 'python'), text.length, { ...place, ...more });

  it('may begin at the script or at a folder of the workspace', () => {
    const roots = [path.resolve('/lab'), path.resolve('/data')];
    assert.deepEqual(at("dp = 'rec'", { roots })?.candidates, [
      lab('scripts', 'rec'),
      lab('rec'),
      path.resolve('/data/rec'),
    ]);
  });

  it('is said by a comment where the code cannot, else by the setting or the open dashboard, and says by which', () => {
    const fallback = { folder: lab('open'), why: 'dashboard' } as const;
    assert.deepEqual(at('dp = sys.argv[1]\n'), null);
    assert.deepEqual(at('dp = sys.argv[1]\n', { fallback }), { candidates: [lab('open')], why: 'dashboard' });
    const told = 'dp = sys.argv[1]  # neuropyxels: dataset=../rec\n';
    assert.deepEqual(at(told, { fallback }), { candidates: [lab('rec')], why: 'comment' });
    assert.deepEqual(at(`${told}dp = '../b'\n`, { fallback }), { candidates: [lab('b')], why: 'written' });
  });

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
