/** Numbers as the dashboard writes them: thin spaces in thousands, a real minus, a dash for what is not known. */
const thinSpace = '\u2009';
export const unknownText = '–';

/** `9600000` → `9 600 000`; the digits after the point are kept together. */
export function grouped(digits: string): string {
  const [whole = '', fraction] = digits.replace('-', '\u2212').split('.');
  const spaced = whole.replace(/\B(?=(\d{3})+(?!\d))/g, thinSpace);
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

/** A number with a fixed count of decimals, so that columns line up; `–` for NaN, infinities and null. */
export function fixed(value: number | null, decimals = 0): string {
  if (value === null || !Number.isFinite(value)) return unknownText;
  const text = value.toFixed(decimals);
  return grouped(Number(text) === 0 ? text.replace('-', '') : text);
}

/** A number with at most `decimals` decimals and no trailing zeros: `30 000.03`, `3.027`, `2`. */
export function plain(value: number | null, decimals = 3): string {
  if (value === null || !Number.isFinite(value)) return unknownText;
  const text = String(Number(value.toFixed(decimals)));
  return text.includes('e') ? text : grouped(text);
}

/** `412`, `98 765`, `9.6 M`: counts for a sentence. */
export function compactCount(count: number): string {
  if (!Number.isFinite(count)) return unknownText;
  if (count < 999_950) return fixed(count);
  if (count < 999_950_000) return `${(count / 1e6).toFixed(1)}${thinSpace}M`;
  return `${(count / 1e9).toFixed(1)}${thinSpace}G`;
}

/** `1 h 12 min`, `12 min 5 s`, `12.5 s`, `850 ms`: two parts at most. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return unknownText;
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${plain(seconds, 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return joined(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(seconds / 60);
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

const joined = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  `${grouped(String(large))} ${largeUnit}${small ? ` ${small} ${smallUnit}` : ''}`;

/** `1 unit`, `412 units`. */
export const counted = (count: number, word: string): string =>
  `${compactCount(count)} ${word}${count === 1 ? '' : 's'}`;

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
