import { FormatError } from '../model/errors.ts';
import { type EventsUnit, type EventTimes, mostEventKinds } from '../model/events.ts';

const timeColumn = /^(?:event[ _]?)?(?:times?|onsets?|timestamps?|start|start[ _]time|t)$/;
const sampleColumn = /^(?:onset[ _]|event[ _])?samples?(?:[ _](?:numbers?|index))?$/;
const kindColumn =
  /^(?:names?|events?|event[ _](?:name|type)|types?|trial[ _]type|kinds?|labels?|condition)$/;
const ofUnit = { s: /[ _([]*(?:s|sec|seconds)[\])]*$/, ms: /[ _([]+(?:ms|milliseconds)[\])]*$/ } as const;

/**
 * The events of a text table, one per line, fields separated by tabs, semicolons or commas. With a line of names: a column
 * `time` or `onset` (seconds; `time_ms` milliseconds) or `sample`, and at will one of `name`, `event`, `type` that
 * parts them into kinds, in the order in which they appear. Without names: the first column is the time, a second one of
 * words the kind. A unit other than `auto` says what the first column or `time` means; it does not overrule a name.
 * Throws FormatError with the number of the line. BIDS: https://bids-specification.readthedocs.io (`_events.tsv`).
 */
export function parseEventsTable(text: string, file: string, unit: EventsUnit): EventTimes[] {
  const rows = rowsOf(text);
  const fail = (found: string, expected: string, todo?: string) =>
    new FormatError({ file, found, expected, ...(todo ? { todo } : {}) });
  const head = rows[0];
  if (!head) throw fail('no events', 'one line for each event', 'Write the time of each event on a line.');
  const hasNames = head.fields.every((field) => !isNumber(field));
  const columns = hasNames ? namedColumns(head.fields, unit, fail) : bareColumns(head.fields, unit, fail);
  const events = hasNames ? rows.slice(1) : rows;
  if (events.length === 0)
    throw fail('names of columns and no events', 'one line for each event', 'Export the events again.');

  const kinds = new Map<string, number[]>();
  for (const { fields, line } of events) {
    const field = fields[columns.time] ?? '';
    if (!isNumber(field))
      throw fail(
        `${field === '' ? 'nothing' : `'${field.slice(0, 40)}'`} in line ${line}, column ${columns.time + 1}`,
        `the time of an event in ${columns.unit === 'samples' ? 'samples' : columns.unit}`,
        /^\d+,\d+$/.test(field) ? 'Write decimals with a point.' : 'Correct or remove the line.',
      );
    const name = columns.kind === -1 ? '' : (fields[columns.kind] ?? '');
    if (!kinds.has(name)) kinds.set(name, []);
    kinds.get(name)?.push(Number(field));
  }
  if (kinds.size > mostEventKinds)
    throw fail(
      `${kinds.size} kinds of events in column ${columns.kind + 1}`,
      `at most ${mostEventKinds}`,
      'Name the column with the kinds name, event or type, and no other so.',
    );
  return [...kinds].map(([name, values]) => ({
    name,
    values: Float64Array.from(values),
    unit: columns.unit,
  }));
}

interface Columns {
  readonly time: number;
  /** -1 for none. */
  readonly kind: number;
  readonly unit: EventTimes['unit'];
}
type Fail = (found: string, expected: string, todo?: string) => FormatError;

function namedColumns(fields: readonly string[], unit: EventsUnit, fail: Fail): Columns {
  const names = fields.map((field) => field.toLowerCase());
  const bare = names.map((name) =>
    name.replace(ofUnit.ms, '').replace(/[ _([]+(?:s|sec|seconds)[\])]*$/, ''),
  );
  const sample = names.findIndex((name) => sampleColumn.test(name));
  const time = bare.findIndex((name) => timeColumn.test(name));
  const kind = names.findIndex((name, column) => kindColumn.test(name) && column !== time);
  const said = names.slice(0, 8).join(', ').slice(0, 80);
  if (unit === 'samples' || (time === -1 && sample !== -1)) {
    if (sample === -1 && time === -1) throw fail(`the columns ${said}`, 'one named sample');
    if (unit !== 'samples' && unit !== 'auto')
      throw fail(`a column named ${names[sample]}`, `times in ${unit}`, 'Leave eventsUnit at auto.');
    return { time: sample === -1 ? time : sample, kind, unit: 'samples' };
  }
  if (time === -1) throw fail(`the columns ${said}`, 'one named time, onset or sample');
  const isMs = ofUnit.ms.test(names[time] as string);
  if (isMs && unit === 's')
    throw fail(`a column named ${names[time]}`, 'times in s', 'Leave eventsUnit at auto.');
  return { time, kind, unit: isMs || unit === 'ms' ? 'ms' : 's' };
}

function bareColumns(fields: readonly string[], unit: EventsUnit, fail: Fail): Columns {
  const numbers = fields.filter(isNumber).length;
  if (numbers > 1)
    throw fail(
      `${numbers} columns of numbers and no names`,
      'a first line with their names, one of them time, onset or sample',
    );
  const time = fields.findIndex(isNumber);
  const kind = fields.findIndex((field, column) => column !== time && field !== '');
  return { time, kind, unit: unit === 'auto' ? 's' : unit };
}

const isNumber = (field: string): boolean => /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(field);

/** Lines that are neither empty nor a comment (`#`), with their number in the file. */
function rowsOf(text: string): { fields: string[]; line: number }[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const separator = ['\t', ';', ','].find((candidate) => first.includes(candidate)) ?? ',';
  return lines.flatMap((content, index) =>
    content.trim() === '' || content.startsWith('#')
      ? []
      : [{ fields: fieldsOf(content, separator), line: index + 1 }],
  );
}

/** Fields of a line; quoted ones may hold separators and doubled quotes. */
function fieldsOf(line: string, separator: string): string[] {
  const fields: string[] = [];
  let at = 0;
  while (at <= line.length) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(line.slice(at));
    const end = line.indexOf(separator, at + (quoted?.[0].length ?? 0));
    const stop = end === -1 ? line.length : end;
    fields.push(quoted?.[1] === undefined ? line.slice(at, stop).trim() : quoted[1].replaceAll('""', '"'));
    at = stop + 1;
  }
  return fields;
}
