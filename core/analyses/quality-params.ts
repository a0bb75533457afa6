import type { UnitId } from '../model/units.ts';
import { choice, flag, number, text, type Values } from './params.ts';
import { spikePeriods } from './train-params.ts';

export const qualityParams = {
  quality: text({
    default: 'all',
    doc: 'Only units with this label: good, mua, noise, unsorted or whatever the curator wrote; all for every unit.',
    npyx: 'quality',
  }),
  refractoryMs: number({
    default: 1.5,
    min: 0.01,
    max: 100,
    doc: 'Intervals shorter than this are violations.',
    npyx: 'isi_threshold',
  }),
  censoredMs: number({
    default: 0,
    min: 0,
    max: 100,
    doc: 'Time after a spike in which the sorter finds no other; what lies within it is dropped as found twice.',
    npyx: 'min_isi',
  }),
  presenceBinS: number({
    default: 60,
    min: 0.001,
    doc: 'Bin of the presence ratio; at most a hundredth of the observed time is taken, so that short recordings have bins too.',
  }),
  rateBinS: number({ default: 10, min: 0.001, doc: 'Bin of the firing range.' }),
  driftIntervalS: number({
    default: 60,
    min: 0.1,
    doc: 'Interval in which a unit’s position is told; at most a tenth of the recording is taken.',
  }),
  periodsS: spikePeriods,
  estimator: choice(['default', 'npyx'], {
    default: 'default',
    doc: 'Our definitions, or npyx’s: time from the first to the last spike of the recording, 99 presence bins divided by 100, the violation ratio over the rate of the whole train without its longest intervals, and censored spikes counted from the spike before even if it was dropped.',
  }),
  snr: flag({
    default: false,
    doc: 'Signal-to-noise ratio too, which reads waveforms of every unit from the raw recording.',
  }),
};
export type QualityParams = Values<typeof qualityParams>;

/** One number per unit in each, NaN where it cannot be told. Shares are between 0 and 1. */
export const metricNames = [
  'rateHz',
  'presenceRatio',
  'isiViolationShare',
  'isiViolationRatio',
  'hillContamination',
  'llobetContamination',
  'llobetLow',
  'llobetHigh',
  'amplitudeCutoff',
  'missedShare',
  'firingRangeHz',
  'driftPeakToPeakUm',
  'driftSdUm',
  'driftMadUm',
  'snr',
] as const;
export type MetricName = (typeof metricNames)[number];

export interface QualityMetrics extends Readonly<Record<MetricName, Float64Array>> {
  readonly units: readonly UnitId[];
  readonly groups: readonly string[];
  readonly spikeCount: Float64Array;
  readonly observedS: number;
}
