import { glyphWidth } from './glyph-widths.ts';
import type { TextFont, Typeface } from './typeface.ts';

/** For signs that are not known: an em, so that they are never cut. */
const unknown = 1000;

/** Width of a line of text in pixels. */
export type MeasureText = (text: string, font: TextFont) => number;

/** Widths in an embedded typeface. */
export const widthsIn =
  (typeface: Typeface): MeasureText =>
  (text, { size, bold = false }) => {
    let width = 0;
    for (const character of text) width += glyphWidth(character, typeface, bold) ?? unknown;
    return (width * size) / 1000;
  };

/** `text`, or as much of its beginning as fits with …; empty when not even two letters fit. */
export function elide(text: string, widthPx: number, font: TextFont, measure: MeasureText): string {
  if (measure(text, font) <= widthPx) return text;
  const characters = [...text];
  for (let length = characters.length - 1; length >= 2; length--) {
    const shorter = `${characters.slice(0, length).join('').trimEnd()}…`;
    if (measure(shorter, font) <= widthPx) return shorter;
  }
  return '';
}
