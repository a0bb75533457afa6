import type { Theme } from '../../core/figure/theme.ts';
import { mix } from '../ui/theme.ts';
import { type ChannelRow, shankStarts } from './channel-rows.ts';
import { paintImage, voltageColors } from './paint-image.ts';
import { paintLines } from './paint-lines.ts';
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

/** Low rows would make flat traces: below this height they overlap instead. CSS pixels. */
const leastRowPx = 16;

/** Of the CSS pixels. */
export const pxPerUvOf = ({ rowUv }: TraceSettings, view: View, heightPx: number): number =>
  Math.max(leastRowPx, heightPx / view.rowCount) / rowUv;

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
    const pixelS = given.view.spanS / widthPx;
    const startS = Math.round(given.view.startS / pixelS) * pixelS;
    const picture = { ...given, view: { ...given.view, startS } };
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
function changedPixels(
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
  const { view, rows, settings, units, theme, ratio } = picture;
  const { widthPx, heightPx } = paper;
  const columns = [...new Set(pixels.tiles)].find((tile) => tile !== undefined)?.window.columns;
  if (!columns) return;
  const placeOf = new Map(Array.from(columns, (column, place) => [column, place]));
  const seen = rows.flatMap((row, at) => {
    const place = placeOf.get(row.column);
    const isSeen = at + 1 > view.firstRow && at < view.firstRow + view.rowCount;
    return isSeen && place !== undefined ? [{ ...row, at, place }] : [];
  });
  const toY = (row: number) => rowToY(view, heightPx, row);
  if (settings.mode === 'image') {
    const lines = seen.map(({ at, place }) => ({ place, top: toY(at), bottom: toY(at + 1) }));
    paintImage(
      paper,
      pixels,
      lines,
      imageColors(theme),
      limitUvOf(settings),
      !settings.isFiltered,
      from,
      end,
    );
    paintSpikeBars(paper, picture, from, end);
    return;
  }
  const stretches = spikeStretches(units, rows, view, widthPx);
  const color = wordOf(mix(theme.text, theme.paper, theme.palette.startsWith('hc') ? 0.9 : 0.62));
  paintLines(
    paper,
    pixels,
    seen.map(({ at, place }) => ({ place, middle: toY(at + 0.5), color })),
    (place) => stretches.get(columns[place]!) ?? [],
    {
      pxPerUv: pxPerUvOf(settings, view, heightPx / ratio) * ratio,
      thickness: 1.1 * ratio,
      spikeThickness: 1.8 * ratio,
      centred: !settings.isFiltered,
    },
    from,
    end,
  );
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

/** In an image the colours of the traces are taken: spikes are brackets left of their stripes. */
function paintSpikeBars(
  paper: Paper,
  { view, rows, units, ratio }: Picture,
  firstPx: number,
  endPx: number,
): void {
  const starts = new Set(shankStarts(rows));
  for (const unit of units) {
    const place = rowsOfUnit(unit, rows);
    if (!place) continue;
    let first = place.peak;
    let last = place.peak;
    while (place.all.includes(first - 1) && !starts.has(first)) first--;
    while (place.all.includes(last + 1) && !starts.has(last + 1)) last++;
    const middle = rowToY(view, paper.heightPx, (first + last + 1) / 2);
    const half = Math.max(4 * ratio, rowToY(view, paper.heightPx, last + 1) - middle);
    // Where the spike's flanks do not lie under it; it may itself lie beyond the end.
    const gap = Math.min((0.0009 / view.spanS) * paper.widthPx, 8 * ratio);
    const endS = view.startS + view.spanS * (1 + (gap + 1) / paper.widthPx);
    const [from, end] = spikesWithin(unit.timesS, view.startS, endS);
    for (let i = from; i < end; i++) {
      const x = Math.round(timeToX(view, paper.widthPx, unit.timesS[i]!) - gap);
      for (let wide = 0; wide < Math.max(1, Math.round(1.5 * ratio)); wide++)
        if (x + wide >= firstPx && x + wide < endPx)
          paintColumn(paper, x + wide, 256 * (middle - half), 256 * (middle + half), unit.color);
    }
  }
}
