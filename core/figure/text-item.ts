import { turned } from './axis-ticks.ts';
import type { Rect, TextItem } from './display-list.ts';
import type { MeasureText } from './text-width.ts';
import type { TextFont } from './typeface.ts';

interface Place {
  readonly x: number;
  readonly y: number;
  readonly anchor: TextItem['anchor'];
  readonly turn?: number;
}

/** Words to draw, with the width that they take. */
export const textItem = (
  text: string,
  place: Place,
  font: TextFont,
  color: string,
  measure: MeasureText,
): TextItem => ({ kind: 'text', ...place, text, ...font, color, measured: measure(text, font) });

/** The corners of a line of text, turned as it is: from cap height to descent, beginning at its upper left. */
export function textCorners({
  x,
  y,
  size,
  anchor,
  measured,
  turn = 0,
}: TextItem): (readonly [x: number, y: number])[] {
  const start = anchor === 'start' ? 0 : anchor === 'middle' ? -measured / 2 : -measured;
  const [top, foot, end] = [-0.75 * size, 0.25 * size, start + measured];
  const { sin, cos } = turned(turn);
  const local = [[start, top] as const, [end, top] as const, [end, foot] as const, [start, foot] as const];
  return local.map(([along, down]) => [x + along * cos + down * sin, y - along * sin + down * cos]);
}

/** The upright box around a line of text. */
export function textBox(item: TextItem): Rect {
  const corners = textCorners(item);
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

export function overlap(a: TextItem, b: TextItem): boolean {
  const [p, q] = [textBox(a), textBox(b)];
  return p.x < q.x + q.width && q.x < p.x + p.width && p.y < q.y + q.height && q.y < p.y + p.height;
}
