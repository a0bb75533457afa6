import { type Param, unitOf } from '../../core/analyses/params.ts';

/** The value as its field shows it, in the form that `parseParams` reads back; the default when none was chosen. */
export function textOf(param: Param, given: unknown): string | boolean {
  const value = given === undefined ? param.default : given;
  if (param.kind === 'flag') return value === true || value === 'true';
  if (value === null || value === undefined) return '';
  if (param.kind === 'periods' && Array.isArray(value))
    return value.map((pair) => (Array.isArray(pair) ? pair.join(':') : String(pair))).join(',');
  if (param.kind === 'range' && Array.isArray(value)) return value.join(':');
  if (param.kind === 'names' && Array.isArray(value) && value.some((word) => String(word).includes(',')))
    return value.join('\n');
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** `binMs` → `bin`, `lowCutHz` → `low cut`: the unit stands behind the field. */
export function wordsOf(name: string): string {
  const unit = unitOf(name);
  const bare = unit ? name.replace(/(Ms|Us|Hz|Uv|Um|Samples|Percent|S)$/, '') : name;
  return bare.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The allowed range in words, `From 1 ms.`; empty when anything goes. */
export function rangeOf(name: string, param: Param): string {
  if (param.kind !== 'number' && param.kind !== 'optional-number') return '';
  const unit = unitOf(name);
  const show = (limit: number) => `${limit}${unit && ` ${unit}`}`;
  if (param.min !== undefined && param.max !== undefined)
    return `From ${show(param.min)} to ${show(param.max)}.`;
  if (param.min !== undefined) return `At least ${show(param.min)}.`;
  return param.max === undefined ? '' : `At most ${show(param.max)}.`;
}
