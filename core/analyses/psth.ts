import { ndArray } from '../model/nd-array.ts';
import { defineAnalysis } from './analysis.ts';
import { middlesMs } from './event-grid.ts';
import { type GatheredTrials, gatherTrials } from './gather-events.ts';
import { rowsOf } from './one-or-many.ts';
import { computePsth } from './psth-compute.ts';
import { psthFigure } from './psth-figure.ts';
import { checkLook } from './psth-look.ts';
import { psthParams, quantityOf } from './psth-params.ts';

export const psth = defineAnalysis({
  id: 'psth',
  version: 3,
  title: 'PSTH',
  summary:
    'Spikes around events: rasters, peri-stimulus time histograms with standard errors, maps of units by time.',
  method:
    'Spikes are counted in bins [edge, next edge) around each event; a bin counts for a trial when it was recorded. The rate is the mean over trials of count / bin width, the band its standard error, SD / √trials with n − 1. Smoothing convolves each trial’s counts, spikes beyond the window included, with a Gaussian cut at 4 SD (or its half that looks back), weights summing to one; the standard error is that of smoothed trials. z: rate less the mean of the baseline, over its SD: of the bins of the average (within), or of the bins of all trials (across). On a merged dataset trials count for the time in which a unit’s probe recorded.',
  npyx: ['summary_psth', 'psth_plot', 'raster_plot', 'align_times', 'get_processed_ifr', 'get_ifr'],
  target: 'units',
  needs: ['sorting'],
  params: psthParams,

  async gather(from, units, params): Promise<GatheredTrials> {
    const gathered = await gatherTrials(from, units, params);
    checkLook(params, gathered.units.length, gathered.kinds.length);
    return gathered;
  },

  compute: computePsth,

  draw: psthFigure,

  toJson({ units, events, trialsUsed, edgesMs, values, sem }, params) {
    const bins = edgesMs.length - 1;
    const perUnit = (flat: Float64Array) => {
      const rows = rowsOf(flat, bins);
      return units.map((_, u) => rows.slice(u * events.length, (u + 1) * events.length));
    };
    const { quantity, unit } = quantityOf(params);
    return {
      units,
      events,
      quantity,
      unit,
      timesMs: middlesMs(edgesMs),
      edgesMs: [...edgesMs],
      rateHz: perUnit(values),
      semHz: perUnit(sem),
      trialsUsed: rowsOf(trialsUsed, events.length),
    };
  },

  toArray: ({ units, events, edgesMs, values }) => ({
    array: ndArray(values, units.length, events.length, edgesMs.length - 1),
  }),

  toTable({ units, events, edgesMs, values, sem, trialsUsed }) {
    const times = middlesMs(edgesMs);
    const pairs = units.flatMap((unit) => events.map(({ name }) => ({ unit, name })));
    const repeated = <T>(of: (pair: { unit: string; name: string }, i: number) => T) =>
      pairs.flatMap((pair, i) => Array<T>(times.length).fill(of(pair, i)));
    return {
      unit: repeated(({ unit }) => unit),
      event: repeated(({ name }) => name),
      trials: repeated((_, i) => trialsUsed[i] as number),
      timeMs: Float64Array.from(pairs.flatMap(() => times)),
      rateHz: values,
      semHz: sem,
    };
  },
});
