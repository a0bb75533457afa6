import { type Computing, inParts } from './analysis.ts';
import { type Binning, scaled } from './correlogram-bins.ts';
import { type AllCounts, evenRanges, onePairCounts, pairCounts } from './pair-counting.ts';
import { flatWidths, type PairPeak, peakOf, peakOfPair } from './pair-peak.ts';
import type { Stack, StackParams } from './stack-params.ts';

/** What the rows of a stack are made of: places of units in `trains`, and their counts where all were counted at once. */
export interface StackRows {
  readonly sources: readonly number[];
  readonly targets: readonly number[];
  readonly trains: readonly Float64Array[];
  readonly counts: AllCounts | null;
  readonly binning: Binning;
  readonly params: StackParams;
}

/** Rows `first … last − 1` of the stack, written into shared memory. */
export interface FillPart extends StackRows {
  readonly kind: 'fill';
  readonly first: number;
  readonly last: number;
  /** Sources and targets are the same: the peak of (j, i) is that of (i, j), mirrored. */
  readonly isSquare: boolean;
  /** Absent where only the peaks are wanted. */
  readonly values: Float32Array | Uint32Array | null;
  readonly peakZ: Float32Array;
  readonly peakLagMs: Float32Array;
  readonly asymmetry: Float32Array;
}

/** Beyond this the cache keeps what figures need, and an array that is asked for is computed anew. */
export const keptBytes = 64e6;

/** The stack's values, where they are wanted, and the peak of each of its correlograms, on all threads. */
export async function fillStack(
  rows: StackRows,
  context: Computing,
): Promise<Pick<Stack, 'values' | 'peakZ' | 'peakLagMs' | 'asymmetry'>> {
  const { sources, targets, counts, binning, params } = rows;
  const pairs = sources.length * (params.pairs ? 1 : targets.length);
  const size = pairs * binning.lagsMs.length;
  const whole = params.normalize === 'counts' && (counts?.carries.length ?? 0) === 0;
  // What would not be kept is not written either, unless it is what was asked for.
  const wanted = context.whole || 4 * size <= keptBytes;
  const bytes = new SharedArrayBuffer(wanted ? 4 * size : 0);
  const values = wanted ? (whole ? new Uint32Array(bytes) : new Float32Array(bytes)) : null;
  const peakZ = new Float32Array(new SharedArrayBuffer(4 * pairs));
  const peakLagMs = new Float32Array(new SharedArrayBuffer(4 * pairs));
  const asymmetry = new Float32Array(new SharedArrayBuffer(4 * pairs));
  const told = { peakZ, peakLagMs, asymmetry };
  const isSquare = !params.pairs && String(sources) === String(targets);
  const parts = evenRanges(
    sources.map((_, row) => (isSquare && !values ? sources.length - row : 1)),
    4 * (context.threadCount ?? 1),
  ).map(([first, last]): FillPart => ({ kind: 'fill', first, last, isSquare, ...rows, values, ...told }));
  await inParts(context, (part: FillPart) => fillPart(part), parts);
  return { values, ...told };
}

export function fillPart(part: FillPart): null {
  const { sources, targets, trains, counts, binning, params, isSquare, values } = part;
  const { peakZ, peakLagMs, asymmetry } = part;
  const size = binning.lagsMs.length;
  const widths = flatWidths(binning.bins);
  const scratch = new Float64Array(size);
  const columns = params.pairs ? 1 : targets.length;
  const tell = (row: number, column: number, peak: PairPeak) => {
    const pair = row * columns + column;
    peakZ[pair] = peak.z;
    peakLagMs[pair] = binning.lagsMs[peak.bin] ?? Number.NaN;
    asymmetry[pair] = peak.asymmetry;
    if (!isSquare) return;
    const turned = column * columns + row;
    peakZ[turned] = peak.z;
    peakLagMs[turned] = binning.lagsMs[size - 1 - peak.bin] ?? Number.NaN;
    asymmetry[turned] = 0 - peak.asymmetry;
  };
  for (let row = part.first; row < part.last; row++)
    for (let column = isSquare && !values ? row : 0; column < columns; column++) {
      const [from, to] = [sources[row]!, targets[params.pairs ? row : column]!];
      if (!values && counts) {
        tell(row, column, from === to ? none : peakOfPair(counts, widths, from, to));
        continue;
      }
      const own = counts
        ? pairCounts(counts, from, to, scratch)
        : onePairCounts(trains, binning.bins, from, to);
      if (!isSquare || row <= column) tell(row, column, from === to ? none : peakOf(own, widths));
      if (!values) continue;
      const pair = row * columns + column;
      const lengths = [trains[from]!.length, trains[to]!.length] as const;
      const written = scaled(own, params, binning.widthsMs, ...lengths);
      // Setting one kind of array by another takes several times as long.
      for (let i = 0, at = pair * size; i < size; i++, at++) values[at] = written[i]!;
    }
  return null;
}

/** A unit with itself has no peak of a pair. */
const none: PairPeak = { z: Number.NaN, bin: -1, asymmetry: Number.NaN };
