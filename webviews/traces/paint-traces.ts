import { paintImage } from './paint-image.ts';
import { paintLines } from './paint-lines.ts';
import { drawnOf, type Picture } from './picture.ts';
import { newPaper, type Paper, paintColumn, wordOf } from './pixel-paper.ts';
import { spikeBars } from './spike-bars.ts';
import { type PixelColumns, pixelColumns } from './trace-pixels.ts';

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
