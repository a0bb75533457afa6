import { type MeasureText, textWidth } from '../../core/figure/text-width.ts';

const measures = new Map<string, MeasureText>();

/** Widths of text in a font of the page, whose letters may be wider than the exported figure's; each text measured once. */
export function measureIn(fontFamily: string): MeasureText {
  const known = measures.get(fontFamily);
  if (known) return known;
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return textWidth;
  const widths = new Map<string, number>();
  const measure: MeasureText = (text, sizePx) => {
    const key = `${sizePx} ${text}`;
    const seen = widths.get(key);
    if (seen !== undefined) return seen;
    context.font = `${sizePx}px ${fontFamily}`;
    const { width } = context.measureText(text);
    if (widths.size > 5000) widths.clear();
    widths.set(key, width);
    return width;
  };
  measures.set(fontFamily, measure);
  return measure;
}
