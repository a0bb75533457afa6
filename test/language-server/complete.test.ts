import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { catalogue } from '../../core/analyses/catalogue.ts';
import type { Params } from '../../core/analyses/params.ts';
import type { UnitTable } from '../../core/model/units.ts';
import { complete } from '../../language-server/complete.ts';
import { npyxFunctions } from '../../language-server/npyx-functions.ts';
import type { ScriptLanguage } from '../../language-server/scan.ts';
import type { ScriptContext } from '../../language-server/script-context.ts';
import { seeded } from './seeded.ts';

const table: UnitTable = {
  ids: ['7', '23', '234'],
  group: ['mua', '', 'good'],
  groupSource: ['', '', ''],
  spikeCount: Float64Array.of(310, 9, 12345),
  rateHz: Float64Array.of(0.31, Number.NaN, 5.24),
  peakChannel: Int32Array.of(4, -1, 123),
  shank: new Int32Array(3),
  xUm: new Float32Array(3),
  depthUm: new Float32Array(3),
  amplitudeUv: new Float32Array(3),
  templateCount: new Int32Array(3),
  isiViolationPercent: new Float32Array(3),
  extra: {},
};

/** Completions at `|`, and the folders that were asked for. */
async function at(marked: string, language: ScriptLanguage = 'python') {
  const asked: string[] = [];
  const context: ScriptContext = {
    language,
    script: path.resolve('/lab/scripts/figure.py'),
    home: '/home/lab',
    manifests: catalogue,
    units: async (folder) => {
      asked.push(folder);
      return folder === path.resolve('/lab/rec') ? table : null;
    },
  };
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const items = await complete(text, offset, context);
  const applied = items.map(({ insert, from }) => text.slice(0, from) + insert + text.slice(offset));
  return { items, asked, labels: items.map(({ label }) => label), applied };
}

describe('completion of unit ids', () => {
  it('offers the units of the recording with their facts, good ones first', async () => {
    const { items, asked } = await at("dp = '../rec'\nccg(dp, [|");
    assert.deepEqual(asked, [path.resolve('/lab/rec')]);
    assert.deepEqual(
      items.map(({ label, facts }) => `${label}   ${facts.replaceAll('\u202f', ' ')}`),
      [
        '234   good · ch 123 · 0 µm · 5.2 Hz · 12 345 spikes',
        '7   mua · ch 4 · 0 µm · 0.3 Hz · 310 spikes',
        '23   9 spikes',
      ],
    );
  });

  const places: [string, ScriptLanguage, string][] = [
    ["ccg('../rec', [23|", 'python', "ccg('../rec', [234"],
    ["npyx.wvf('../rec', |)", 'python', "npyx.wvf('../rec', 234)"],
    ["trn('../rec', u=2|", 'python', "trn('../rec', u=234"],
    ["correlogram('../rec', [|", 'script', "correlogram('../rec', ['234'"],
    ["correlogram('../rec', ['2|'])", 'script', "correlogram('../rec', ['234'])"],
    ["spikeTrain('../rec', |", 'script', "spikeTrain('../rec', '234'"],
    [
      "const r = await open('../rec');\nr.correlogram([|",
      'script',
      "const r = await open('../rec');\nr.correlogram(['234'",
    ],
    [
      "const r = await open('../rec');\nr.run('isi', '2|'",
      'script',
      "const r = await open('../rec');\nr.run('isi', '234'",
    ],
    ["npyx.trn('../rec', |", 'script', "npyx.trn('../rec', '234'"],
    ["ccg_stack('../rec', U_trg=[|", 'python', "ccg_stack('../rec', U_trg=[234"],
    ["ccg(dp='../rec', U=[|", 'python', "ccg(dp='../rec', U=[234"],
  ];
  for (const [marked, language, first] of places)
    it(`completes ${marked} to ${first}`, async () =>
      assert.equal((await at(marked, language)).applied[0], first));

  it('does not offer a unit twice', async () => {
    assert.deepEqual((await at("ccg('../rec', [234, |")).labels, ['7', '23']);
    assert.deepEqual((await at("correlogram('../rec', ['7', |", 'script')).labels, ['234', '23']);
  });

  it('is silent where no unit can stand', async () => {
    const places = [
      'ccg(|',
      "print('../rec', |",
      "ccg('../rec')|",
      "# ccg('../rec', |",
      "read_metadata('../rec', |",
    ];
    for (const place of places) assert.deepEqual((await at(place)).labels, [], place);
    assert.deepEqual((await at('ccg(somewhere, [|')).labels, []);
    assert.deepEqual((await at("ccg('../other', [|")).labels, []);
  });
});

