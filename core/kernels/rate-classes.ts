import { bisectLeft } from './bisect.ts';
import { quantileOfSorted } from './moments.ts';

/**
 * The smoothed instantaneous rate of a train at some places, in spikes per bin. Between the mid-points around a spike the
 * rate is one over their distance, 0 before the first and after the last pair; it is averaged over `width` bins around
 * each place, of which fewer count at the ends of the train.
 *
 * `train` and `places` are bin numbers, ascending. The rate is integrated, not laid out bin by bin: memory and time are
 * those of the spikes, whatever the length of the recording.
 */
export function smoothedRate(
  train: ArrayLike<number>,
  places: ArrayLike<number>,
  width: number,
): Float64Array {
  const middles = new Float64Array(Math.max(0, train.length - 1));
  for (let i = 0; i < middles.length; i++) middles[i] = Math.floor((train[i] + train[i + 1]) / 2);
  // Spikes up to each mid-point: what the rate integrates to; two spikes in one bin have no distance and add nothing.
  const before = new Float64Array(middles.length);
  for (let i = 1; i < middles.length; i++) before[i] = before[i - 1] + (middles[i] > middles[i - 1] ? 1 : 0);
  const integral = (bin: number) => {
    const next = bisectLeft(middles, bin);
    if (next === 0) return 0;
    if (next === middles.length) return before[middles.length - 1];
    const part = (bin - middles[next - 1]) / (middles[next] - middles[next - 1]);
    return before[next - 1] + part * (before[next] - before[next - 1]);
  };
  const last = train.length > 0 ? train[train.length - 1] + 1 : 0;
  const half = Math.floor(width / 2);
  return Float64Array.from(places, (place) => {
    const start = Math.min(last, Math.max(0, place - half));
    const end = Math.min(last, Math.max(0, place - half + width));
    return end > start ? (integral(end) - integral(start)) / (end - start) : 0;
  });
}

/** Edges between classes of rate: its quantiles at k / (count + 1), k = 1 … count. */
export function rateEdges(rates: Float64Array, count: number): Float64Array {
  const sorted = rates.slice().sort();
  return Float64Array.from({ length: count }, (_, k) => quantileOfSorted(sorted, (k + 1) / (count + 1)));
}

/**
 * The first class whose edge is not below the rate; faster ones are in the last, which thus holds two shares.
 * Rates that differ from an edge by rounding only are at it.
 */
export const classOf = (rate: number, edges: Float64Array): number =>
  Math.min(edges.length - 1, bisectLeft(edges, rate - 1e-9 * Math.abs(rate)));
