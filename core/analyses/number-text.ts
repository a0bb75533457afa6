/** A number for people, three significant digits: `0.2`, `42`, `1234`, `−6.1`. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const rounded = size >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return String(rounded).replace('-', '−');
}

/** `12 345`. */
export const groupedText = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ' ');

/** `1 spike`, `12 spikes`. */
export const countText = (count: number, noun: string): string =>
  `${groupedText(count)} ${noun}${count === 1 ? '' : 's'}`;

/** The largest of 1, 2, 5 × 10ⁿ not above `value`: a length for a scale bar. */
export function roundLength(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [5, 2, 1].map((digit) => digit * power).find((length) => length <= value * (1 + 1e-12)) ?? power;
}
