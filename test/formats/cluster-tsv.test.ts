import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsOf, labelsOf, parseClusterTable } from '../../core/formats/cluster-tsv.ts';

const table = (file: string, ...lines: string[]) =>
  parseClusterTable(lines.join('\n'), `/some folder/${file}`);
const labels = (...tables: ReturnType<typeof table>[]) =>
  Object.fromEntries(
    [...labelsOf(tables)].map(([unit, { group, source }]) => [unit, `${group} < ${source}`]),
  );

test('a table is read with tabs or commas, CRLF, quotes, spaces in labels and empty fields', () => {
  const read = parseClusterTable(
    'cluster_id\tgroup\tnote\r\n2\tgood\tPurkinje cell, simple\r\n10\t\t"quoted"\r\n\r\n',
    'cluster_group.tsv',
  );
  assert.deepEqual(read.columns, ['group', 'note']);
  assert.deepEqual([...read.values.get('group')!], [['2', 'good']]);
  assert.deepEqual(
    [...read.values.get('note')!],
    [
      ['2', 'Purkinje cell, simple'],
      ['10', 'quoted'],
    ],
  );
  assert.deepEqual(
    [...table('cluster_quality.csv', 'cluster_id,quality', '3,2').values.get('quality')!],
    [['3', 2]],
  );
  assert.deepEqual(
    [...table('cluster_info.tsv', 'id\tamp\tsh', '7\t852.12762451\t1.00000000').values.get('amp')!],
    [['7', 852.12762451]],
  );
});

test('what phy saved goes before a stale cluster_info, and each label tells where it was read', () => {
  const group = table('cluster_group.tsv', 'cluster_id\tgroup', '1\tgood', '2\tmua');
  const info = table(
    'cluster_info.tsv',
    'cluster_id\tKSLabel\tgroup',
    '1\tmua\tnoise',
    '2\tgood\t',
    '3\tgood\tnoise',
    '4\tgood\t',
  );
  assert.deepEqual(labels(info, group), {
    1: 'good < cluster_group.tsv: group',
    2: 'mua < cluster_group.tsv: group',
    3: 'noise < cluster_info.tsv: group',
  });
});

test("the sorter's label counts only as long as nobody has decided anything", () => {
  const ks = table('cluster_KSLabel.tsv', 'cluster_id\tKSLabel', '1\tgood', '2\tmua');
  const kilosort4 = table('cluster_group.tsv', 'cluster_id\tKSLabel', '1\tmua', '2\tgood');
  const undecided = table('cluster_group.tsv', 'cluster_id\tgroup', '1\tunsorted', '3\tunsorted');
  const decided = table('cluster_group.tsv', 'cluster_id\tgroup', '2\tnoise');
  assert.deepEqual(labels(kilosort4), {
    1: 'mua < cluster_group.tsv: KSLabel',
    2: 'good < cluster_group.tsv: KSLabel',
  });
  assert.deepEqual(labels(ks, undecided), {
    1: 'good < cluster_KSLabel.tsv: KSLabel',
    2: 'mua < cluster_KSLabel.tsv: KSLabel',
    3: 'unsorted < cluster_group.tsv: group',
  });
  assert.deepEqual(labels(ks, decided), { 2: 'noise < cluster_group.tsv: group' });
});

test('the oldest files have codes, and a file with only the header holds no label', () => {
  assert.deepEqual(labels(table('cluster_quality.csv', 'cluster_id,quality', '0,0', '1,1', '2,2', '3,')), {
    0: 'noise < cluster_quality.csv: quality',
    1: 'mua < cluster_quality.csv: quality',
    2: 'good < cluster_quality.csv: quality',
  });
  assert.deepEqual(labels(table('cluster_group.csv', 'cluster_id\tgroup', '5\t2')), {
    5: 'good < cluster_group.csv: group',
  });
  assert.deepEqual(labels(table('cluster_group.tsv', 'cluster_id\tgroup')), {});
});

test('other columns are kept by name, and a file of their own goes before cluster_info', () => {
  const info = table('cluster_info.tsv', 'cluster_id\tgroup\tAmplitude\tfr', '1\tgood\t1\t3.5');
  const own = table('cluster_Amplitude.tsv', 'cluster_id\tAmplitude', '1\t25.5');
  const columns = columnsOf([info, own]);
  assert.deepEqual([...columns.keys()].sort(), ['Amplitude', 'fr']);
  assert.equal(columns.get('Amplitude')?.get('1'), 25.5);
});

test('bad tables are refused with a sentence', () => {
  const cases: [string, RegExp][] = [
    ['', /^FormatError: cluster_group\.tsv: found an empty file, expected a table with a column cluster_id/],
    ['a\tb\n1\t2', /found the columns a, b/],
    ['cluster_id\tgroup\nx\tgood', /found the unit id 'x' in line 2/],
    ['cluster_id\tgroup\n1.5\tgood', /found the unit id '1\.5'/],
    ['\u0001\u0002\u0003', /found the columns/],
  ];
  for (const [text, sentence] of cases)
    assert.throws(() => parseClusterTable(text, 'cluster_group.tsv'), sentence);
});

test('control characters of a damaged table are not repeated in the sentence', () => {
  const damaged = 'a\u001b[2J\u0000b\tc\u0007\n1\t2\n';
  assert.throws(
    () => parseClusterTable(damaged, 'cluster_x.tsv'),
    (error: Error) =>
      error.message ===
      'cluster_x.tsv: found the columns a�[2J�b, c�, expected a table with a column cluster_id of whole numbers. Save the labels again, or remove the file.',
  );
});

test('a table that was cut in its last line is refused, and one without a final line break is not', () => {
  const whole = 'cluster_id\tgroup\n0\tgood\n1\tmua\n2\tgo';
  for (const cut of [whole, 'cluster_id\tgroup\n0\tgood\n1\tmua\n2'])
    assert.throws(
      () => parseClusterTable(cut, 'cluster_group.tsv'),
      /cluster_group\.tsv: found the last line cut after '(?:go|2)', expected 2 columns and a line break\. The file was cut short/,
    );
  for (const good of [`${whole}od`, `${whole}\n`, `${whole}l\n`, 'cluster_id\tAmplitude\n0\t12.25\n1\t12'])
    assert.equal(parseClusterTable(good, 'cluster_x.tsv').columns.length, 1);
});