describe('completion of parameters', () => {
  it("offers npyx's names in Python, with default, unit and meaning", async () => {
    const { items, applied } = await at('ccg(dp, [1, 2], b|');
    const bin = items.find(({ label }) => label === 'bin_size');
    assert.deepEqual([bin?.facts, bin?.doc], ['0.2 ms', 'Bin width. From 0.001 to 10000 ms.']);
    assert.ok(applied.includes('ccg(dp, [1, 2], bin_size='));
    assert.ok(!items.some(({ label }) => label === 'binMs' || label === 'cbin'));
    assert.ok((await at('plot_ccg(dp, [1, 2], |')).labels.includes('cbin'));
  });

  it('offers our names in TypeScript', async () => {
    const { labels, applied } = await at('correlogram(ds, ["1"], { |', 'script');
    assert.ok(labels.includes('binMs') && labels.includes('windowMs') && !labels.includes('cbin'));
    assert.ok(applied.includes('correlogram(ds, ["1"], { binMs: '));
  });

  it('leaves out what is already given', async () => {
    const { labels } = await at('ccg(dp, 1, bin_size=1, |');
    assert.ok(labels.length > 0 && !labels.includes('bin_size'));
    assert.ok(!(await at('correlogram(ds, [], { binMs: 1, |', 'script')).labels.includes('binMs'));
  });

  it('offers the values of a choice, quoted unless the quote is there', async () => {
    const choices = await at('correlogram(ds, [], { normalize: |', 'script');
    assert.ok(choices.labels.includes('hertz'));
    assert.ok(choices.applied.some((text) => text.endsWith("normalize: 'hertz'")));
    const quoted = await at("ccg(dp, 1, normalize='he|')");
    assert.ok(quoted.applied.includes("ccg(dp, 1, normalize='Hertz')"), quoted.applied.join());
    assert.ok(quoted.applied.includes("ccg(dp, 1, normalize='zscore')"), quoted.applied.join());
  });

  it('knows every analysis under its own name and all of its npyx names', async () => {
    for (const { id, npyx, target, params } of catalogue) {
      if (Object.keys(params).length === 0) continue;
      const name = id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      const units = target === 'recording' ? '' : '[], ';
      const own = (await at(`${name}(ds, ${units}{ |`, 'script')).labels;
      assert.deepEqual(own, Object.keys(params), id);
      for (const old of npyx) {
        const { labels } = await at(`${old}(dp, ${units}|`);
        const known = npyxFunctions.get(old);
        const expected = known
          ? known.params.slice(units === '' ? 1 : 2).map(({ name }) => name)
          : Object.values(params as Params).flatMap((param) => param.npyx ?? []);
        // Functions about trains that are given have no place for units of a folder.
        const has = known?.params[0]?.name !== 'dp' || labels.every((label) => expected.includes(label));
        assert.ok(has, `${old}: ${labels.join()}`);
      }
    }
  });
});

it('completion never throws on half-typed scripts', async () => {
  const random = seeded(17);
  const pieces = [
    'ccg',
    'wvf',
    'correlogram',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    "'../rec'",
    '"',
    "'",
    '=',
    ':',
    '\n',
    'dp',
    ' ',
    '23',
    'normalize',
    '#',
    '//',
    'u',
    '`',
  ];
  for (let round = 0; round < 1000; round++) {
    const words = Array.from(
      { length: Math.floor(random() * 16) },
      () => pieces[Math.floor(random() * pieces.length)],
    );
    const at_ = Math.floor(random() * (words.length + 1));
    const marked = [...words.slice(0, at_), '|', ...words.slice(at_)].join('');
    for (const language of ['python', 'script'] as const) {
      const { items } = await at(marked, language);
      for (const { from } of items) assert.ok(from >= 0 && from <= marked.indexOf('|'), marked);
    }
  }
});
