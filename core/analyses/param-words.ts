import type { Param, Params } from './params.ts';

/** A value as text that `parseParams` reads back; empty for null. */
export function paramWords(param: Param, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (!Array.isArray(value)) return String(value);
  if (param.kind === 'periods')
    return value.map((pair) => (Array.isArray(pair) ? pair.join(':') : String(pair))).join(',');
  if (param.kind === 'range') return value.join(':');
  return value.some((word) => String(word).includes(',')) ? value.join('\n') : value.join(',');
}

/** The values that differ from their defaults, in the order of the declaration. */
export function changedParams(
  declared: Params,
  values: Readonly<Record<string, unknown>>,
): readonly (readonly [name: string, param: Param, value: unknown])[] {
  return Object.entries(declared).flatMap(([name, param]) => {
    const value = values[name];
    const same = value === undefined || JSON.stringify(value) === JSON.stringify(param.default);
    return same ? [] : [[name, param, value] as const];
  });
}
