import { FormatError } from '../model/errors.ts';

export type PyValue = string | number | boolean | null | readonly PyValue[];

/** One assignment of a `params.py`. Lines count from 1. */
export interface PyEntry {
  readonly name: string;
  /** As it is written. */
  readonly text: string;
  /** Undefined when it is more than a literal: it is never executed. */
  readonly value: PyValue | undefined;
  readonly line: number;
  /** Last line of a list that runs over several. */
  readonly endLine: number;
}

/** What `params.py` says about the raw file that was sorted. */
export interface SortingParams {
  /** As written: often absolute and of another machine. */
  readonly datPaths: readonly string[];
  readonly columnCount: number | undefined;
  readonly dtype: string | undefined;
  readonly headerBytes: number;
  readonly sampleRateHz: number | undefined;
  readonly isFiltered: boolean | undefined;
}

/**
 * The assignments of a `params.py`, in order: names with strings (`r'…'` too), numbers, True, False, None and lists or
 * tuples of these. Comments and blank lines are skipped; any other line is skipped too and never executed.
 */
export function parseParamsPy(source: string): PyEntry[] {
  const lines = source.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const entries: PyEntry[] = [];
  for (let at = 0; at < lines.length; at++) {
    const match = assignment.exec(lines[at]!);
    if (!match) continue;
    const line = at + 1;
    const last = /^[[(]/.test(match[2]!) ? lastLineOfList(lines, at, match[2]!) : at;
    const text = [match[2]!, ...lines.slice(at + 1, last + 1)].join('\n');
    at = last;
    const done = parseLiteral(text);
    const written = done ? text.slice(0, done.end) : text;
    entries.push({ name: match[1]!, text: written.trim(), value: done?.value, line, endLine: at + 1 });
  }
  return entries;
}

const assignment = /^\s*([A-Za-z_]\w*)\s*=(?!=)\s*(.*)$/;

/**
 * The line where the list closes that begins with `text` in line `first`. A list that is still open at the next
 * assignment or at the end of the file was never closed: it ends where it began, so that the lines after it are read.
 */
function lastLineOfList(lines: readonly string[], first: number, text: string): number {
  let depth = 0;
  for (let at = first; at < lines.length; at++) {
    const line = at === first ? text : lines[at]!;
    if (at > first && assignment.test(line)) return first;
    for (const [sign] of line.matchAll(listSigns)) {
      if (sign.startsWith('#')) break;
      depth += /[[(]/.test(sign[0]!) ? 1 : /[\])]/.test(sign[0]!) ? -1 : 0;
    }
    if (depth <= 0) return at;
  }
  return first;
}

/** What counts in a list: brackets, strings, which may hold brackets, and comments. */
const listSigns = /[[\]()]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|#.*/g;
/** Python allows about as many; a damaged file must not exhaust the stack. */
const deepestList = 100;

/**
 * The facts that phy and Kilosort write. Values of a wrong type count as not given. The last assignment of a name wins.
 * Throws FormatError when there is no assignment at all.
 */
export function readSortingParams(source: string, file: string): SortingParams {
  const entries = parseParamsPy(source);
  if (entries.length === 0)
    throw new FormatError({
      file,
      found: source.trim() ? 'no line of the form name = value' : 'an empty file',
      expected: 'lines such as sample_rate = 30000',
      todo: 'Copy the params.py that the sorter wrote.',
    });
  const values = new Map(entries.map(({ name, value }) => [name, value]));
  const number = (name: string, isGood: (value: number) => boolean) => {
    const value = values.get(name);
    return typeof value === 'number' && isGood(value) ? value : undefined;
  };
  const paths = values.get('dat_path');
  const dtype = values.get('dtype');
  const filtered = values.get('hp_filtered');
  return {
    datPaths: (Array.isArray(paths) ? paths : [paths]).filter(
      (path): path is string => typeof path === 'string',
    ),
    columnCount: number('n_channels_dat', (value) => Number.isInteger(value) && value > 0),
    dtype: typeof dtype === 'string' ? dtype : undefined,
    headerBytes: number('offset', (value) => Number.isInteger(value) && value >= 0) ?? 0,
    sampleRateHz: number('sample_rate', (value) => value > 0 && Number.isFinite(value)),
    isFiltered: typeof filtered === 'boolean' ? filtered : undefined,
  };
}

type Literal = { readonly value: PyValue; readonly end: number };

/** The literal at the start of `text`, followed by nothing or a comment; undefined when there is none. */
function parseLiteral(text: string): Literal | undefined {
  let at = 0;
  let depth = 0;
  const blanks = () => {
    at += /^(?:\s|#[^\n]*(?:\n|$)|\\\n)*/.exec(text.slice(at))![0].length;
  };
  const value = (): PyValue | undefined => {
    const rest = text.slice(at);
    const open = rest[0];
    if (open === '[' || open === '(') return list(open === '[' ? ']' : ')', open === '(');
    const string = /^([rRuU]?)('(?:[^'\\\n]|\\[^\n])*'|"(?:[^"\\\n]|\\[^\n])*")/.exec(rest);
    if (string) {
      at += string[0].length;
      const inside = string[2]!.slice(1, -1);
      return /r/i.test(string[1]!) ? inside : withoutEscapes(inside);
    }
    const number = /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/.exec(rest);
    if (number) {
      at += number[0].length;
      return Number(number[0].replaceAll('_', ''));
    }
    const word = /^(True|False|None)(?!\w)/.exec(rest)?.[1];
    if (!word) return undefined;
    at += word.length;
    return word === 'None' ? null : word === 'True';
  };
  const list = (close: string, isTuple: boolean): PyValue | undefined => {
    if (++depth > deepestList) return undefined;
    const items: PyValue[] = [];
    let commas = 0;
    at++;
    for (;;) {
      blanks();
      if (text[at] === close) {
        at++;
        depth--;
        return isTuple && items.length === 1 && commas === 0 ? items[0]! : items;
      }
      if (items.length > commas) return undefined;
      const item = value();
      if (item === undefined) return undefined;
      items.push(item);
      blanks();
      if (text[at] === ',') {
        commas++;
        at++;
      }
    }
  };
  const found = value();
  const end = at;
  if (found === undefined) return undefined;
  return /^[ \t]*(?:#.*)?$/.test(text.slice(end)) ? { value: found, end } : undefined;
}

const escapes: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '0': '\0',
};

/** Unknown escapes stay as they are, as in Python: `'D:\data'` keeps its backslash. */
const withoutEscapes = (text: string): string =>
  text.replace(/\\(.)/g, (whole, sign: string) => escapes[sign] ?? whole);
