import { shankStarts } from './channel-rows.ts';
import type { Picture } from './picture.ts';
import { wordOf } from './pixel-paper.ts';
import { rowsOfUnit, spikesWithin } from './spike-stretches.ts';
import { rowToY, timeToX } from './view.ts';

/** A spike in an image, in pixels. */
export interface SpikeBar {
  readonly x: number;
  readonly widthPx: number;
  readonly top: number;
  readonly bottom: number;
  readonly color: number;
}

/**
 * In an image the colours of the traces are taken: spikes are brackets left of their stripes, with a rim of the paper's colour.
 * Of a unit whose brackets would hide half of its stripes, only their upper ends are left.
 */
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
    const barPx = Math.max(1, Math.round(1.5 * ratio));
    // Of all its spikes, so that a picture that moves does not change.
    const isDense = rateHz(unit.timesS) * view.spanS * (barPx + 2 * rimPx) > widthPx / 2;
    const top = middle - half;
    const bottom = isDense ? top + Math.min(2 * half, 3 * ratio) : middle + half;
    const own: SpikeBar[] = [];
    for (let i = from, before = Number.NaN; i < end; i++) {
      const x = Math.round(timeToX(view, widthPx, unit.timesS[i]!) - gap);
      // Thousands of spikes on a pixel are one.
      if (x !== before) own.push({ x, widthPx: barPx, top, bottom, color: unit.color });
      before = x;
    }
    return own;
  });
  const paper = wordOf(theme.paper);
  // Below all brackets, which may lie side by side.
  const rims = bars.map(({ x, widthPx: own, top, bottom }) => ({
    ...{ x: x - rimPx, widthPx: own + 2 * rimPx, top: top - rimPx, bottom: bottom + rimPx, color: paper },
  }));
  return [...rims, ...bars];
}

const rateHz = (timesS: Float64Array): number =>
  timesS.length < 2 ? 0 : timesS.length / (timesS[timesS.length - 1]! - timesS[0]!);
