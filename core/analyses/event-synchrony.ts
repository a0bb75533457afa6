import { meanAround } from '../kernels/mean-around.ts';
import { deviation, mean } from '../kernels/moments.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import { defineAnalysis } from './analysis.ts';
import { binCount, edgeSamples, edgesMs, middlesMs } from './event-grid.ts';
import { eventParams } from './event-params.ts';
import { type EventSynchrony, eventSynchronyFigure } from './event-synchrony-figure.ts';
import { recordedStretches, trialsOf } from './event-trials.ts';
import { type GatheredEvents, gatherEvents } from './gather-events.ts';
import { countText } from './number-text.ts';
import { rowsOf } from './one-or-many.ts';
import { number, range } from './params.ts';
import { populationSynchrony } from './population-synchrony.ts';
import { populationParams, type UnitSynchrony } from './population-synchrony-params.ts';

interface Inputs extends GatheredEvents {
  readonly synchronies: readonly Pick<UnitSynchrony, 'unit' | 'samples' | 'fraction' | 'meanByChance'>[];
}

export const eventSynchrony = defineAnalysis({
  id: 'event-synchrony',
  version: 1,
  title: 'Synchrony around events',
  summary: 'Which share of the other selected units fires together with the spikes of a unit, around events.',
  method:
    'The fraction of Population synchrony at each spike of a unit, averaged over its spikes in each bin of a trial, and over the trials that have a spike there; the band is the standard error over these trials. By chance it is what independent units of these rates give.',
  npyx: ['get_processed_popsync', 'psth_fraction_pop_sync'],
  target: 'units',
  needs: ['sorting'],
  params: {
    ...eventParams,
    binMs: number({ default: 50, min: 0.01, max: 60_000, doc: 'Bin width.', npyx: 'psthb' }),
    windowMs: range({
      default: [-500, 1000],
      doc: 'Around each event: start included, end not; a whole number of bins.',
      npyx: 'psthw',
    }),
    ...populationParams,
  },

  async gather(from, units, params): Promise<Inputs> {
    const events = await gatherEvents(from, params);
    const own = Object.fromEntries(
      Object.keys(populationParams).map((name) => [name, params[name as keyof typeof populationParams]]),
    );
    const found = await from.resultOf(populationSynchrony, units, own);
    const synchronies = found.units.map(({ unit, samples, fraction, meanByChance }) => ({
      ...{ unit, samples, fraction, meanByChance },
    }));
    return { ...events, synchronies };
  },

  compute(
    { synchronies, kinds, sampleRateHz, sampleCount, firstSample },
    { binMs, windowMs, periodsS },
    { warn, signal },
  ) {
    if (!windowMs) throw new ParameterError('windowMs: none given, expected two ends such as -500:1000');
    const count = binCount('windowMs', windowMs, binMs, sampleRateHz);
    const edges = edgesMs(windowMs[0], count, binMs);
    const recorded = recordedStretches(periodsS, sampleRateHz, sampleCount, firstSample);
    const trials = kinds.map((kind) => trialsOf(kind, recorded));
    for (const { name, outsideCount } of trials)
      if (outsideCount > 0)
        warn(
          `${countText(outsideCount, 'event')} of '${name}' outside ${periodsS ? 'the periods' : 'the recording'}`,
        );
    const fraction = new Float64Array(synchronies.length * trials.length * count);
    const sem = new Float64Array(fraction.length);
    synchronies.forEach(({ samples, fraction: known }, u) => {
      signal.throwIfAborted();
      const judged = [...samples.keys()].filter((k) => !Number.isNaN(known[k]));
      const times = Float64Array.from(judged, (k) => samples[k]!);
      const values = Float64Array.from(judged, (k) => known[k]!);
      trials.forEach(({ events }, k) => {
        const means = meanAround(times, values, events, edgeSamples(edges, sampleRateHz));
        for (let bin = 0; bin < count; bin++) {
          const ofTrials = Array.from(events, (_, trial) => means[trial * count + bin]!).filter(
            Number.isFinite,
          );
          const place = (u * trials.length + k) * count + bin;
          fraction[place] = mean(ofTrials);
          sem[place] = sampleDeviation(ofTrials) / Math.sqrt(ofTrials.length);
        }
      });
    });
    return {
      units: synchronies.map(({ unit }) => unit),
      byChance: synchronies.map(({ meanByChance }) => meanByChance),
      events: trials.map(({ name, events }) => ({ name, trialCount: events.length })),
      edgesMs: edges,
      fraction,
      sem,
    };
  },

  draw: eventSynchronyFigure,

  toJson({ units, events, edgesMs: edges, fraction, sem, byChance }) {
    const perUnit = (flat: Float64Array) => {
      const rows = rowsOf(flat, edges.length - 1);
      return units.map((_, u) => rows.slice(u * events.length, (u + 1) * events.length));
    };
    return {
      units,
      events,
      timesMs: middlesMs(edges),
      fraction: perUnit(fraction),
      sem: perUnit(sem),
      byChance,
    };
  },

  toArray: ({ units, events, edgesMs: edges, fraction }: EventSynchrony) => ({
    array: ndArray(fraction, units.length, events.length, edges.length - 1),
  }),
});

/** With n − 1; NaN for fewer than two. */
const sampleDeviation = (values: readonly number[]): number =>
  values.length < 2 ? Number.NaN : deviation(values) * Math.sqrt(values.length / (values.length - 1));
