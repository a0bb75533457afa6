import type { MetricName, QualityMetrics } from '../../core/analyses/quality-params.ts';
import type { UnitTable } from '../../core/model/units.ts';
import type { Column } from './column.ts';
import { fixed, unknownText } from './format.ts';

/** What is known of the quality metrics: those of the sorting, and the signal-to-noise ratio, which takes raw data. */
export interface Quality {
  readonly fromSpikes?: QualityState;
  readonly fromRaw?: QualityState;
}
/** Absent while nobody wants them. */
export type QualityState = QualityMetrics | 'computing' | 'failed';
export type QualitySource = keyof Quality;

interface Facts {
  readonly id: string;
  readonly metric: MetricName;
  readonly title: string;
  readonly unit: string;
  readonly aliases: readonly string[];
  readonly doc: string;
  readonly decimals: number;
  /** Shares are shown in per cent. */
  readonly scale?: number;
  readonly source?: QualitySource;
}

const facts: readonly Facts[] = [
  {
    id: 'missed',
    metric: 'missedShare',
    title: 'Missed',
    unit: '%',
    aliases: ['missedshare', 'fn'],
    doc: 'Share of spikes too small to be found: what a Gaussian fitted to the amplitudes above their first percentile has below them (truncated maximum likelihood; Cohen 1950).',
    decimals: 1,
    scale: 100,
  },
  {
    id: 'cutoff',
    metric: 'amplitudeCutoff',
    title: 'Ampl cutoff',
    unit: '%',
    aliases: ['amplitudecutoff'],
    doc: 'Share of spikes below the lowest amplitude, from the mirrored upper flank of their histogram; 10 or less is usually asked for (Siegle, Jia et al. 2021).',
    decimals: 1,
    scale: 100,
  },
  {
    id: 'violratio',
    metric: 'isiViolationRatio',
    title: 'Viol ratio',
    unit: '',
    aliases: ['violationratio', 'isiviolationratio'],
    doc: 'Rate of intervals under 1.5 ms over the rate of the unit; 0.5 or less is usually asked for (Siegle, Jia et al. 2021, after Hill et al. 2011).',
    decimals: 2,
  },
  {
    id: 'llobet',
    metric: 'llobetContamination',
    title: 'Llobet',
    unit: '%',
    aliases: ['llobetcontamination'],
    doc: 'Share of spikes of many other neurons, from pairs of spikes within 1.5 ms (Llobet et al. 2022).',
    decimals: 1,
    scale: 100,
  },
  {
    id: 'range',
    metric: 'firingRangeHz',
    title: 'Rate range',
    unit: 'Hz',
    aliases: ['firingrange', 'raterange'],
    doc: '95th minus 5th percentile of the rate in bins of 10 s (Buccino et al. 2020).',
    decimals: 1,
  },
  {
    id: 'drift',
    metric: 'driftPeakToPeakUm',
    title: 'Drift',
    unit: 'µm',
    aliases: ['driftum', 'driftpeaktopeak'],
    doc: 'Highest minus lowest position of the unit in minutes, or tenths of a short recording (Steinmetz et al. 2021; Buccino et al. 2020).',
    decimals: 1,
  },
  {
    id: 'snr',
    metric: 'snr',
    title: 'SNR',
    unit: '',
    aliases: ['signaltonoise'],
    doc: 'Signal-to-noise ratio of the mean waveform on the peak channel, over waveforms read from the raw recording (Buccino et al. 2020).',
    decimals: 1,
    source: 'fromRaw',
  },
];

/** Columns whose values come when they are wanted; an ellipsis stands in for them until then. */
export function qualityColumns(table: UnitTable, quality: Quality): readonly Column[] {
  return facts.map(({ id, metric, decimals, scale = 1, source = 'fromSpikes', ...words }) => {
    const state = quality[source];
    const metrics = typeof state === 'object' ? state : null;
    const places = metrics && new Map(metrics.units.map((unit, i) => [unit, i]));
    const value = (row: number) => {
      const found = metrics?.[metric][places?.get(table.ids[row]!) ?? -1];
      return found === undefined || Number.isNaN(found) ? null : found * scale;
    };
    const absent = state === 'failed' ? unknownText : '…';
    return {
      ...words,
      id: `quality:${id}`,
      kind: 'number',
      widthPx: 46 + 5 * (words.title.length + words.unit.length),
      shown: false,
      pending: metrics === null && state !== 'failed',
      value,
      text: (row) => (metrics ? fixed(value(row), decimals) : absent),
    };
  });
}

/** Which metrics are needed for columns with these ids. */
export const qualitySources = (ids: Iterable<string>): ReadonlySet<QualitySource> => {
  const wanted = new Set(ids);
  return new Set(
    facts.flatMap(({ id, source = 'fromSpikes' }) => (wanted.has(`quality:${id}`) ? [source] : [])),
  );
};
