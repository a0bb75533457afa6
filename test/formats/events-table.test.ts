import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEventsTable } from '../../core/formats/events-table.ts';
import type { EventsUnit } from '../../core/model/events.ts';

const parse = (text: string, unit: EventsUnit = 'auto') =>
  parseEventsTable(text, 'events.csv', unit).map(({ values, ...kind }) => ({ ...kind, values: [...values] }));

test('one column of times in seconds, with or without a name', () => {
  const expected = [{ name: '', unit: 's', values: [1.5, 2.25, 9.1] }];
  assert.deepEqual(parse('1.5\n2.25\n9.1\n'), expected);
  assert.deepEqual(parse('time\r\n1.5\r\n2.25\r\n9.1'), expected);
  assert.deepEqual(parse('\uFEFF# exported\nOnset (s)\n1.5\n\n2.25\n9.1'), expected);
});

test('a column of names parts events into kinds, in the order in which they come', () => {
  const kinds = [
    { name: 'tone', unit: 's', values: [1, 3] },
    { name: 'air puff', unit: 's', values: [2] },
  ];
  assert.deepEqual(parse('onset,duration,type\n1,0.1,tone\n2,0.1,air puff\n3,0.1,tone'), kinds);
  assert.deepEqual(parse('onset\tduration\ttrial_type\n1\t0\ttone\n2\t0\tair puff\n3\t0\ttone'), kinds);
  assert.deepEqual(parse('1;tone\n2;"air puff"\n3;tone'), kinds);
  assert.deepEqual(parse('event,event_time\n"tone",1\n"air puff",2\ntone,3'), kinds);
});

test('a column named sample counts samples, one named time_ms milliseconds', () => {
  assert.deepEqual(parse('sample\n25936\n58156'), [{ name: '', unit: 'samples', values: [25936, 58156] }]);
  assert.deepEqual(parse('time_ms\n864'), [{ name: '', unit: 'ms', values: [864] }]);
  // With both, the times; the samples may be another device's.
  assert.deepEqual(parse('sample,onset\n25936,0.8645'), [{ name: '', unit: 's', values: [0.8645] }]);
  assert.deepEqual(parse('sample,onset\n25936,0.8645', 'samples'), [
    { name: '', unit: 'samples', values: [25936] },
  ]);
});

test('numbers without a name are in the unit that was chosen', () => {
  assert.equal(parse('25936\n58156', 'samples')[0]?.unit, 'samples');
  assert.equal(parse('864.5', 'ms')[0]?.unit, 'ms');
  assert.equal(parse('time\n864.5', 'ms')[0]?.unit, 'ms');
});

test('the same moment may come twice, and the order is kept', () => {
  assert.deepEqual(parse('time\n5\n1\n5')[0]?.values, [5, 1, 5]);
});

const refused: readonly [what: string, text: string, unit: EventsUnit, message: RegExp][] = [
  ['an empty file', '\n\n', 'auto', /found no events, expected one line for each event/],
  ['names and nothing else', 'time,name\n', 'auto', /found names of columns and no events/],
  [
    'no time',
    'start of tone,colour\n1,red',
    'auto',
    /found the columns start of tone, colour, expected one named time/,
  ],
  ['two columns of numbers', '1,2\n3,4', 'auto', /found 2 columns of numbers and no names/],
  [
    'a word',
    'time\n1\nn/a\n',
    'auto',
    /found 'n\/a' in line 3, column 1, expected the time of an event in s/,
  ],
  ['an empty field', 'time,name\n1,a\n,b', 'auto', /found nothing in line 3/],
  ['a decimal comma', 'time;name\n1,5;a', 'auto', /found '1,5' in line 2, .* Write decimals with a point\./],
  ['samples said to be seconds', 'sample\n3', 's', /found a column named sample, expected times in s/],
  ['milliseconds said to be seconds', 'time_ms\n3', 's', /found a column named time_ms, expected times in s/],
  [
    'a kind for each event',
    `time,name\n${Array.from({ length: 80 }, (_, i) => `${i},n${i}`).join('\n')}`,
    'auto',
    /found 80 kinds of events in column 2, expected at most 64/,
  ],
];
for (const [what, text, unit, message] of refused)
  test(`${what} is refused in one sentence`, () => {
    assert.throws(() => parse(text, unit), { name: 'FormatError', message });
  });
