import { type MeasureText, widthsIn } from '../../core/figure/text-width.ts';

const measures = new Map<string, MeasureText>();

/** Widths of text in a font of the page, whose letters may be wider than the exported figure's; each text measured once. */
export function measureIn(fontFamily: string): MeasureText {
  const known = measures.get(fontFamily);
  if (known) return known;
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return widthsIn('arial');
  const widths = new Map<string, number>();
  const measure: MeasureText = (text, { size, bold }) => {
    const font = `${bold ? 'bold ' : ''}${size}px ${fontFamily}`;
    const key = `${font} ${text}`;
    const seen = widths.get(key);
    if (seen !== undefined) return seen;
    context.font = font;
    const { width } = context.measureText(text);
    if (widths.size > 5000) widths.clear();
    widths.set(key, width);
    return width;
  };
  measures.set(fontFamily, measure);
  return measure;
}
