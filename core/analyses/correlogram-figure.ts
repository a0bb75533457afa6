import type { Figure, Mark, Panel } from '../figure/figure.ts';
import { type CorrelogramParams, type Correlograms, refractoryMs } from './correlogram-params.ts';
import { countText, numberText } from './number-text.ts';

/** Panels smaller than a twelfth of the figure cannot be read. */
const mostUnits = 12;

const axisOf = {
  hertz: ['rate', 'Hz'],
  counts: ['spikes', ''],
  pearson: ['correlation', ''],
  zscore: ['z', ''],
} as const;

/** Autocorrelograms down the diagonal in the units' colours, cross-correlograms above it: `234 → 241`. */
export function correlogramFigure(result: Correlograms, params: CorrelogramParams): Figure {
  const all = result.units.length;
  const units = result.units.slice(0, mostUnits);
  const panels = units.flatMap((_, row) =>
    units.slice(row).map((_, above) => panelOf(result, params, row, row + above, units.length)),
  );
  const [label, unit] = axisOf[params.normalize];
  return {
    title: all === 1 ? `Autocorrelogram of unit ${units[0]}` : `Correlograms of ${all} units`,
    subtitle: [
      params.logBins === null ? `bin ${numberText(params.binMs)} ms` : `${params.logBins} log bins`,
      `window ${numberText(params.windowMs)} ms`,
      unit || label,
      ...(params.binning === 'npyx' ? ['npyx bins'] : []),
    ].join(' · '),
    alt: altText(result, params, units.length),
    panels,
    grid: { rows: units.length, columns: units.length },
    notes: [
      units
        .map(
          (name, i) =>
            `${name}: ${numberText(result.violationPercent[i]!)} % of intervals under ${refractoryMs} ms`,
        )
        .join(' · '),
      ...(all > mostUnits ? [`The first ${mostUnits} of ${all} units are drawn; files hold all.`] : []),
    ],
  };
}

function panelOf(
  result: Correlograms,
  params: CorrelogramParams,
  row: number,
  column: number,
  count: number,
): Panel {
  const values = correlogramOf(result, row, column);
  const own = row === column;
  const highest = extreme(values, Math.max);
  const lowest = Math.min(0, extreme(values, Math.min));
  const [label, unit] = axisOf[params.normalize];
  const [from, to] = [result.units[row]!, result.units[column]!];
  return {
    row,
    column,
    title: own ? from : `${from} → ${to}`,
    ...(own ? { titleColor: { series: row } } : {}),
    corner: `${numberText(highest)}${unit && ` ${unit}`}`,
    x: {
      label: count === 1 ? 'lag' : '',
      unit: 'ms',
      domain:
        params.logBins === null
          ? [-params.windowMs / 2, params.windowMs / 2]
          : [params.binMs / 2, params.windowMs / 2],
      ...(params.logBins === null
        ? { ticks: [-params.windowMs / 2, 0, params.windowMs / 2] }
        : { scale: 'log' as const }),
      ...(own ? {} : { hidden: true }),
    },
    y: {
      label: own && count <= 3 ? label : '',
      unit: own && count <= 3 ? unit : '',
      domain: [lowest, highest > lowest ? highest * 1.12 : lowest + 1],
      ...(own ? {} : { hidden: true }),
    },
    marks:
      params.logBins === null
        ? evenMarks(values, params, own, row, highest)
        : logMarks(result, values, own, row),
  };
}

function evenMarks(
  values: Float64Array,
  { binMs, windowMs }: CorrelogramParams,
  own: boolean,
  row: number,
  highest: number,
): Mark[] {
  const half = (values.length - 1) / 2;
  const refractory = Math.min(refractoryMs, windowMs / 2);
  const band: Mark = {
    kind: 'area',
    x: { start: -refractory, step: 2 * refractory },
    y0: Float32Array.of(0, 0),
    y1: new Float32Array(2).fill(highest),
    color: 'faint',
    opacity: 0.4,
  };
  return [
    ...(own && highest > 0 ? [band] : []),
    {
      kind: 'bars',
      x: { start: -half * binMs, step: binMs },
      y: Float32Array.from(values),
      width: binMs,
      color: own ? { series: row } : 'neutral',
    },
    { kind: 'rule', x: 0, color: 'muted', dash: true },
  ];
}

/** Positive lags solid, negative dashed, over one logarithmic axis of |lag|; the centre bin has no place on it. */
function logMarks({ lagsMs }: Correlograms, values: Float64Array, own: boolean, row: number): Mark[] {
  const half = (lagsMs.length - 1) / 2;
  const x = Float32Array.from(lagsMs.subarray(half + 1));
  const color = own ? { series: row } : ('neutral' as const);
  const after: Mark = { kind: 'line', x, y: Float32Array.from(values.subarray(half + 1)), color };
  if (own) return [after];
  const before = Float32Array.from(values.subarray(0, half)).reverse();
  return [after, { kind: 'line', x, y: before, color: 'muted', dash: true }];
}

function altText(
  result: Correlograms,
  { binMs, windowMs, normalize }: CorrelogramParams,
  count: number,
): string {
  const unit = axisOf[normalize][1] || axisOf[normalize][0];
  const sentences = result.units.slice(0, count).flatMap((from, i) =>
    result.units.slice(i, count).map((to, above) => {
      const values = correlogramOf(result, i, i + above);
      const peak = values.indexOf(extreme(values, Math.max));
      const where = `peak ${numberText(values[peak] ?? Number.NaN)} ${unit} at ${numberText(result.lagsMs[peak] ?? Number.NaN)} ms`;
      return above === 0
        ? `Unit ${from}, ${countText(result.spikeCounts[i]!, 'spike')}: ${where}.`
        : `${from} to ${to}: ${where}.`;
    }),
  );
  return `Correlograms within ±${numberText(windowMs / 2)} ms, bins of ${numberText(binMs)} ms. ${sentences.join(' ')}`;
}

function correlogramOf({ units, lagsMs, values }: Correlograms, row: number, column: number): Float64Array {
  const start = (row * units.length + column) * lagsMs.length;
  return values.subarray(start, start + lagsMs.length);
}

/** NaN (an empty bin) is passed over. */
const extreme = (values: Float64Array, pick: (a: number, b: number) => number): number =>
  values.reduce((best, value) => (Number.isNaN(value) ? best : pick(best, value)), 0);
