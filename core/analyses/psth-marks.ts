import type { Color, Mark } from '../figure/figure.ts';
import { ParameterError } from '../model/errors.ts';
import { type Psth, type PsthParams, quantityOf } from './psth-params.ts';

/** Smoothed curves are lines through the middles of bins; others are stairs, as the bins are. */
const isSmoothed = ({ smoothMs, kernel }: PsthParams) => smoothMs > 0 && kernel !== 'none';

/** Mean with its band of standard errors, for each kind of event; for rates filled down to zero where there is one. */
export function psthMarks(
  { events, edgesMs, values, sem }: Psth,
  params: PsthParams,
  unit: number,
  kinds: readonly number[],
  color: (kind: number) => Color,
  [low, high]: readonly [number, number],
): Mark[] {
  const bins = edgesMs.length - 1;
  const smoothed = isSmoothed(params);
  const x = smoothed ? middles(edgesMs) : stairsX(edgesMs);
  const y = (curve: Float64Array) => (smoothed ? Float32Array.from(curve) : stairsY(curve));
  const isRate = quantityOf(params).quantity === 'rate';
  const zero: Mark[] =
    !isRate && low < 0 && high > 0 ? [{ kind: 'rule', y: 0, color: 'faint', dash: true }] : [];
  return [
    ...zero,
    ...kinds.flatMap((kind): Mark[] => {
      const start = (unit * events.length + kind) * bins;
      const mean = values.subarray(start, start + bins);
      const error = sem.subarray(start, start + bins).map((value) => (Number.isNaN(value) ? 0 : value));
      const curve = y(mean);
      const common = { x, color: color(kind) };
      return [
        ...(isRate && kinds.length === 1
          ? [
              {
                kind: 'area' as const,
                ...common,
                y0: new Float32Array(curve.length).fill(Math.max(0, low)),
                y1: curve,
                opacity: 0.22,
              },
            ]
          : []),
        {
          kind: 'area',
          ...common,
          y0: y(mean.map((value, i) => value - (error[i] as number))),
          y1: y(mean.map((value, i) => value + (error[i] as number))),
          opacity: 0.4,
        },
        { kind: 'line', ...common, y: curve, width: smoothed || bins <= 60 ? 1.5 : 1 },
      ];
    }),
  ];
}

const middles = (edges: Float64Array): Float32Array =>
  Float32Array.from(
    { length: edges.length - 1 },
    (_, i) => ((edges[i] as number) + (edges[i + 1] as number)) / 2,
  );

/** Both ends of every bin. */
const stairsX = (edges: Float64Array): Float32Array =>
  Float32Array.from({ length: 2 * (edges.length - 1) }, (_, i) => edges[(i + 1) >> 1] as number);

const stairsY = (curve: Float64Array): Float32Array =>
  Float32Array.from({ length: 2 * curve.length }, (_, i) => curve[i >> 1] as number);

/** Spikes as ticks, one row per trial; kinds of events in one panel lie one after another. */
export function rasterMarks(
  { events, rasters }: Psth,
  unit: number,
  kinds: readonly number[],
  color: (kind: number) => Color,
): { marks: Mark[]; rowCount: number } {
  const marks: Mark[] = [];
  let rowCount = 0;
  for (const kind of kinds) {
    const raster = rasters[unit * events.length + kind];
    if (!raster) continue;
    const first = rowCount;
    marks.push({
      kind: 'points',
      shape: 'tick',
      x: raster.lagsMs,
      y: raster.rows.map((row) => first + row + 0.5),
      size: 0,
      color: color(kind),
    });
    rowCount += raster.rowCount;
  }
  // Rows of a raster about 120 pixels high, with a little air between few of them.
  const size = Math.min(7, Math.max(1.2, (0.85 * 120) / Math.max(1, rowCount)));
  return { marks: marks.map((mark) => ({ ...mark, size }) as Mark), rowCount };
}

/** The dashed lines: the event, and whatever else was asked for. */
export function lineMarks({ linesMs }: PsthParams): Mark[] {
  return (linesMs ?? ['0']).map((word) => ({ kind: 'rule', x: Number(word), color: 'muted', dash: true }));
}

/** The same scale for all kinds of events of a unit, so that they can be compared; `yMin` and `yMax` go before. */
export function valueDomain(
  { events, edgesMs, values, sem }: Psth,
  params: PsthParams,
  unit: number,
): [number, number] {
  const bins = edgesMs.length - 1;
  const from = unit * events.length * bins;
  let [low, high] = [0, 0];
  for (let i = from; i < from + events.length * bins; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const error = (sem[i] as number) || 0;
    low = Math.min(low, value - error);
    high = Math.max(high, value + error);
  }
  if (quantityOf(params).quantity === 'rate') low = 0;
  return limits(params, low * 1.05, high > low ? high * 1.08 : low + 1);
}

/** Throws ParameterError for limits the wrong way round. */
export function limits({ yMin, yMax }: PsthParams, low: number, high: number): [number, number] {
  const [from, to] = [yMin ?? low, yMax ?? high];
  if (from >= to) throw new ParameterError(`yMin: ${from} is not below yMax, ${to}`);
  return [from, to];
}
