import type { Theme } from '../../core/figure/theme.ts';
import { mix } from '../ui/theme.ts';
import type { ChannelRow } from './channel-rows.ts';
import { type ImageRow, voltageColors } from './paint-image.ts';
import type { LineStyle, PaintedRow, SpikeStretch } from './paint-lines.ts';
import { wordOf } from './pixel-paper.ts';
import type { TraceSettings } from './settings.ts';
import { type ShownUnit, spikeStretches } from './spike-stretches.ts';
import type { TileStore } from './tile-store.ts';
import type { PixelColumns } from './trace-pixels.ts';
import { rowToY, type View } from './view.ts';

/** Everything that the picture of the traces is made of. */
export interface Picture {
  readonly store: Pick<TileStore, 'at'>;
  readonly level: number;
  readonly view: View;
  readonly rows: readonly ChannelRow[];
  readonly settings: TraceSettings;
  readonly units: readonly ShownUnit[];
  readonly sampleRateHz: number;
  readonly theme: Theme;
  /** Pixels of the screen per CSS pixel. */
  readonly ratio: number;
}

/** Low rows would make flat traces: below this height in CSS pixels they overlap instead, but only by so much of themselves. */
const fullRowPx = 16;
const overlap = 0.3;

/** Lines of lower rows would run into one grey. CSS pixels. */
const leastLinePx = 5;

/** How rows are shown: as a colour image, whatever was chosen, where they are too low for lines. Of the CSS pixels. */
export const shownMode = (
  { mode }: Pick<TraceSettings, 'mode'>,
  view: Pick<View, 'rowCount'>,
  heightPx: number,
): TraceSettings['mode'] => (heightPx > 0 && heightPx / view.rowCount < leastLinePx ? 'image' : mode);

/**
 * Whether the picture shows no more of a column than its value furthest from zero: half of what lines need. What was not
 * filtered lies far from zero, and is shown less its mean.
 */
export const needsFurthest = (mode: TraceSettings['mode'], { isFiltered }: TraceSettings): boolean =>
  mode === 'image' && isFiltered;

/** Of the CSS pixels. */
export function pxPerUvOf({ rowUv }: TraceSettings, view: View, heightPx: number): number {
  const rowPx = heightPx / view.rowCount;
  return Math.max(rowPx, Math.min(fullRowPx, (1 + overlap) * rowPx)) / rowUv;
}

/** ± what the colours of an image end at. */
export const limitUvOf = ({ rowUv }: TraceSettings): number => rowUv;

/** What a picture draws, whoever paints it. */
type Drawn = { readonly placeCount: number } & (
  | {
      readonly mode: 'lines';
      readonly rows: readonly PaintedRow[];
      readonly spikesOf: (place: number) => readonly SpikeStretch[];
      readonly style: LineStyle;
    }
  | {
      readonly mode: 'image';
      readonly rows: readonly ImageRow[];
      readonly colors: Uint32Array;
      readonly limitUv: number;
      readonly centred: boolean;
    }
);

/** Null where nothing is known yet. */
export function drawnOf(
  picture: Picture,
  pixels: PixelColumns,
  widthPx: number,
  heightPx: number,
): Drawn | null {
  const { view, rows, settings, units, theme, ratio } = picture;
  const columns = [...new Set(pixels.tiles)].find((tile) => tile !== undefined)?.window.columns;
  if (!columns) return null;
  const placeCount = columns.length;
  const placeOf = new Map(Array.from(columns, (column, place) => [column, place]));
  const seen = rows.flatMap((row, at) => {
    const place = placeOf.get(row.column);
    const isSeen = at + 1 > view.firstRow && at < view.firstRow + view.rowCount;
    return isSeen && place !== undefined ? [{ ...row, at, place }] : [];
  });
  const toY = (row: number) => rowToY(view, heightPx, row);
  const centred = !settings.isFiltered;
  if (shownMode(settings, view, heightPx / ratio) === 'image')
    return {
      mode: 'image',
      placeCount,
      rows: seen.map(({ at, place }) => ({ place, top: toY(at), bottom: toY(at + 1) })),
      colors: imageColors(theme),
      limitUv: limitUvOf(settings),
      centred,
    };
  const stretches = spikeStretches(units, rows, view, widthPx);
  const color = wordOf(mix(theme.text, theme.paper, theme.palette.startsWith('hc') ? 0.9 : 0.62));
  return {
    mode: 'lines',
    placeCount,
    rows: seen.map(({ at, place }) => ({ place, middle: toY(at + 0.5), color })),
    spikesOf: (place) => stretches.get(columns[place]!) ?? [],
    style: {
      pxPerUv: pxPerUvOf(settings, view, heightPx / ratio) * ratio,
      thickness: 1.1 * ratio,
      spikeThickness: 1.8 * ratio,
      centred,
    },
  };
}

const colorsOf = new Map<string, Uint32Array>();

export function imageColors({ paper, text, palette }: Theme): Uint32Array {
  const isDark = palette === 'dark' || palette === 'hc-dark';
  const [negative, positive] = isDark ? ['#4f9cf5', '#ee8a1a'] : ['#1f5fb4', '#c25e00'];
  const key = `${paper} ${text} ${palette}`;
  const known = colorsOf.get(key);
  if (known) return known;
  const colors = voltageColors(wordOf(paper), wordOf(negative), wordOf(positive), wordOf(text));
  colorsOf.set(key, colors);
  return colors;
}
