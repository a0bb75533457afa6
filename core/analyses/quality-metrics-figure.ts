import type { Figure } from '../figure/figure.ts';
import { histogramPanel } from './histogram-panel.ts';
import { countText, numberText } from './number-text.ts';
import type { MetricName, QualityMetrics, QualityParams } from './quality-params.ts';

interface Shown {
  readonly name: MetricName;
  readonly label: string;
  readonly unit: string;
  /** Shares are shown in per cent. */
  readonly scale?: number;
  /** What the Allen Institute asks of a unit: Siegle, Jia et al. 2021. */
  readonly limit?: number;
  readonly domain?: readonly [number, number];
}

const shown: readonly Shown[] = [
  { name: 'rateHz', label: 'rate', unit: 'Hz', domain: [0, 1] },
  { name: 'presenceRatio', label: 'present', unit: '%', scale: 100, limit: 90, domain: [0, 100] },
  { name: 'isiViolationRatio', label: 'violation ratio', unit: '', limit: 0.5 },
  { name: 'llobetContamination', label: 'from other neurons', unit: '%', scale: 100, domain: [0, 20] },
  { name: 'amplitudeCutoff', label: 'missed, by histogram', unit: '%', scale: 100, limit: 10 },
  { name: 'missedShare', label: 'missed, by Gaussian', unit: '%', scale: 100, domain: [0, 20] },
  { name: 'firingRangeHz', label: 'firing range', unit: 'Hz', domain: [0, 1] },
  { name: 'driftPeakToPeakUm', label: 'drift, peak to peak', unit: 'µm', domain: [0, 1] },
  { name: 'snr', label: 'signal to noise', unit: '', domain: [0, 1] },
];
const panelsPerRow = 4;

/** A distribution over the units for each metric that is known of at least one. */
export function qualityMetricsFigure(metrics: QualityMetrics, params: QualityParams): Figure {
  const known = shown.filter(({ name }) => metrics[name].some(Number.isFinite));
  const columns = Math.min(panelsPerRow, Math.max(1, known.length));
  const panels = known.map(({ name, label, unit, scale = 1, limit, domain }, i) => {
    const values = metrics[name].map((value) => value * scale).filter(Number.isFinite);
    const middle = medianOf(values);
    return {
      ...histogramPanel([{ values, color: 'accent' }], {
        row: Math.floor(i / columns),
        column: i % columns,
        label,
        unit,
        counted: 'units',
        ...(domain || limit !== undefined ? { domain: domain ?? [0, 1.2 * (limit ?? 1)] } : {}),
        marks: limit === undefined ? [] : [{ kind: 'rule', x: limit, color: 'warning', dash: true }],
      }),
      corner: `median ${numberText(middle)}${unit && ` ${unit}`}`,
    };
  });
  const sentences = known.map(({ name, label, unit, scale = 1 }) => {
    const values = metrics[name].map((value) => value * scale).filter(Number.isFinite);
    return `${label}: median ${numberText(medianOf(values))}${unit && ` ${unit}`} of ${countText(values.length, 'unit')}.`;
  });
  return {
    title: `Quality of ${countText(metrics.units.length, params.quality === 'all' ? 'unit' : `${params.quality} unit`)}`,
    subtitle: [
      `${numberText(metrics.observedS)} s`,
      `refractory ${numberText(params.refractoryMs)} ms`,
      ...(params.censoredMs > 0 ? [`censored ${numberText(params.censoredMs)} ms`] : []),
      ...(params.estimator === 'npyx' ? ['npyx’s definitions'] : []),
    ].join(' · '),
    alt: `Distributions of the quality metrics of ${countText(metrics.units.length, 'unit')}. ${sentences.join(' ')}`,
    panels,
    grid: { rows: Math.max(1, Math.ceil(known.length / columns)), columns },
    notes: [
      'Dashed: what the Allen Institute asks of a unit (present above 90 %, violation ratio below 0.5, missed below 10 %).',
    ],
  };
}

function medianOf(values: Float64Array): number {
  const ascending = values.slice().sort();
  const upper = ascending.length >> 1;
  if (ascending.length === 0) return Number.NaN;
  return ascending.length % 2 === 1
    ? (ascending[upper] as number)
    : ((ascending[upper - 1] as number) + (ascending[upper] as number)) / 2;
}
