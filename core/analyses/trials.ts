import { steadyTrials, usualRule } from '../kernels/steady-trials.ts';
import { ParameterError } from '../model/errors.ts';
import { defineAnalysis } from './analysis.ts';
import { eventParams } from './event-params.ts';
import { recordedTogether, trialsOf } from './event-trials.ts';
import { type GatheredTrials, gatherTrials } from './gather-events.ts';
import { number, optionalNumber, periods } from './params.ts';
import { at, chosenSpikes } from './sorted-units.ts';
import { type SelectedTrials, trialsFigure, verdictTexts } from './trials-figure.ts';

export const trials = defineAnalysis({
  id: 'trials',
  version: 2,
  title: 'Trials',
  summary: 'Which events can be used as trials: those around which every selected unit fires steadily.',
  method:
    'With a unit’s mean interval I = recording of its probe / spikes, an event is used when around it, within the window (± 15 I, in which 30 spikes are expected, unless told otherwise), every unit fires at the given share of its mean rate at least and has no interval longer than the given number of I. Of two events nearer than the least gap the later is not used. Doublets are dropped first.',
  npyx: ['trial_selector'],
  target: 'units',
  needs: ['sorting'],
  params: {
    ...eventParams,
    minRateFraction: number({
      default: 0.1,
      min: 0,
      max: 1,
      doc: 'Part of its mean rate at which every unit must fire around an event.',
      npyx: 'mfr_frac',
    }),
    halfWindowMs: optionalNumber({
      min: 0.1,
      doc: 'How far on either side of the event; unless told so far that 30 spikes of a unit are expected.',
      npyx: 'window',
    }),
    maxIntervals: number({
      default: 50,
      min: 1,
      doc: 'A silence longer than so many mean intervals of a unit takes the trial away.',
      npyx: 'max_isi',
    }),
    minGapMs: number({
      default: 100,
      min: 0,
      doc: 'An event not later than this after the one before is not used.',
      npyx: 'min_iti',
    }),
    enforcedRpMs: number({
      default: 2,
      min: -1,
      doc: 'Spikes that follow another of their unit within this time do not count.',
      npyx: 'min_isi',
    }),
    periodsS: periods({ doc: 'Only events within these periods.', npyx: 'periods' }),
  },

  gather: (from, units, params): Promise<GatheredTrials> => gatherTrials(from, units, params),

  compute(inputs, params, { warn }): SelectedTrials {
    const { units, trains, kinds, sampleRateHz, sampleCount, firstSample = 0 } = inputs;
    const { enforcedRpMs, halfWindowMs, minRateFraction, maxIntervals, minGapMs, periodsS } = params;
    const recorded = recordedTogether(inputs, periodsS);
    const silent = units.filter((_, i) => trains[i]?.length === 0);
    if (silent.length > 0)
      throw new ParameterError(`units: ${silent.join(', ')} without spikes, so no trial is steady`);
    const chosen = trains.map((train) =>
      at(train, chosenSpikes(train, sampleRateHz, { periodsS: null, enforcedRpMs, refractory: 'kept' })),
    );
    const spans = inputs.spans ?? trains.map(() => [firstSample, sampleCount] as const);
    const rule = {
      ...usualRule(sampleRateHz),
      halfSamples: halfWindowMs === null ? null : (halfWindowMs * sampleRateHz) / 1000,
      minRateFraction,
      maxIntervals,
      minGap: (minGapMs * sampleRateHz) / 1000,
    };
    const events = kinds.map((kind) => {
      const { name, events: inside, indices, outsideCount } = trialsOf(kind, recorded);
      const { verdicts, rateFractions } = steadyTrials(chosen, inside, spans, rule);
      const used = verdicts.filter((verdict) => verdict === 0).length;
      if (outsideCount > 0)
        warn(`${outsideCount} events of '${name}' outside ${periodsS ? 'the periods' : 'the recording'}`);
      if (used === 0) warn(`none of the ${inside.length} trials of '${name}' can be used`);
      return {
        name,
        indices,
        timesS: inside.map((sample) => sample / sampleRateHz),
        verdicts,
        rateFractions,
      };
    });
    return { units, events, durationS: sampleCount / sampleRateHz };
  },

  draw: trialsFigure,

  toJson: ({ units, events }) => ({
    units,
    events: events.map(({ name, indices, timesS, verdicts, rateFractions }) => ({
      name,
      trialCount: indices.length,
      usedCount: verdicts.filter((verdict) => verdict === 0).length,
      trials: Array.from(indices, (index, i) => ({
        index,
        timeS: timesS[i],
        used: verdicts[i] === 0,
        rateFraction: rateFractions[i],
        ...(verdicts[i] === 0 ? {} : { reason: verdictTexts[verdicts[i] as 1 | 2 | 3] }),
      })),
    })),
  }),

  toTable: ({ events }) => ({
    event: events.flatMap(({ name, indices }) => Array<string>(indices.length).fill(name)),
    index: events.flatMap(({ indices }) => [...indices]),
    timeS: events.flatMap(({ timesS }) => [...timesS]),
    used: events.flatMap(({ verdicts }) => Array.from(verdicts, (verdict) => (verdict === 0 ? 1 : 0))),
    rateFraction: events.flatMap(({ rateFractions }) => [...rateFractions]),
  }),
});
