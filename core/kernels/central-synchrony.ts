/**
 * What a symmetric measure of a correlogram needs, and what adds up over its two halves: sums over the central bins, and
 * sums and squares over the outer ones, which are taken for baseline.
 */
export interface CentralSums {
  readonly central: number;
  readonly outer: number;
  readonly outerSquares: number;
}

/** Bins on each side that belong to the centre and to the baseline: `centre` excluding the middle one. */
export interface CentralBins {
  readonly half: number;
  readonly centre: number;
  readonly outer: number;
}

/** The centre is as wide as `syncMs` allows, the baseline the outer `baseline` of the bins. */
export function centralBins(half: number, binMs: number, syncMs: number, baseline: number): CentralBins {
  const length = 2 * half + 1;
  return {
    half,
    centre: Math.floor(syncMs / (2 * binMs) + 1e-9),
    outer: Math.floor((length * baseline) / 2),
  };
}

/** Sums over one half of a correlogram, bins 0 … half; the middle bin may be divided between two halves. */
export function halfSums(counts: ArrayLike<number>, start: number, bins: CentralBins): CentralSums {
  let [central, outer, outerSquares] = [0, 0, 0];
  for (let m = 0; m <= bins.centre; m++) central += counts[start + m];
  for (let m = bins.half - bins.outer + 1; m <= bins.half; m++) {
    outer += counts[start + m];
    outerSquares += counts[start + m] ** 2;
  }
  return { central, outer, outerSquares };
}

export const addSums = (a: CentralSums, b: CentralSums): CentralSums => ({
  central: a.central + b.central,
  outer: a.outer + b.outer,
  outerSquares: a.outerSquares + b.outerSquares,
});

const centreCount = ({ centre }: CentralBins): number => 2 * centre + 1;

/** Mean z-score of the central bins, with the baseline's mean and SD; an SD of 0 counts as 1. */
export function centralZscore({ central, outer, outerSquares }: CentralSums, bins: CentralBins): number {
  const mean = outer / (2 * bins.outer);
  const deviation = Math.sqrt(Math.max(0, outerSquares / (2 * bins.outer) - mean * mean)) || 1;
  return (central / centreCount(bins) - mean) / deviation;
}

/** Mean count of the central bins over that of the baseline; NaN where the baseline is empty. */
export function centralRatio({ central, outer }: CentralSums, bins: CentralBins): number {
  return outer > 0 ? central / centreCount(bins) / (outer / (2 * bins.outer)) : Number.NaN;
}

/** Pairs in the centre beyond those of the baseline, per spike of a train of `spikeCount`. */
export const centralExcess = (
  { central, outer }: CentralSums,
  bins: CentralBins,
  spikeCount: number,
): number => (central - (centreCount(bins) * outer) / (2 * bins.outer)) / spikeCount;
