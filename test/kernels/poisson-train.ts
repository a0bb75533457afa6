import { seededChoice } from '../../core/kernels/seeded-choice.ts';

/** `count` spikes at independent uniform samples: a Poisson train given its count. Ascending, no sample twice. */
export const poissonTrain = (count: number, sampleCount: number, seed: number): Float64Array =>
  Float64Array.from(seededChoice(sampleCount, count, seed));
