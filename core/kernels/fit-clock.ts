import { medianInPlace } from './median.ts';

/** reference = a · own + b, in samples of each. */
export interface Clock {
  readonly a: number;
  readonly b: number;
}

export interface FittedClock extends Clock {
  /** Reference sample less `a · own + b` of every event, those left out of the fit included. */
  readonly residuals: Float64Array;
  /** 1 for the events that the line was fitted to. */
  readonly isUsed: Uint8Array;
}

/** Residuals beyond this many robust standard deviations are of another event, or of a pulse that was seen late. */
const cutoff = 6;
/** Whole samples scatter by half of one; nothing within this is an outlier, however regular the rest. */
const leastCut = 2;
const rounds = 10;

/**
 * The least-squares line through pairs of event times on two clocks, without events whose residual is beyond six robust
 * standard deviations (1.4826 × the median absolute residual), refitted until these stay the same. Throws RangeError for
 * fewer than two different times: one event gives no rate.
 */
export function fitClock(own: Float64Array, reference: Float64Array): FittedClock {
  if (own.length !== reference.length || new Set(own).size < 2)
    throw new RangeError(`a clock needs two events at least, got ${own.length} and ${reference.length}`);
  const isUsed = new Uint8Array(own.length).fill(1);
  const residuals = new Float64Array(own.length);
  let clock = leastSquares(own, reference, isUsed);
  for (let round = 0; round < rounds; round++) {
    residualsOf(clock, own, reference, residuals);
    const sizes = residuals.map(Math.abs);
    const limit = Math.max(leastCut, cutoff * 1.4826 * medianInPlace(sizes.slice()));
    let isSame = true;
    let kept = 0;
    const next = new Uint8Array(own.length);
    for (let i = 0; i < own.length; i++) {
      next[i] = sizes[i] <= limit ? 1 : 0;
      kept += next[i];
      if (next[i] !== isUsed[i]) isSame = false;
    }
    if (isSame || kept < 2) break;
    isUsed.set(next);
    clock = leastSquares(own, reference, isUsed);
  }
  residualsOf(clock, own, reference, residuals);
  return { ...clock, residuals, isUsed };
}

function residualsOf({ a, b }: Clock, own: Float64Array, reference: Float64Array, into: Float64Array): void {
  for (let i = 0; i < own.length; i++) into[i] = reference[i] - (a * own[i] + b);
}

/** Around the means, because hours of samples squared leave few digits for a drift of 1e-6. */
function leastSquares(own: Float64Array, reference: Float64Array, isUsed: Uint8Array): Clock {
  let count = 0;
  let meanOwn = 0;
  let meanReference = 0;
  for (let i = 0; i < own.length; i++) {
    if (!isUsed[i]) continue;
    count++;
    meanOwn += (own[i] - meanOwn) / count;
    meanReference += (reference[i] - meanReference) / count;
  }
  let products = 0;
  let squares = 0;
  for (let i = 0; i < own.length; i++) {
    if (!isUsed[i]) continue;
    products += (own[i] - meanOwn) * (reference[i] - meanReference);
    squares += (own[i] - meanOwn) ** 2;
  }
  const a = products / squares;
  return { a, b: meanReference - a * meanOwn };
}

/** Samples on the reference clock, to the nearest whole one; half-way ones to the even, as NumPy rounds. */
export function toReferenceClock(samples: Float64Array, { a, b }: Clock): Float64Array {
  const out = new Float64Array(samples.length);
  for (let i = 0; i < samples.length; i++) out[i] = roundHalfEven(a * samples[i] + b);
  return out;
}

function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest === 0.5) return down % 2 === 0 ? down : down + 1;
  return rest < 0.5 ? down : down + 1;
}
