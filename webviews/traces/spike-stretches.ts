import type { UnitSpikes } from '../../core/engine/engine-api.ts';
import { bisectLeft } from '../../core/kernels/bisect.ts';
import { type ChannelRow, nearRows } from './channel-rows.ts';
import type { SpikeStretch } from './paint-lines.ts';
import { timeToX, type View } from './view.ts';

/** A unit whose spikes are shown, in the colour it has elsewhere. */
export interface ShownUnit extends UnitSpikes {
  /** The word of its colour. */
  readonly color: number;
}

/** As much of the trace as is coloured around a spike. */
const beforeS = 0.0007;
const afterS = 0.0013;
/** Sites this near see the spike, too. */
const reachUm = 45;
/** So that a spike is seen however much is shown. */
const fewestPixels = 2;

/** The spikes within [startS, endS), as indices [from, end). */
export const spikesWithin = (timesS: Float64Array, startS: number, endS: number): [number, number] => {
  const from = bisectLeft(timesS, startS);
  return [from, bisectLeft(timesS, endS, from)];
};

/** The nearest spike of any of the units later (+1) or earlier (−1) than a moment; null where there is none. */
export function nextSpike(units: readonly UnitSpikes[], timeS: number, direction: 1 | -1): number | null {
  const found = units.flatMap(({ timesS }) => {
    // Half a sample: the moment is mostly that of a spike itself.
    const place = direction > 0 ? bisectLeft(timesS, timeS + 1e-5) : bisectLeft(timesS, timeS - 1e-5) - 1;
    const next = timesS[place];
    return next === undefined ? [] : [next];
  });
  if (found.length === 0) return null;
  return direction > 0 ? Math.min(...found) : Math.max(...found);
}

/** The row of a unit's largest channel, and those that see its spikes; null where it has none in this stream. */
export function rowsOfUnit(
  unit: UnitSpikes,
  rows: readonly ChannelRow[],
): { readonly peak: number; readonly all: readonly number[] } | null {
  const peak = rows.findIndex(({ column }) => column === unit.peakColumn);
  return peak === -1 ? null : { peak, all: nearRows(rows, peak, reachUm) };
}

/** For each column of the file the stretches of its trace that are coloured, later units over earlier ones. */
export function spikeStretches(
  units: readonly ShownUnit[],
  rows: readonly ChannelRow[],
  view: View,
  widthPx: number,
): Map<number, SpikeStretch[]> {
  const stretches = new Map<number, SpikeStretch[]>();
  for (const unit of units) {
    const place = rowsOfUnit(unit, rows);
    if (!place) continue;
    const [from, end] = spikesWithin(unit.timesS, view.startS - afterS, view.startS + view.spanS + beforeS);
    const own: SpikeStretch[] = [];
    let lastMiddle = Number.NaN;
    for (let i = from; i < end; i++) {
      const timeS = unit.timesS[i]!;
      const first = Math.floor(timeToX(view, widthPx, timeS - beforeS));
      const last = Math.ceil(timeToX(view, widthPx, timeS + afterS));
      const middle = Math.round(timeToX(view, widthPx, timeS));
      const spare = last - first < fewestPixels;
      // Thousands of spikes on a pixel are one.
      if (spare && middle === lastMiddle) continue;
      lastMiddle = middle;
      own.push({
        from: spare ? middle - fewestPixels / 2 : first,
        end: spare ? middle + fewestPixels / 2 : last,
        color: unit.color,
      });
    }
    for (const row of place.all) {
      const { column } = rows[row]!;
      stretches.set(column, [...(stretches.get(column) ?? []), ...own]);
    }
  }
  return stretches;
}
