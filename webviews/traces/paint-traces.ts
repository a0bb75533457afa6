import type { Theme } from '../../core/figure/theme.ts';
import { mix } from '../ui/theme.ts';
import { type ChannelRow, shankStarts } from './channel-rows.ts';
import { type ImageRow, paintImage, voltageColors } from './paint-image.ts';
import { type LineStyle, type PaintedRow, paintLines, type SpikeStretch } from './paint-lines.ts';
import { newPaper, type Paper, paintColumn, wordOf } from './pixel-paper.ts';
import type { TraceSettings } from './settings.ts';
import { rowsOfUnit, type ShownUnit, spikeStretches, spikesWithin } from './spike-stretches.ts';
import type { TileStore } from './tile-store.ts';
import { type PixelColumns, pixelColumns } from './trace-pixels.ts';
import { rowToY, timeToX, type View } from './view.ts';

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

/**
 * Paints pictures on a paper of its own, each time the same: `widthPx` × `heightPx` pixels of the screen. Time begins at whole
 * pixels of the recording, so that whoever pans finds most of the picture painted, and only the rest is; of a picture that
 * comes in pieces each is painted once.
 */
export function tracePainter(): (given: Picture, widthPx: number, heightPx: number) => Paper {
  let paper = newPaper(0, 0);
  /** What is on it. */
  let painted: { readonly picture: Picture; readonly pixels: PixelColumns } | null = null;
  return (given, widthPx, heightPx) => {
    const { picture, pixelS } = atWholePixels(given, widthPx);
    const pixels = pixelColumns(picture.store, picture.view, widthPx, picture.sampleRateHz, picture.level);
    if (paper.widthPx !== widthPx || paper.heightPx !== heightPx) {
      paper = newPaper(widthPx, heightPx);
      painted = null;
    }
    const shift = painted && panned(painted.picture, picture, pixelS);
    const [from, end] =
      painted && shift !== null ? changedPixels(painted.pixels, pixels, shift, widthPx) : [0, widthPx];
    const isAnew = from === 0 && end === widthPx;
    // Means of what is seen change with every part of it.
    const isWhole = isAnew || (from < end && !picture.settings.isFiltered);
    if (shift && !isWhole) shiftPaper(paper, shift);
    painted = { picture, pixels };
    if (from === end) return paper;
    const [first, last] = isWhole ? [0, widthPx] : [from, Math.min(widthPx, end + 1)];
    clearColumns(paper, first, last, wordOf(picture.theme.paper));
    paintColumns(paper, picture, pixels, first, last);
    return paper;
  };
}

/** The picture that begins at the nearest whole pixel of the recording, the number of that, and how long a pixel is. */
export function atWholePixels(given: Picture, widthPx: number) {
  const pixelS = given.view.spanS / widthPx;
  const firstPx = Math.round(given.view.startS / pixelS);
  return { picture: { ...given, view: { ...given.view, startS: firstPx * pixelS } }, firstPx, pixelS };
}

/** By how many pixels a picture is another one further on; null where more has changed than time and what is known. */
function panned(before: Picture, now: Picture, pixelS: number): number | null {
  const isSame =
    before.view.spanS === now.view.spanS &&
    before.view.firstRow === now.view.firstRow &&
    before.view.rowCount === now.view.rowCount &&
    before.rows === now.rows &&
    before.settings === now.settings &&
    before.units === now.units &&
    before.theme === now.theme &&
    before.ratio === now.ratio;
  return isSame ? Math.round((now.view.startS - before.view.startS) / pixelS) : null;
}

/** Pixels [from, end) that do not come from where those came from that are `shift` further right; empty as [0, 0). */
export function changedPixels(
  before: PixelColumns,
  now: PixelColumns,
  shift: number,
  widthPx: number,
): [number, number] {
  const isSame = (x: number) =>
    x + shift >= 0 &&
    x + shift < widthPx &&
    before.tiles[x + shift] === now.tiles[x] &&
    before.next[x + shift] === now.next[x];
  let from = 0;
  while (from < widthPx && isSame(from)) from++;
  if (from === widthPx) return [0, 0];
  let end = widthPx;
  while (isSame(end - 1)) end--;
  return [from, end];
}

/** Moves what is painted. A row's end comes from the next row, and is painted over. */
function shiftPaper({ words }: Paper, shift: number): void {
  if (shift > 0) words.copyWithin(0, shift);
  else words.copyWithin(-shift, 0);
}

function clearColumns({ widthPx, heightPx, words }: Paper, from: number, end: number, word: number): void {
  for (let y = 0; y < heightPx; y++) words.fill(word, y * widthPx + from, y * widthPx + end);
}

function paintColumns(paper: Paper, picture: Picture, pixels: PixelColumns, from: number, end: number): void {
  const drawn = drawnOf(picture, pixels, paper.widthPx, paper.heightPx);
  if (!drawn) return;
  if (drawn.mode === 'lines') {
    paintLines(paper, pixels, drawn.rows, drawn.spikesOf, drawn.style, from, end);
    return;
  }
  const { rows, colors, limitUv, centred } = drawn;
  paintImage(paper, pixels, rows, colors, limitUv, centred, from, end);
  for (const bar of spikeBars(picture, paper.widthPx, paper.heightPx))
    for (let x = Math.max(from, bar.x); x < Math.min(end, bar.x + bar.widthPx); x++)
      paintColumn(paper, x, 256 * bar.top, 256 * bar.bottom, bar.color);
}

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

/** A spike in an image, in pixels. */
export interface SpikeBar {
  readonly x: number;
  readonly widthPx: number;
  readonly top: number;
  readonly bottom: number;
  readonly color: number;
}

/** In an image the colours of the traces are taken: spikes are brackets left of their stripes, with a rim of the paper's colour. */
export function spikeBars(
  { view, rows, units, ratio, theme }: Picture,
  widthPx: number,
  heightPx: number,
): SpikeBar[] {
  const starts = new Set(shankStarts(rows));
  const rimPx = Math.max(1, Math.round(ratio));
  const bars = units.flatMap((unit) => {
    const place = rowsOfUnit(unit, rows);
    if (!place) return [];
    let first = place.peak;
    let last = place.peak;
    while (place.all.includes(first - 1) && !starts.has(first)) first--;
    while (place.all.includes(last + 1) && !starts.has(last + 1)) last++;
    const middle = rowToY(view, heightPx, (first + last + 1) / 2);
    const half = Math.max(4 * ratio, rowToY(view, heightPx, last + 1) - middle);
    // Where the spike's flanks do not lie under it; it may itself lie beyond the end.
    const gap = Math.min((0.0009 / view.spanS) * widthPx, 8 * ratio);
    const endS = view.startS + view.spanS * (1 + (gap + 1 + rimPx) / widthPx);
    const [from, end] = spikesWithin(unit.timesS, view.startS, endS);
    return Array.from(unit.timesS.subarray(from, end), (timeS) => ({
      x: Math.round(timeToX(view, widthPx, timeS) - gap),
      widthPx: Math.max(1, Math.round(1.5 * ratio)),
      top: middle - half,
      bottom: middle + half,
      color: unit.color,
    }));
  });
  const paper = wordOf(theme.paper);
  // Below all brackets, which may lie side by side.
  const rims = bars.map(({ x, widthPx: own, top, bottom }) => ({
    ...{ x: x - rimPx, widthPx: own + 2 * rimPx, top: top - rimPx, bottom: bottom + rimPx, color: paper },
  }));
  return [...rims, ...bars];
}
