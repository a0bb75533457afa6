import { choice, number, periods } from './params.ts';

/** Which spikes an analysis looks at. */
export const spikePeriods = periods({
  doc: 'Only spikes within these periods: start included, end not.',
  npyx: 'periods',
});

/** Which spikes follow another too soon to be counted. */
export const refractoryParams = {
  enforcedRpMs: number({
    default: 0,
    min: -1,
    doc: 'Drop spikes that follow another of their unit within this time; 0 drops repeated samples, -1 nothing.',
    npyx: 'enforced_rp',
  }),
  refractory: choice(['kept', 'npyx'], {
    default: 'kept',
    doc: 'Measure that time from the last spike kept, or as npyx from the spike before even if it was dropped.',
  }),
} as const;

/** What every analysis of spike trains lets one choose; `TrainChoice` holds the values. */
export const trainParams = { periodsS: spikePeriods, ...refractoryParams } as const;
