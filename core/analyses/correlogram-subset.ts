import type { Correlograms } from './correlogram-params.ts';

/** The correlograms of some of the units, in the order of `places`: what computing them alone gives. */
export function correlogramsAmong(result: Correlograms, places: readonly number[]): Correlograms {
  const count = result.units.length;
  const size = result.lagsMs.length;
  const chosen = <T>(values: readonly T[]): T[] => places.map((place) => values[place]!);
  const ofPairs = (values: Float64Array, each: number): Float64Array => {
    const kept = new Float64Array(places.length ** 2 * each);
    places.forEach((from, row) => {
      places.forEach((to, column) => {
        const start = (from * count + to) * each;
        kept.set(values.subarray(start, start + each), (row * places.length + column) * each);
      });
    });
    return kept;
  };
  const { band } = result;
  return {
    ...result,
    units: chosen(result.units),
    spikeCounts: chosen(result.spikeCounts),
    channels: Int32Array.from(places, (place) => result.channels[place]!),
    violations: chosen(result.violations),
    chanceViolations: chosen(result.chanceViolations),
    values: ofPairs(result.values, size),
    factors: ofPairs(result.factors, 1),
    offsets: ofPairs(result.offsets, 1),
    coincidences: ofPairs(result.coincidences, 1),
    expectedCoincidences: ofPairs(result.expectedCoincidences, 1),
    peakZ: ofPairs(result.peakZ, 1),
    peakLagMs: ofPairs(result.peakLagMs, 1),
    band: band && {
      expected: ofPairs(band.expected, size),
      low: ofPairs(band.low, size),
      high: ofPairs(band.high, size),
    },
  };
}
