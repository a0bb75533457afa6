import { mergedBinCount } from '../kernels/merge-bins.ts';
import { isInputError, ParameterError } from '../model/errors.ts';
import type { ConnectionsParams } from './connections-params.ts';
import { correlogramTest } from './connections-test.ts';

/** One width of bins at which pairs are tested. */
export interface Scale {
  /** How many bins of the correlogram are one. */
  readonly merged: number;
  readonly binMs: number;
  readonly bins: number;
  readonly consecutiveBins: number;
}

/**
 * The bins alone, and some of them together. Throws ParameterError when the test cannot be made of the bins alone; when it
 * cannot be made of merged ones, that is told and they are left out.
 */
export function scalesOf(
  params: ConnectionsParams,
  bins: number,
  warn: (message: string) => void,
): readonly Scale[] {
  const { mergedBins, binMs, kind } = params;
  if (mergedBins % 2 === 0)
    throw new ParameterError(
      `mergedBins: got ${mergedBins}, expected an odd number, so that the middle one is around lag zero`,
    );
  const scaleOf = (merged: number): Scale => {
    const width = Number((merged * binMs).toPrecision(12));
    return {
      merged,
      binMs: width,
      bins: mergedBinCount(bins, merged),
      // A pause after a complex spike lasts: 5 ms of bins in a row.
      consecutiveBins:
        kind === 'complex-spike-pause' ? Math.max(1, Math.floor(5 / width)) : params.consecutiveBins,
    };
  };
  const check = (scale: Scale) => correlogramTest({ ...params, ...scale }, scale.bins);
  const narrow = scaleOf(1);
  check(narrow);
  if (mergedBins === 1) return [narrow];
  const wide = scaleOf(mergedBins);
  try {
    check(wide);
    return [narrow, wide];
  } catch (error) {
    if (!isInputError(error)) throw error;
    warn(`mergedBins: bins of ${wide.binMs} ms are left out: ${error.message}`);
    return [narrow];
  }
}

/** Where in the window a run can begin. */
export const runCount = ({ bins, consecutiveBins }: Scale): number => bins - consecutiveBins - 1;
