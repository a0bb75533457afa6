import { unitOf } from '../../core/analyses/param-unit.ts';
import { paramWords } from '../../core/analyses/param-words.ts';
import type { Param } from '../../core/analyses/params.ts';

/** The value as its field shows it, in the form that `parseParams` reads back; the default when none was chosen. */
export function textOf(param: Param, given: unknown): string | boolean {
  const value = given === undefined ? param.default : given;
  if (param.kind === 'flag') return value === true || value === 'true';
  return paramWords(param, value);
}

/** Files as `parseParams` reads them: parted at commas, or at line ends where a path holds a comma. */
export const filesText = (files: readonly string[]): string =>
  files.some((file) => file.includes(',')) ? `${files.join('\n')}\n` : files.join(',');

/** Words of names that are not written as they stand. */
const written: Readonly<Record<string, string>> = {
  rp: 'refractory period',
  sd: 'SD',
  snr: 'SNR',
  dpi: 'DPI',
  hz: 'Hz',
};

/** `binMs` → `bin`, `lowCutHz` → `low cut`: the unit stands behind the field; `showHz` → `show Hz`. */
export function wordsOf(name: string): string {
  const unit = unitOf(name);
  const bare = unit ? name.replace(/(Ms|Us|Hz|Uv|Um|Mm|Pt|Samples|Percent|S|V)$/, '') : name;
  return bare
    .replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)
    .split(' ')
    .map((word) => written[word] ?? word)
    .join(' ');
}

/** Longer words would be cut off by the field they stand in. */
const longestPlaceholder = 16;

/**
 * What an empty field stands for, as its documentation says it: `the chosen units unless told`, `none for even bins`; the
 * default where there is one.
 */
export function placeholderOf(param: Param): string {
  const shown = String(textOf(param, undefined));
  if (shown !== '') return shown;
  if (param.kind === 'periods') return 'all';
  if (param.kind === 'names' && param.of === 'file') return 'none';
  const told = /(?:^|[;:,.] )([^;:,.]+) unless told/.exec(param.doc)?.[1];
  if (told && told.length <= longestPlaceholder) return told;
  if (/^Only |\ball that\b|none takes all/.test(param.doc)) return 'all';
  return /\bnone (?:for|takes|leaves|goes)\b/.test(param.doc) ? 'none' : 'automatic';
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
