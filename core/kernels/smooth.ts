import bytes from '../wasm/kernel-sums.wasm';
import { wasmMemory } from './wasm-memory.ts';

interface Module {
  addKernels(
    places: number,
    values: number,
    count: number,
    weights: number,
    weightCount: number,
    row: number,
  ): void;
}
const withMemory = wasmMemory<Module>(bytes);

/** Kernels shorter than this are as fast in TypeScript. */
const fewestWeights = 16;
/** So many bins at a time, or four kernels: what is needed beside the signal does not grow with it. */
const leastTile = 2 ** 17;

/** Weights at offsets `first`, `first + 1`, …: out[i + offset] gets weight × in[i]. They sum to 1. */
export interface SmoothingKernel {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * A Gaussian of `sd` bins out to 4 SD. The causal one has no weight before its bin, so that a rate answers only to spikes
 * that have been; its weights fall from the bin itself on. Throws RangeError unless `sd` > 0.
 */
export function gaussianKernel(sd: number, causal = false): SmoothingKernel {
  if (!(sd > 0)) throw new RangeError(`smoothing by ${sd} bins`);
  const reach = Math.ceil(4 * sd);
  const first = causal ? 0 : -reach;
  const weights = Float64Array.from({ length: reach - first + 1 }, (_, i) => {
    const z = (first + i) / sd;
    return Math.abs(z) > 4 ? 0 : Math.exp(-0.5 * z * z);
  });
  const sum = weights.reduce((a, b) => a + b, 0);
  return { first, weights: weights.map((weight) => weight / sum) };
}

/**
 * `values` smoothed, of the same length. Beyond its ends the signal goes on as its mirror image, so that a symmetric
 * kernel keeps the sum. Bins of zero cost nothing, so that the time is spikes × kernel and not bins × kernel; in vector
 * instructions (core/wasm), with the same numbers as `plainSmooth`. `check` is called now and then, and may throw.
 */
export function smooth(
  values: ArrayLike<number>,
  kernel: SmoothingKernel,
  check: () => void = () => {},
): Float64Array {
  const n = values.length;
  const { first, weights } = kernel;
  const { length } = weights;
  if (length < fewestWeights || n === 0) return plainSmooth(values, kernel);
  const tile = Math.min(n, Math.max(leastTile, 4 * length));
  const own = withMemory([
    4 * (tile + length),
    8 * (tile + length),
    8 * (length + 4),
    8 * (tile + 2 * length + 4),
  ]);
  if (!own) return plainSmooth(values, kernel);
  const { buffer, wasm } = own;
  const [atPlaces, atScales, atWeights, atRow] = own.addresses;
  const places = new Int32Array(buffer, atPlaces, tile + length);
  const scales = new Float64Array(buffer, atScales, tile + length);
  const row = new Float64Array(buffer, atRow, tile + 2 * length + 4);
  new Float64Array(buffer, atWeights, length).set(weights);
  const smoothed = new Float64Array(n);
  const reach = Math.max(-first, first + length - 1);
  for (let start = 0; start < n; start += tile) {
    check();
    let count = 0;
    // From the first place whose last weight falls into the tile to the last one whose first weight does.
    const last = Math.min(n + reach - 1, start + tile - 1 - first);
    for (let place = Math.max(-reach, start - first - length + 1); place <= last; place++) {
      const value = values[mirrored(place, n)];
      if (value === 0) continue;
      places[count] = place + first - start + length;
      scales[count++] = value;
    }
    wasm.addKernels(atPlaces, atScales, count, atWeights, length, atRow);
    smoothed.set(row.subarray(length, length + Math.min(tile, n - start)), start);
    row.fill(0);
  }
  return smoothed;
}

/** What `smooth` returns, without vector instructions: for short kernels, and the twin that tests trust. */
export function plainSmooth(values: ArrayLike<number>, { first, weights }: SmoothingKernel): Float64Array {
  const n = values.length;
  const smoothed = new Float64Array(n);
  const reach = Math.max(-first, first + weights.length - 1);
  for (let place = -reach; place < n + reach && n > 0; place++) {
    const value = values[mirrored(place, n)];
    if (value === 0) continue;
    const start = place + first;
    const end = Math.min(weights.length, n - start);
    for (let k = Math.max(0, -start); k < end; k++) smoothed[start + k] += value * weights[k];
  }
  return smoothed;
}

/** The position below `n` whose mirror image stands at `place`: -1 shows 0, `n` shows n − 1. */
function mirrored(place: number, n: number): number {
  if (place >= 0 && place < n) return place;
  const folded = ((place % (2 * n)) + 2 * n) % (2 * n);
  return folded < n ? folded : 2 * n - 1 - folded;
}
