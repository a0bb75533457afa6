import {
  type CorrelogramParams,
  type Correlograms,
  normalizationOf,
  refractoryMs,
} from '../../core/analyses/correlogram-params.ts';
import { countText, numberText } from '../../core/analyses/number-text.ts';
import { baselineOf } from '../../core/kernels/normalize-correlogram.ts';
import type { MatrixPair } from './matrix-geometry.ts';

const unitOf = { hertz: ' Hz', counts: '', pearson: '', zscore: ' SD' } as const;

/** The bin that is farthest from the mean of the outer 80 % of the window, and by how many of its SD. */
export function farthestBin(values: Float64Array): { readonly bin: number; readonly sd: number } {
  const { mean, deviation } = baselineOf(values);
  let bin = 0;
  for (let i = 1; i < values.length; i++)
    if (Math.abs(values[i]! - mean) > Math.abs(values[bin]! - mean)) bin = i;
  return { bin, sd: (values[bin]! - mean) / deviation };
}

export const valuesOf = ({ values, units, lagsMs }: Correlograms, { from, to }: MatrixPair): Float64Array => {
  const start = (from * units.length + to) * lagsMs.length;
  return values.subarray(start, start + lagsMs.length);
};

/** The pair of different units with the largest deviation; a unit with itself where there is one unit. */
export function strongestPair(result: Correlograms): MatrixPair {
  let strongest: MatrixPair = { from: 0, to: 0 };
  let most = 0;
  for (let from = 0; from < result.units.length; from++)
    for (let to = from + 1; to < result.units.length; to++) {
      const { sd } = farthestBin(valuesOf(result, { from, to }));
      if (Math.abs(sd) <= most) continue;
      most = Math.abs(sd);
      strongest = { from, to };
    }
  return strongest;
}

/** What is to be said of a pair, or of a unit with itself: `234 → 241 · 9 204 lags · peak 69 Hz at 2.2 ms, 14 SD · …`. */
export function pairFacts(
  result: Correlograms,
  params: Pick<CorrelogramParams, 'normalize'>,
  pair: MatrixPair,
): string {
  const { units, spikeCounts, lagsMs, factors, offsets } = result;
  const { from, to } = pair;
  const own = from === to;
  const values = valuesOf(result, pair);
  const unit = unitOf[normalizationOf(params.normalize, own)];
  const place = from * units.length + to;
  if (own) {
    const highest = values.reduce((best, value, bin) => (value > values[best]! ? bin : best), 0);
    return [
      `Unit ${units[from]}`,
      countText(spikeCounts[from]!, 'spike'),
      `peak ${numberText(values[highest]!)}${unit} at ±${numberText(Math.abs(lagsMs[highest]!))} ms`,
      `${countText(result.violations[from]!, 'interval')} under ${refractoryMs} ms, ${numberText(result.chanceViolations[from]!)} by chance`,
    ].join(' · ');
  }
  const { bin, sd } = farthestBin(values);
  const lags = values.reduce((sum, value) => sum + (value - offsets[place]!) / factors[place]!, 0);
  const expected = result.expectedCoincidences[place]!;
  return [
    `${units[from]} → ${units[to]}`,
    ...(Number.isNaN(lags) ? [] : [countText(Math.round(lags), 'lag')]),
    `${sd < 0 ? 'trough' : 'peak'} ${numberText(values[bin]!)}${unit} at ${numberText(lagsMs[bin]!)} ms, ${numberText(sd)} SD`,
    ...(expected >= 0
      ? [
          `${numberText(result.coincidences[place]!)} within ±${refractoryMs} ms, ${numberText(expected)} expected`,
        ]
      : []),
  ].join(' · ');
}
