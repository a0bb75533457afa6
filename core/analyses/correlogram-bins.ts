import { divide, exactRatio, floorRatio, multiply, type Ratio } from '../kernels/exact-ratio.ts';
import { centredBins, type LagBins, lagsPerBin, logarithmicBins, npyxBins } from '../kernels/lag-bins.ts';
import { baselineOf, toHertz } from '../kernels/normalize-correlogram.ts';
import { ParameterError } from '../model/errors.ts';
import type { CorrelogramParams } from './correlogram-params.ts';

export type BinChoice = Pick<CorrelogramParams, 'binMs' | 'windowMs' | 'binning' | 'logBins'>;

export interface Binning {
  readonly bins: LagBins;
  readonly lagsMs: Float64Array;
  /** What a count is divided by to become a rate. */
  readonly widthsMs: number | Float64Array;
  readonly remark?: string;
}

let latest: { readonly key: string; readonly binning: Binning } | undefined;

/**
 * Milliseconds to samples happens here and nowhere else; a window holds `2·⌊windowMs / 2·binMs⌋ + 1` bins. The latest table
 * is kept, for exact edges take a quarter of a millisecond; the lags, which become part of results, are the caller's own.
 * Throws ParameterError.
 */
export function binsOf(choice: BinChoice, sampleRateHz: number): Binning {
  const { binMs, windowMs, binning, logBins } = choice;
  const key = JSON.stringify([binMs, windowMs, binning, logBins, sampleRateHz]);
  if (latest?.key !== key) latest = { key, binning: newBins(choice, sampleRateHz) };
  return { ...latest.binning, lagsMs: latest.binning.lagsMs.slice() };
}

function newBins({ binMs, windowMs, binning, logBins }: BinChoice, sampleRateHz: number): Binning {
  const bin = divide(multiply(exactRatio(binMs), exactRatio(sampleRateHz)), exactRatio(1000));
  const samples = (binMs * sampleRateHz) / 1000;
  if (bin.numerator < bin.denominator)
    throw new ParameterError(
      `binMs: ${binMs} ms is below one sample, ${(1000 / sampleRateHz).toFixed(4)} ms at ${sampleRateHz} Hz`,
    );
  if (windowMs < binMs)
    throw new ParameterError(`windowMs: ${windowMs} ms is shorter than a bin of ${binMs} ms`);
  if (logBins !== null) return logBinsOf(logBins, binMs, windowMs, binning, sampleRateHz);

  const half = halfOf(binMs, windowMs);
  const lagsMs = Float64Array.from({ length: 2 * half + 1 }, (_, i) => timesBin(i - half, binMs));
  if (binning === 'centred')
    return { bins: centredBins(bin, half), lagsMs, widthsMs: binMs, ...uneven(bin, binMs, sampleRateHz) };
  const width = Math.ceil((sampleRateHz * binMs) / 1000);
  return {
    bins: npyxBins(width, Math.trunc((0.5 * windowMs) / binMs)),
    lagsMs,
    widthsMs: binMs,
    ...(width > samples + 1e-9
      ? {
          remark: `npyx bins are whole samples: ${width} instead of ${samples}, normalised as if ${binMs} ms`,
        }
      : {}),
  };
}

const halfOf = (binMs: number, windowMs: number): number =>
  floorRatio(divide(exactRatio(windowMs), multiply(exactRatio(2), exactRatio(binMs))));

/** How many bins a correlogram has, before any is made. */
export const binCountOf = ({ binMs, windowMs, logBins }: BinChoice): number =>
  2 * (logBins ?? halfOf(binMs, windowMs)) + 1;

/** m·bin without the last-digit noise of binary fractions: 0.6 and not 0.6000000000000001. */
const timesBin = (m: number, binMs: number): number => Number((m * binMs).toPrecision(12));

function uneven(bin: Ratio, binMs: number, sampleRateHz: number): { remark?: string } {
  const nearest = Math.round((binMs * sampleRateHz) / 1000);
  const exact = Number(bin.numerator) / Number(bin.denominator);
  // A calibrated rate such as 30000.03 Hz makes every bin uneven once in thousands of bins, which nobody can see.
  if (Math.abs(exact - nearest) < 0.01) return {};
  return {
    remark: `a bin of ${binMs} ms is ${Number(exact.toFixed(3))} samples, so bins hold ${Math.floor(exact)} or ${Math.ceil(exact)} lags`,
  };
}

function logBinsOf(
  logBins: number,
  binMs: number,
  windowMs: number,
  binning: string,
  sampleRateHz: number,
): Binning {
  if (!Number.isInteger(logBins))
    throw new ParameterError(`logBins: got ${logBins}, expected a whole number`);
  if (binning === 'npyx') throw new ParameterError('logBins: only with binning centred');
  const bins = logarithmicBins((binMs * sampleRateHz) / 2000, (windowMs * sampleRateHz) / 2000, logBins);
  const middle = (m: number) => (binMs / 2) * (windowMs / binMs) ** ((m - 0.5) / logBins);
  return {
    bins,
    lagsMs: Float64Array.from({ length: 2 * logBins + 1 }, (_, i) =>
      i === logBins ? 0 : Math.sign(i - logBins) * middle(Math.abs(i - logBins)),
    ),
    widthsMs: lagsPerBin(bins).map((lags) => (lags * 1000) / sampleRateHz || Number.NaN),
  };
}

export interface Normalization {
  readonly normalize: Exclude<CorrelogramParams['normalize'], 'mixte'>;
  readonly binning: CorrelogramParams['binning'];
}

/**
 * How counts become the unit that was asked for: value = (count − less) / over. Null for log bins in Hz, which have a width
 * each. Counts of a silent unit stay as they are.
 */
export function scaleOf(
  counts: Float64Array,
  { normalize, binning }: Normalization,
  widthsMs: number | Float64Array,
  fromCount: number,
  toCount: number,
): { readonly less: number; readonly over: number } | null {
  if (normalize === 'counts' || fromCount === 0 || toCount === 0) return { less: 0, over: 1 };
  if (normalize === 'pearson') return { less: 0, over: Math.sqrt(fromCount * toCount) };
  if (normalize === 'zscore') {
    const { mean, deviation } = baselineOf(counts, binning === 'npyx');
    return { less: mean, over: deviation };
  }
  return typeof widthsMs === 'number' ? { less: 0, over: fromCount * (widthsMs / 1000) } : null;
}

/** Counts in the unit that was asked for; those of a silent unit stay 0. */
export function scaled(
  counts: Float64Array,
  by: Normalization,
  widthsMs: number | Float64Array,
  fromCount: number,
  toCount: number,
): Float64Array {
  const scale = scaleOf(counts, by, widthsMs, fromCount, toCount);
  if (scale)
    return scale.over === 1 && scale.less === 0
      ? counts
      : counts.map((count) => (count - scale.less) / scale.over);
  return toHertz(
    counts,
    fromCount,
    (widthsMs as Float64Array).map((ms) => ms / 1000),
  );
}
