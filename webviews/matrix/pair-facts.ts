import { violationText } from '../../core/analyses/correlogram-notes.ts';
import {
  type CorrelogramParams,
  type Correlograms,
  normalizationOf,
  refractoryMs,
} from '../../core/analyses/correlogram-params.ts';
import { countText, numberText } from '../../core/analyses/number-text.ts';
import type { MatrixPair } from './matrix-geometry.ts';

const unitOf = { hertz: ' Hz', counts: ' in a bin', pearson: '', zscore: ' SD' } as const;

/** Of independent pairs at most one in twenty is farther from zero. */
const byChance = 1.96;

export const valuesOf = ({ values, units, lagsMs }: Correlograms, { from, to }: MatrixPair): Float64Array => {
  const start = (from * units.length + to) * lagsMs.length;
  return values.subarray(start, start + lagsMs.length);
};

/** The pair of different units that chance explains least; a unit with itself where there is one unit. */
export function strongestPair({ units, peakZ }: Correlograms): MatrixPair {
  let strongest: MatrixPair = { from: 0, to: units.length > 1 ? 1 : 0 };
  let most = 0;
  for (let from = 0; from < units.length; from++)
    for (let to = from + 1; to < units.length; to++) {
      const size = Math.abs(peakZ[from * units.length + to]!);
      if (!(size > most)) continue;
      most = size;
      strongest = { from, to };
    }
  return strongest;
}

/** `peak at 2.2 ms, 14 SD beyond chance`; `no peak or trough beyond chance`. */
export function peakText(z: number, lagMs: number, value = ''): string {
  if (!(Math.abs(z) >= byChance)) return 'no peak or trough beyond chance';
  return `${z < 0 ? 'trough' : 'peak'}${value && ` ${value}`} at ${numberText(lagMs)} ms, ${numberText(Math.abs(z))} SD beyond chance`;
}

/** Numbers and their units stay on one line. */
export const unbroken = (text: string): string =>
  text.replace(/(?<=[\d.])[ \u2009](?=\d{3}\b|[µm]m|ms|SD|Hz|lags?\b|spikes?\b)/g, '\u202f');

/** What is to be said of a pair, or of a unit with itself: `234 → 241 · peak 69 Hz at 2.2 ms, 14 SD beyond chance · …`. */
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
      violationText(result, from),
      countText(spikeCounts[from]!, 'spike'),
      `peak ${numberText(values[highest]!)}${unit} at ±${numberText(Math.abs(lagsMs[highest]!))} ms`,
    ].join(' · ');
  }
  const [z, lagMs] = [result.peakZ[place]!, result.peakLagMs[place]!];
  const value = values[lagsMs.indexOf(lagMs)] ?? Number.NaN;
  const lags = values.reduce((sum, each) => sum + (each - offsets[place]!) / factors[place]!, 0);
  const expected = result.expectedCoincidences[place]!;
  return [
    `${units[from]} → ${units[to]}`,
    peakText(z, lagMs, `${numberText(value)}${unit}`),
    ...(expected >= 0
      ? [
          `${numberText(result.coincidences[place]!)} within ±${refractoryMs} ms (${numberText(expected)} expected)`,
        ]
      : []),
    ...(Number.isNaN(lags) ? [] : [countText(Math.round(lags), 'lag')]),
  ].join(' · ');
}
