import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseParamsPy, readSortingParams } from '../../core/formats/params-py.ts';

const literal = (text: string) => parseParamsPy(`x = ${text}`)[0]?.value;

test('literals have the values that Python gives them', () => {
  const cases: [string, unknown][] = [
    ["'a b'", 'a b'],
    ['"it\'s"', "it's"],
    ["'it\\'s'", "it's"],
    ["r'D:\\data\\new.bin'", 'D:\\data\\new.bin'],
    ["'D:\\\\data'", 'D:\\data'],
    ["'D:\\data'", 'D:\\data'],
    ["'ключ 記録'", 'ключ 記録'],
    ['25000.', 25000],
    ['2.441406e+04', 24414.06],
    ['.5', 0.5],
    ['-3', -3],
    ['+1e-3', 0.001],
    ['1_000', 1000],
    ['True', true],
    ['False', false],
    ['None', null],
    ["['a.bin', 'b.bin',]", ['a.bin', 'b.bin']],
    ['[]', []],
    ["('a', 1)", ['a', 1]],
    ["('a')", 'a'],
    ["('a',)", ['a']],
    ["[['a'], 2]", [['a'], 2]],
  ];
  for (const [text, value] of cases) assert.deepEqual(literal(text), value, text);
});

test('whatever is more than a literal has no value and is never executed', () => {
  for (const text of [
    "__import__('os').system('x')",
    "'a' + 'b'",
    '30000 * 2',
    'other',
    "f'{x}'",
    '[a]',
    "['a' 'b']",
    '12abc',
    "'open",
    '{}',
    'Truest',
    '1.2.3',
  ])
    assert.equal(literal(text), undefined, text);
});

test('comments, blank lines and other statements are passed over, and lines are counted', () => {
  const entries = parseParamsPy(
    [
      '# made by hand',
      '',
      'dat_path = [',
      "  'a#1.bin',  # first",
      "  r'b.bin',",
      ']',
      'import os',
      'if x == 3: pass',
      'sample_rate = 30000. # Hz',
      'offset=0',
    ].join('\r\n'),
  );
  assert.deepEqual(
    entries.map(({ name, value, line, endLine }) => [name, value, line, endLine]),
    [
      ['dat_path', ['a#1.bin', 'b.bin'], 3, 6],
      ['sample_rate', 30000, 9, 9],
      ['offset', 0, 10, 10],
    ],
  );
  assert.equal(entries[1]?.text, '30000.');
});

test('a file as phy and Kilosort write it gives its facts, without a final newline too', () => {
  const params = readSortingParams(
    "dat_path = r'D:\\run\\a.ap.bin'\nn_channels_dat = 385\ndtype = 'int16'\noffset = 0\nsample_rate = 25000.\nhp_filtered = False",
    'params.py',
  );
  assert.deepEqual(params, {
    datPaths: ['D:\\run\\a.ap.bin'],
    columnCount: 385,
    dtype: 'int16',
    headerBytes: 0,
    sampleRateHz: 25000,
    isFiltered: false,
  });
});

test('values of a wrong type count as not given, and a file without any is refused with a sentence', () => {
  const params = readSortingParams(
    "n_channels_dat = '385'\nsample_rate = -1\noffset = 0.5\ndat_path = 7",
    'params.py',
  );
  assert.deepEqual(
    [params.columnCount, params.sampleRateHz, params.headerBytes, params.datPaths],
    [undefined, undefined, 0, []],
  );
  assert.throws(
    () => readSortingParams('', 'p/params.py'),
    /^FormatError: p\/params\.py: found an empty file, expected/,
  );
  assert.throws(
    () => readSortingParams('\u0000\u0001binary', 'p/params.py'),
    /found no line of the form name = value/,
  );
});

test('a list that is never closed has no value, and the lines after it are read', () => {
  const entries = parseParamsPy("dat_path = ['a.bin',\n  'b.bin'\nsample_rate = 30000\nn = (1,\n2) # two");
  assert.deepEqual(
    entries.map(({ name, value, line, endLine }) => [name, value, line, endLine]),
    [
      ['dat_path', undefined, 1, 1],
      ['sample_rate', 30000, 3, 3],
      ['n', [1, 2], 4, 5],
    ],
  );
});

/** Processor time of this process until the text is read, the least of three, in µs. */
function processorUs(text: string): number {
  const runs = Array.from({ length: 3 }, () => {
    const { user } = process.cpuUsage();
    assert.ok(parseParamsPy(text).every(({ value }) => value === undefined));
    return process.cpuUsage().user - user;
  });
  return Math.min(...runs);
}

test('a damaged file takes a time that grows with its length and not with its square, brackets without end too', () => {
  const texts: ((count: number) => string)[] = [
    (count) => `x = [\n${'1,\n'.repeat(count)}`,
    (count) => 'x = [\n'.repeat(count),
    (count) => `x = ${'['.repeat(5 * count)}`,
    (count) => `x = [\n${"'(\n".repeat(count)}`,
  ];
  for (const text of texts) {
    const [short, long] = [processorUs(text(6_000)), processorUs(text(96_000))];
    // Sixteen times as long: 16 where it is read once, 256 where each line looks through all others.
    assert.ok(long < 90 * Math.max(short, 1000), `${short} µs, then ${long} µs`);
  }
});
