import { ParameterError } from '../model/errors.ts';
import type { Periods } from '../model/periods.ts';
import { unitOf } from './param-unit.ts';

/** What a parameter of each kind makes of a value that is JSON, or the text of a command line or a form. */

interface Range {
  readonly min?: number;
  readonly max?: number;
}

export function parseNumber(
  name: string,
  { min, max }: Range,
  value: unknown,
  wrong: (expected: string) => Error,
): number {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof parsed !== 'number' || !Number.isFinite(parsed)) throw wrong('a number');
  const unit = unitOf(name);
  const show = (limit: number) => `${limit}${unit && ` ${unit}`}`;
  if (min !== undefined && parsed < min)
    throw new ParameterError(`${name}: ${show(parsed)} is below ${show(min)}`);
  if (max !== undefined && parsed > max)
    throw new ParameterError(`${name}: ${show(parsed)} is above ${show(max)}`);
  return parsed;
}

/** `0:60,120:180` or [[0, 60], [120, 180]], in seconds. */
export function parsePeriods(value: unknown, wrong: (expected: string) => Error): Periods {
  const pairs =
    typeof value === 'string' ? value.split(',').map((pair) => pair.split(':').map(Number)) : value;
  const ok = (pair: unknown): pair is [number, number] =>
    Array.isArray(pair) &&
    pair.length === 2 &&
    pair.every((end) => Number.isFinite(end)) &&
    pair[1] >= pair[0];
  if (!Array.isArray(pairs) || !pairs.every(ok)) throw wrong('periods in seconds such as 0:60,120:180');
  return pairs;
}

export function parseIntegers(value: unknown, wrong: (expected: string) => Error): readonly number[] {
  const list = typeof value === 'string' ? value.split(',').map(Number) : value;
  if (!Array.isArray(list) || !list.every((item) => Number.isInteger(item) && item >= 0))
    throw wrong('whole numbers such as 0,5,12');
  return list;
}

/** `-500:1000`, `-500,1000` or [-500, 1000]. */
export function parseRange(
  name: string,
  limits: Range,
  value: unknown,
  wrong: (expected: string) => Error,
): readonly [number, number] {
  const ends = typeof value === 'string' ? value.split(/[:,]/) : value;
  const expected = 'two numbers, the first below the second, such as -500:1000';
  if (!Array.isArray(ends) || ends.length !== 2) throw wrong(expected);
  const [from, to] = ends.map((end) => parseNumber(name, limits, end, () => wrong(expected)));
  if (from === undefined || to === undefined || from >= to) throw wrong(expected);
  return [from, to];
}

export function parseNames(value: unknown, wrong: (expected: string) => Error): readonly string[] {
  const list =
    typeof value === 'string'
      ? (value.includes('\n') ? value.trim().split('\n') : value.split(',')).map((word) => word.trim())
      : value;
  if (!Array.isArray(list) || !list.every((word) => typeof word === 'string' && word !== ''))
    throw wrong('names separated by commas');
  return list;
}
