import type { UnitId } from '../model/units.ts';
import { binCountOf } from './correlogram-bins.ts';
import { namedUnits } from './sorted-units.ts';
import type { StackParams } from './stack-params.ts';

/** How a stack of correlograms is divided where it is larger than memory may hold: rows of sources, one after the other. */
export interface StackTiles {
  readonly shape: readonly [sources: number, targets: number, bins: number];
  readonly totalMb: number;
  /** The sources of each tile; one tile where the stack fits. */
  readonly sources: readonly (readonly UnitId[])[];
  readonly targets: readonly UnitId[];
}

/** Throws ParameterError for no units at all. */
export function stackTiles(
  chosen: readonly UnitId[],
  { sources: given, targets: also, pairs, mostMb, binMs, windowMs, binning }: StackParams,
): StackTiles {
  const sources = namedUnits(given ?? chosen);
  const targets = also ? namedUnits(also) : sources;
  const bins = binCountOf({ binMs, windowMs, binning, logBins: null });
  // Pairs are a single column: what would not fit has millions of them.
  if (pairs) {
    const all = given ?? chosen;
    const totalMb = (4 * all.length * bins) / 1e6;
    return { shape: [all.length, 1, bins], totalMb, sources: [all], targets };
  }
  const rowMb = (4 * targets.length * bins) / 1e6;
  const rows = Math.max(1, Math.floor(mostMb / rowMb));
  const tiles: (readonly UnitId[])[] = [];
  for (let first = 0; first < sources.length; first += rows) tiles.push(sources.slice(first, first + rows));
  return {
    shape: [sources.length, targets.length, bins],
    totalMb: rowMb * sources.length,
    sources: rowMb * sources.length <= mostMb ? [sources] : tiles,
    targets,
  };
}
