import { normalBelow } from './gaussian.ts';
import { deviation, quantileOfSorted } from './moments.ts';

/** A·exp(−(x − mean)² / 2·sd²) at and above `cut`, 0 below it. */
export interface CutGaussian {
  readonly height: number;
  readonly mean: number;
  readonly sd: number;
  readonly cut: number;
  /** Share below the cut, Φ((cut − mean) / sd), rounded to 0.0001. */
  readonly belowCut: number;
}

/** Number of bins after Freedman and Diaconis 1981, as npyx counts them; Infinity where half the values are equal. */
export function freedmanDiaconisBins(sorted: Float64Array): number {
  const quartiles = quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25);
  const width = (2 * quartiles) / Math.cbrt(sorted.length);
  return width > 0 ? Math.trunc((sorted[sorted.length - 1] - sorted[0]) / width + 1) : Infinity;
}

/**
 * npyx's estimate of missed spikes: least squares between a histogram of the amplitudes and a Gaussian that is 0 below a
 * cut. As the model jumps there, its fit cannot move the cut from its start, the 1st percentile. Undefined where
 * the histogram would have 3 bins or fewer, where half the amplitudes are equal, or where no fit is found.
 */
export function fitCutGaussian(
  amplitudes: Float64Array,
  binCount = freedmanDiaconisBins(amplitudes.toSorted()),
): CutGaussian | undefined {
  if (!(binCount > 3 && binCount < 1e6)) return undefined;
  const sorted = amplitudes.toSorted();
  const [lowest, highest] = [sorted[0], sorted[sorted.length - 1]];
  const width = (highest - lowest) / binCount;
  const counts = new Float64Array(binCount);
  for (const value of sorted) counts[Math.min(binCount - 1, Math.floor((value - lowest) / width))]++;
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const fullest = [...counts.keys()].filter((i) => counts[i] === most);
  const cut = quantileOfSorted(sorted, 0.01);
  const points = [...counts.keys()]
    .map((i) => ({ x: lowest + (i + 0.5) * width, y: counts[i] }))
    .filter(({ x }) => x >= cut);
  const fitted = leastSquares(points, [
    most,
    fullest.reduce((sum, i) => sum + lowest + i * width, 0) / fullest.length,
    deviation(sorted),
  ]);
  if (!fitted) return undefined;
  const [height, mean, sd] = fitted;
  const belowCut = Math.round(1e4 * normalBelow((cut - mean) / sd)) / 1e4;
  return { height, mean, sd, cut, belowCut };
}

type Three = readonly [height: number, mean: number, sd: number];

/** Levenberg's damped steps with Marquardt's scaling until they no longer matter; undefined when they never settle. */
function leastSquares(points: readonly { x: number; y: number }[], start: Three): Three | undefined {
  const errorOf = ([height, mean, sd]: Three) =>
    points.reduce((sum, { x, y }) => sum + (y - height * Math.exp(-0.5 * ((x - mean) / sd) ** 2)) ** 2, 0);
  let now = start;
  let error = errorOf(now);
  let damping = 1e-3;
  for (let round = 0; round < 2000; round++) {
    const [height, mean, sd] = now;
    const normal = [0, 0, 0, 0, 0, 0];
    const slope = [0, 0, 0];
    for (const { x, y } of points) {
      const z = (x - mean) / sd;
      const bell = Math.exp(-0.5 * z * z);
      const a = bell;
      const b = (height * bell * z) / sd;
      const c = b * z;
      const rest = y - height * bell;
      normal[0] += a * a;
      normal[1] += a * b;
      normal[2] += a * c;
      normal[3] += b * b;
      normal[4] += b * c;
      normal[5] += c * c;
      slope[0] += a * rest;
      slope[1] += b * rest;
      slope[2] += c * rest;
    }
    const step = solved(normal, slope, damping);
    const next: Three = [height + step[0], mean + step[1], sd + step[2]];
    const nextError = errorOf(next);
    if (nextError <= error) {
      const settled = step.every((by, i) => Math.abs(by) <= 1e-10 * (Math.abs(next[i]) + 1e-10));
      now = next;
      error = nextError;
      damping = Math.max(1e-12, damping / 10);
      if (settled) return now;
    } else {
      damping *= 10;
      if (damping > 1e20) return Number.isFinite(error) ? now : undefined;
    }
  }
  return undefined;
}

/** Solves the symmetric 3 × 3 system with its diagonal raised by the damping. */
function solved(normal: readonly number[], slope: readonly number[], damping: number): Three {
  const [ab, ac, bc] = [normal[1], normal[2], normal[4]];
  const [aa, bb, cc] = [normal[0], normal[3], normal[5]].map((value) => value * (1 + damping) + 1e-300);
  const det = aa * (bb * cc - bc * bc) - ab * (ab * cc - bc * ac) + ac * (ab * bc - bb * ac);
  const [p, q, r] = slope;
  return [
    (p * (bb * cc - bc * bc) - ab * (q * cc - bc * r) + ac * (q * bc - bb * r)) / det,
    (aa * (q * cc - bc * r) - p * (ab * cc - bc * ac) + ac * (ab * r - q * ac)) / det,
    (aa * (bb * r - q * bc) - ab * (ab * r - q * ac) + p * (ab * bc - bb * ac)) / det,
  ];
}
