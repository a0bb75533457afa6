import type { Affine, Item, MarkItem, PanelBox, Rect, TextItem } from './display-list.ts';
import type { Mark, Panel, Placement, Steps, TextMark } from './figure.ts';
import type { Setting } from './layout-setting.ts';
import { axisScale, compose, drawn, drawnDomain } from './scale.ts';
import { overlap, textItem } from './text-item.ts';
import { resolveColor, type Theme } from './theme.ts';

const identity: Placement = { x: 0, xScale: 1, y: 0, yScale: 1 };

/** The marks of a panel as items in the figure's order, and its text marks, as many as lie apart. */
export function layoutMarks(
  panel: Panel,
  index: number,
  { plot, toPixel }: PanelBox,
  setting: Setting,
): { items: Item[]; labels: TextItem[] } {
  const { theme, seriesSlots } = setting;
  const items: Item[] = [];
  const labels: TextItem[] = [];
  const overImage = panel.marks.some(({ kind }) => kind === 'image');
  const contrast = theme.palette.startsWith('hc');
  panel.marks.forEach((mark, position) => {
    const color = resolveColor(mark.color, theme, seriesSlots);
    const opacity = mark.opacity ?? 1;
    if (mark.kind === 'rule') {
      const points = rulePoints(panel, mark, toPixel, plot);
      const dash = mark.dash ?? false;
      const line = { kind: 'segments', points: points ?? [], width: theme.hairline } as const;
      // Over an image, and where bars are as bright as lines, gaps in the colour of the page keep a line visible.
      if (points && (overImage || contrast))
        items.push({ ...line, ...casing(theme, dash), opacity: 0.8 * opacity });
      if (points) items.push({ ...line, color, opacity, dash });
    } else if (mark.kind === 'text') {
      const label = textLabel(panel, mark, toPixel, plot, color, setting);
      if (label && !labels.some((other) => overlap(other, label))) labels.push(label);
    } else {
      const common = { panel: index, mark: position, color, opacity };
      const item = markItem(panel, mark, toPixel, setting);
      items.push({ ...item, ...common } as MarkItem);
    }
  });
  return { items, labels };
}

/** Between the dashes of a line, or on both sides of a whole one. */
const casing = ({ paper, hairline }: Theme, dash: boolean) =>
  ({ color: paper, width: dash ? hairline : hairline + 2, dash: false }) as const;

type DataMark = Exclude<Mark, { kind: 'rule' | 'text' }>;

function markItem(panel: Panel, mark: DataMark, toPixel: Affine, { lineWidth }: Setting) {
  const log = { x: panel.x.scale === 'log', y: panel.y.scale === 'log' };
  const place = mark.place ?? identity;
  // A logarithm is no affine transform: only then are arrays rewritten, placement included.
  const affine: Affine = compose(toPixel, {
    x: log.x ? 0 : place.x,
    xScale: log.x ? 1 : place.xScale,
    y: log.y ? 0 : place.y,
    yScale: log.y ? 1 : place.yScale,
  });
  const xs = <X extends Float32Array | Steps>(values: X, count: number): X | Float32Array =>
    log.x ? logOf(values, count, place.x, place.xScale) : values;
  const ys = (values: Float32Array) => (log.y ? logOf(values, values.length, place.y, place.yScale) : values);
  switch (mark.kind) {
    case 'line': {
      const pointCount = mark.pointCount ?? mark.y.length;
      const { width = 1.25, dash = false } = mark;
      return {
        kind: mark.kind,
        toPixel: affine,
        x: xs(mark.x, pointCount),
        y: ys(mark.y),
        pointCount,
        width: lineWidth ?? width,
        dash,
      };
    }
    case 'area':
      return {
        kind: mark.kind,
        toPixel: affine,
        x: xs(mark.x, mark.y0.length),
        y0: ys(mark.y0),
        y1: ys(mark.y1),
      };
    case 'bars': {
      const base = log.y ? Math.log10(Math.max(Number.MIN_VALUE, Math.min(...panel.y.domain))) : 0;
      return { kind: mark.kind, toPixel: affine, x: mark.x, y: ys(mark.y), width: mark.width, base };
    }
    case 'points': {
      const { size, shape = 'circle', hollow = false } = mark;
      return {
        kind: mark.kind,
        toPixel: affine,
        x: xs(mark.x, mark.y.length),
        y: ys(mark.y),
        size,
        shape,
        hollow,
      };
    }
    case 'image': {
      const { values, rows, columns, range, colormap, center } = mark;
      const ends = ([from, to]: readonly [number, number], isLog: boolean, offset: number, scale: number) =>
        (isLog
          ? [Math.log10(offset + scale * from), Math.log10(offset + scale * to)]
          : [from, to]) as readonly [number, number];
      return {
        kind: mark.kind,
        toPixel: affine,
        values,
        rows,
        columns,
        x: ends(mark.x, log.x, place.x, place.xScale),
        y: ends(mark.y, log.y, place.y, place.yScale),
        range,
        colormap,
        ...(center ? { center } : {}),
      };
    }
  }
}

