/**
 * Widths of the embedded font (Arimo, equal to Arial's) in thousandths of its size, from U+0020 to U+007E and for the
 * signs that figures use. A test compares them with the font file.
 */
const ascii = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const signs: Readonly<Record<string, number>> = {
  µ: 576,
  μ: 576,
  σ: 617,
  Δ: 668,
  '−': 584,
  '→': 1000,
  '←': 1000,
  '↔': 1000,
  '±': 549,
  '×': 584,
  '·': 333,
  '…': 1000,
  '°': 400,
  '–': 556,
  '—': 1000,
  '\u2009': 200,
  '\u202f': 200,
  '\u00a0': 278,
  '²': 333,
  '³': 333,
  '≥': 549,
  '≤': 549,
  '≈': 549,
  '•': 350,
};
/** For signs that are not in the table: an em, so that what is not known is never cut. */
const unknown = 1000;

/** Width of a line of text in pixels. */
export type MeasureText = (text: string, sizePx: number) => number;

export const textWidth: MeasureText = (text, sizePx) => {
  let width = 0;
  for (const character of text) {
    width += ascii[(character.codePointAt(0) as number) - 32] ?? signs[character] ?? unknown;
  }
  return (width * sizePx) / 1000;
};

/** `text`, or as much of its beginning as fits with …; empty when not even two letters fit. */
export function elide(text: string, widthPx: number, sizePx: number, measure: MeasureText): string {
  if (measure(text, sizePx) <= widthPx) return text;
  const characters = [...text];
  for (let length = characters.length - 1; length >= 2; length--) {
    const shorter = `${characters.slice(0, length).join('').trimEnd()}…`;
    if (measure(shorter, sizePx) <= widthPx) return shorter;
  }
  return '';
}
