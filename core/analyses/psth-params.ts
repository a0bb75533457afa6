import type { UnitId } from '../model/units.ts';
import { eventParams } from './event-params.ts';
import { choice, flag, names, number, optionalNumber, periods, range, text, type Values } from './params.ts';
import { refractoryParams } from './train-params.ts';

export const psthParams = {
  ...eventParams,
  binMs: number({ default: 10, min: 0.01, max: 60_000, doc: 'Bin width.', npyx: 'psthb' }),
  windowMs: range({
    default: [-1000, 1000],
    doc: 'Around each event: start included, end not; a whole number of bins.',
    npyx: 'psthw',
  }),
  smoothMs: number({
    default: 0,
    min: 0,
    max: 60_000,
    doc: 'Standard deviation of the kernel that smooths each trial; 0 for none. Npyx’s gsd counts bins.',
    npyx: 'gsd',
  }),
  kernel: choice(['gaussian', 'causal', 'none'], {
    default: 'gaussian',
    doc: 'Kernel of smoothMs: a normal density, or the half of it that looks back, so that nothing shows before it happens.',
    npyx: 'method',
  }),
  smoothing: choice(['trials', 'npyx'], {
    default: 'trials',
    doc: 'Smooth each trial with what was recorded beyond the window, or as npyx the finished curves, mirrored at its ends.',
  }),
  zscore: choice(['none', 'within', 'across'], {
    default: 'none',
    doc: 'Deviations from the baseline mean in its standard deviations: over bins of the trial average, or over bins of all trials.',
    npyx: 'zscoretype',
  }),
  subtractBaseline: flag({
    default: false,
    doc: 'Subtract the mean rate of the baseline.',
    npyx: 'bsl_subtract',
  }),
  baselineMs: range({
    doc: 'Baseline of zscore and subtractBaseline, relative to each event; the window before the event unless told.',
    npyx: 'bsl_window',
  }),
  trials: choice(['all', 'steady'], {
    default: 'all',
    doc: 'All events, or only those around which every selected unit fires steadily, as the analysis trials finds by its defaults.',
  }),
  removeEmptyTrials: flag({
    default: false,
    doc: 'Leave out trials in which the unit falls silent for 500 ms between spikes, as npyx does; biased for slow and for paused units.',
    npyx: 'remove_empty_trials',
  }),
  periodsS: periods({
    doc: 'Only events within these periods; what their windows reach beyond them counts as not recorded.',
    npyx: 'periods',
  }),
  ...refractoryParams,
  layout: choice(['auto', 'both', 'psth', 'raster', 'heatmap'], {
    default: 'auto',
    doc: 'Raster above PSTH, one of them, or a map of units by time per kind of event; auto draws both for up to 6 units and the map for more.',
    npyx: 'as_heatmap',
  }),
  transpose: flag({
    default: false,
    doc: 'Events in columns and units in rows.',
    npyx: 'transpose',
  }),
  overlapEvents: flag({
    default: false,
    doc: 'All kinds of events in one panel per unit.',
    npyx: 'overlap_events',
  }),
  linesMs: names({
    doc: 'Where dashed lines are drawn, relative to the event; at 0 unless told.',
    npyx: 'events_toplot',
  }),
  colors: names({
    of: 'color',
    doc: 'The name of a colour map that is parted among the kinds of events, or a colour such as #1f77b4 for each.',
    npyx: 'events_col',
  }),
  unitGroups: names({
    doc: 'A word for each unit in the order of the units; those with the same word have the same colour.',
    npyx: 'trains_col_groups',
  }),
  colormap: text({
    default: '',
    doc: 'Colours of the map; viridis, or RdBu_r around 0 for z-scores and changes, unless told.',
    npyx: 'cmap_str',
  }),
  yMin: optionalNumber({ doc: 'Lower end of the rate axis and of the map’s colours.', npyx: 'vmin' }),
  yMax: optionalNumber({ doc: 'Upper end of the rate axis and of the map’s colours.', npyx: 'vmax' }),
  center: optionalNumber({ doc: 'Value in the middle of the map’s colours.', npyx: 'center' }),
};

export type PsthParams = Values<typeof psthParams>;

/** Trials of one kind of event. */
export interface PsthEvents {
  readonly name: string;
  /** Trials that were used: the events within the recording and the periods. */
  readonly trialCount: number;
  /** Events around which not all units fire steadily, where only steady trials were asked for. */
  readonly unsteadyCount: number;
  /** Events outside the recording or the periods. */
  readonly outsideCount: number;
  /** Trials whose window reaches beyond the recording or the periods; they count for the bins that were recorded. */
  readonly incompleteCount: number;
}

/** Spikes around events for a raster, rows from 0 in the order of the trials drawn. */
export interface RasterRows {
  readonly lagsMs: Float32Array;
  readonly rows: Float32Array;
  readonly rowCount: number;
  /** Every how many-th trial is drawn. */
  readonly step: number;
}

export interface Psth {
  readonly units: readonly UnitId[];
  readonly events: readonly PsthEvents[];
  /** (units × events): how many trials each mean is over. */
  readonly trialsUsed: Float64Array;
  /** Bins + 1. */
  readonly edgesMs: Float64Array;
  /** (units × events × bins): rate in Hz, its change from baseline in Hz, or z; NaN where nothing was recorded. */
  readonly values: Float64Array;
  /** Its standard error over trials; NaN for fewer than two. */
  readonly sem: Float64Array;
  /** (units × events), rows of units; empty where no raster is drawn. */
  readonly rasters: readonly RasterRows[];
}

/** What the numbers of a PSTH are. */
export const quantityOf = ({ zscore, subtractBaseline }: PsthParams) =>
  zscore !== 'none'
    ? ({ quantity: 'z-score', label: 'rate', unit: 'z' } as const)
    : subtractBaseline
      ? ({ quantity: 'rate change', label: 'Δ rate', unit: 'Hz' } as const)
      : ({ quantity: 'rate', label: 'rate', unit: 'Hz' } as const);

/** More columns of panels cannot be read. */
export const mostUnits = 12;

/** `auto` decided: both up to six units, a map beyond. */
export const layoutOf = ({ layout }: PsthParams, unitCount: number) =>
  layout === 'auto' ? (unitCount > 6 ? 'heatmap' : 'both') : layout;