/** log10 of placed values; NaN, which breaks lines and hides points, for what has no logarithm. */
function logOf(values: Float32Array | Steps, count: number, offset: number, scale: number): Float32Array {
  const at = (i: number) =>
    values instanceof Float32Array ? (values[i] as number) : values.start + i * values.step;
  return Float32Array.from({ length: count }, (_, i) => {
    const value = offset + scale * at(i);
    return value > 0 ? Math.log10(value) : Number.NaN;
  });
}

function rulePoints(
  panel: Panel,
  mark: Mark & { kind: 'rule' },
  toPixel: Affine,
  plot: Rect,
): number[] | null {
  const place = mark.place ?? identity;
  if (mark.x !== undefined) {
    const x = toPixel.x + toPixel.xScale * drawn(place.x + place.xScale * mark.x, panel.x);
    return x >= plot.x - 0.5 && x <= plot.x + plot.width + 0.5 ? [x, plot.y, x, plot.y + plot.height] : null;
  }
  if (mark.y === undefined) return null;
  const y = toPixel.y + toPixel.yScale * drawn(place.y + place.yScale * mark.y, panel.y);
  return y >= plot.y - 0.5 && y <= plot.y + plot.height + 0.5 ? [plot.x, y, plot.x + plot.width, y] : null;
}

/** Pixels beside its plot at which words of a mark still belong to it: numbers of channels stand there. */
const farOut = 24;
/** The size of words that have none of their own. */
const markTextSize = 10;

/** How far, in pixels, the words of text marks reach over the top of a plot of this height. */
export function textOverhang(panel: Panel, height: number): number {
  const scale = axisScale(drawnDomain(panel.y), height, -height);
  let most = 0;
  for (const mark of panel.marks) {
    if (mark.kind !== 'text') continue;
    const place = mark.place ?? identity;
    const y = scale.offset + scale.scale * drawn(place.y + place.yScale * mark.y, panel.y);
    if (y >= -2) most = Math.max(most, 0.75 * (mark.size ?? markTextSize) - y);
  }
  return most;
}

/** A text mark inside its plot's height, moved sideways into the figure; null when it does not belong there. */
function textLabel(
  panel: Panel,
  mark: TextMark,
  toPixel: Affine,
  plot: Rect,
  color: string,
  { measure, size }: Setting,
): TextItem | null {
  const place = mark.place ?? identity;
  const fontSize = mark.size ?? markTextSize;
  const anchor = mark.anchor ?? 'start';
  const font = { size: fontSize };
  const measured = measure(mark.text, font);
  const x = toPixel.x + toPixel.xScale * drawn(place.x + place.xScale * mark.x, panel.x);
  const y = toPixel.y + toPixel.yScale * drawn(place.y + place.yScale * mark.y, panel.y);
  if (!Number.isFinite(x) || !Number.isFinite(y) || measured > size.width - 2) return null;
  if (y < plot.y - 2 || y > plot.y + plot.height + fontSize) return null;
  if (x + measured < plot.x - farOut || x - measured > plot.x + plot.width + farOut) return null;
  const before = anchor === 'start' ? 0 : anchor === 'middle' ? measured / 2 : measured;
  const inside = Math.min(size.width - 1 - measured + before, Math.max(1 + before, x));
  const baseline = Math.min(size.height - 0.25 * fontSize, Math.max(fontSize * 0.8, y));
  return textItem(mark.text, { x: inside, y: baseline, anchor }, font, color, measure);
}
