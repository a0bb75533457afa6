import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsOf } from '../../webviews/dashboard/columns.ts';
import { parseFilter } from '../../webviews/dashboard/filter.ts';
import { tableOf } from './table.ts';

const table = tableOf(
  [
    { id: '2', group: 'good', rate: 12, depth: 900, shank: 0, amplitude: 80 },
    { id: '23', group: 'mua', rate: 4, depth: 1000, shank: 1, amplitude: 60 },
    { id: '32', group: 'Good', rate: 6, depth: 1500, shank: 2 },
    { id: '104', group: 'noise', rate: 0.1, depth: 2000, shank: 3, amplitude: 20 },
    { id: '105', depth: 2100, shank: 3, amplitude: 200, rate: 40 },
  ],
  { ContamPct: [1, 5, 10, null, 0], 'my note': ['keep me', null, 'check', 'KEEP', ''] },
);
const columns = columnsOf(table);

/** Ids that pass. */
const kept = (filter: string): string => {
  const parsed = parseFilter(filter, columns);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.message);
  return table.ids.filter((_, row) => parsed.test(row)).join(' ');
};
const message = (filter: string): string => {
  const parsed = parseFilter(filter, columns);
  assert.ok(!parsed.ok, `${filter} was accepted`);
  return parsed.message;
};

for (const [filter, ids] of [
  ['', '2 23 32 104 105'],
  ['   ', '2 23 32 104 105'],
  ['23', '23'],
  ['2', '2 23 32'],
  ['GOOD', '2 32'],
  ['good 32', '32'],
  ['rate > 5', '2 32 105'],
  ['rate>5&group=good', '2 32'],
  ['rate >= 6 and label = good', '2 32'],
  ['fr < 1', '104'],
  ['rate > 5 | group = noise', '2 32 104 105'],
  ['group = mua | group = good & rate > 10', '2 23'],
  ['(group = mua | group = good) & rate > 5', '2 32'],
  ['!good', '23 104 105'],
  ['!(rate > 5 | group = mua)', '104'],
  ['not not good', '2 32'],
  ['depth 1000..2000', '23 32 104'],
  ['depth = 1000..2000', '23 32 104'],
  ['depth ..1000', '2 23'],
  ['depth 2000..', '104 105'],
  ['depth 1k..2k', '23 32 104'],
  ['depth 1000.. & shank = 3', '104 105'],
  ['unit = 2, 104', '2 104'],
  ['unit != 2,104', '23 32 105'],
  ['unit 20..100', '23 32'],
  ['shank = 1,2 good', '32'],
  ['label ~ OO', '2 32'],
  ['label !~ oo', '23 104'],
  ['label != good', '23 104'],
  ['amplitude > 50', '2 23 105'],
  ['amplitude <= 50', '104'],
  ['amp = none', '32'],
  ['label = none', '105'],
  ['label != none', '2 23 32 104'],
  ['contampct >= 5', '23 32'],
  ['contam_pct = 0', '105'],
  ['"my note" ~ keep', '2 104'],
  ["'my note' = 'keep me'", '2'],
  ['peak = none', '2 23 32 104 105'],
] as const)
  test(`the filter '${filter}' keeps ${ids || 'nothing'}`, () => assert.equal(kept(filter), ids));

test('a range and two comparisons keep the same units', () =>
  assert.equal(kept('rate 4..12'), kept('rate >= 4 & rate <= 12')));

test('a filter and its negation share no unit and leave none out', () => {
  for (const filter of ['rate > 5', 'good', 'amplitude < 100 | shank 0..1', 'label = none']) {
    const both = [...kept(filter).split(' '), ...kept(`!(${filter})`).split(' ')].filter(Boolean);
    assert.deepEqual(new Set(both), new Set(table.ids));
    assert.equal(both.length, table.ids.length);
  }
});

for (const [filter, sentence] of [
  ['rat > 5', /^There is no column rat; there are unit, label, rate, .*ContamPct, my note, missed, .*snr\.$/],
  ['rate > fast', /^Rate is a number; fast is not one\.$/],
  ['rate >', /^After > a value is expected, found the end of the filter\.$/],
  ['rate > & good', /^After > a value is expected, found &\.$/],
  ['(rate > 5', /^A closing parenthesis is missing\.$/],
  ['rate > 5)', /^There is a \) too many at character 9\.$/],
  ['good &', /^The filter ends after &; a condition is missing there\.$/],
  ['& good', /^Found & at character 1 where a column or a word was expected\.$/],
  ['label > good', /^Label is text and cannot be compared with >; use =, != or ~\.$/],
  ['label 1..2', /^Label is text and has no range; use =, != or ~\.$/],
  ['label = "good', /^The quote " at character 9 is never closed\.$/],
  ['rate > 1,2', /^A list of values goes with = or !=, not with >\.$/],
  ['rate', /^After rate a comparison is expected, such as rate > 5\.$/],
  ['good & label', /^After label a comparison is expected, such as label = good\.$/],
  ['!', /^The filter ends after !; a condition is missing there\.$/],
] as const)
  test(`the filter '${filter}' is answered with one sentence`, () => assert.match(message(filter), sentence));
