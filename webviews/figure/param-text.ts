import { paramWords } from '../../core/analyses/param-words.ts';
import { type Param, unitOf } from '../../core/analyses/params.ts';

/** The value as its field shows it, in the form that `parseParams` reads back; the default when none was chosen. */
export function textOf(param: Param, given: unknown): string | boolean {
  const value = given === undefined ? param.default : given;
  if (param.kind === 'flag') return value === true || value === 'true';
  return paramWords(param, value);
}

/** Files as `parseParams` reads them: parted at commas, or at line ends where a path holds a comma. */
export const filesText = (files: readonly string[]): string =>
  files.some((file) => file.includes(',')) ? `${files.join('\n')}\n` : files.join(',');

/** `binMs` → `bin`, `lowCutHz` → `low cut`: the unit stands behind the field. */
export function wordsOf(name: string): string {
  const unit = unitOf(name);
  const bare = unit ? name.replace(/(Ms|Us|Hz|Uv|Um|Mm|Pt|Samples|Percent|S)$/, '') : name;
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
