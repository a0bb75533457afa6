import type { Mark } from '../figure/figure.ts';
import { type CorrelogramParams, type Correlograms, refractoryMs } from './correlogram-params.ts';

/** Of a vertical axis. */
export type Ends = readonly [low: number, high: number];

/** What slow changes alone would give, and the band of chance around it. */
/** The band of a pair in the units of its axis; null without one. */
export function bandOf(
  { band, units, lagsMs, factors, offsets }: Correlograms,
  from: number,
  to: number,
): { readonly low: Float32Array; readonly high: Float32Array; readonly expected: Float32Array } | null {
  if (!band) return null;
  const pair = from * units.length + to;
  const placed = (counts: Float64Array) =>
    Float32Array.from(
      counts.subarray(pair * lagsMs.length, (pair + 1) * lagsMs.length),
      (count) => factors[pair]! * count + offsets[pair]!,
    );
  return { low: placed(band.low), high: placed(band.high), expected: placed(band.expected) };
}

export function bandMarks(
  result: Correlograms,
  { binMs }: CorrelogramParams,
  from: number,
  to: number,
): Mark[] {
  const band = bandOf(result, from, to);
  if (!band) return [];
  const x = { start: result.lagsMs[0]!, step: binMs };
  return [
    { kind: 'area', x, y0: band.low, y1: band.high, color: 'accent', opacity: 0.25 },
    { kind: 'line', x, y: band.expected, color: 'accent' },
  ];
}

export function evenMarks(
  values: Float64Array,
  { binMs, windowMs, style }: CorrelogramParams,
  own: boolean,
  series: number,
  [lowest, highest]: Ends,
): Mark[] {
  const half = (values.length - 1) / 2;
  const refractory = Math.min(refractoryMs, windowMs / 2);
  const band: Mark = {
    kind: 'area',
    x: { start: -refractory, step: 2 * refractory },
    y0: new Float32Array(2).fill(lowest),
    y1: new Float32Array(2).fill(highest),
    color: 'faint',
    opacity: 0.4,
  };
  const x = { start: -half * binMs, step: binMs };
  const y = Float32Array.from(values);
  const color = own ? { series } : ('neutral' as const);
  const line: Mark[] = [
    { kind: 'area', x, y0: new Float32Array(y.length).fill(lowest), y1: y, color, opacity: 0.5 },
    { kind: 'line', x, y, color },
  ];
  return [
    ...(own && highest > lowest ? [band] : []),
    ...(style === 'line' ? line : [{ kind: 'bars', x, y, width: binMs, color } as const]),
    { kind: 'rule', x: 0, color: 'muted', dash: true },
    ...(lowest < 0 ? [{ kind: 'rule', y: 0, color: 'muted' } as const] : []),
  ];
}

/** Positive lags solid, negative dashed, over one logarithmic axis of |lag|; the centre bin has no place on it. */
export function logMarks({ lagsMs }: Correlograms, values: Float64Array, own: boolean, row: number): Mark[] {
  const half = (lagsMs.length - 1) / 2;
  const x = Float32Array.from(lagsMs.subarray(half + 1));
  const color = own ? { series: row } : ('neutral' as const);
  const after: Mark = { kind: 'line', x, y: Float32Array.from(values.subarray(half + 1)), color };
  if (own) return [after];
  const before = Float32Array.from(values.subarray(0, half)).reverse();
  return [after, { kind: 'line', x, y: before, color: 'muted', dash: true }];
}
