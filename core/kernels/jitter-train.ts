import { randomBelow } from './seeded-choice.ts';

/**
 * A surrogate of a train: every spike but the first and the last is moved to a sample drawn uniformly between its two
 * neighbours in the original, so that slow changes of rate stay and precise times do not. Ascending; the train itself is
 * left as it is. The same seed gives the same surrogate.
 */
export function betweenNeighbours(train: Float64Array, seed: number): Float64Array {
  const below = randomBelow(seed);
  return train
    .map((sample, i) => {
      if (i === 0 || i === train.length - 1) return sample;
      const [before, after] = [train[i - 1], train[i + 1]];
      return before + below(after - before + 1);
    })
    .sort();
}

/**
 * A surrogate of a train: every spike is moved by a whole number of samples drawn uniformly from −`reach` to `reach`, so
 * that the rate over times longer than that stays and precise times do not. Ascending; the train itself is left as it is.
 * The same seed gives the same surrogate. Amarasingham et al. 2012, J. Neurophysiol. 107:517.
 */
export function jittered(train: Float64Array, reach: number, seed: number): Float64Array {
  const below = randomBelow(seed);
  return train.map((sample) => Math.abs(sample + below(2 * reach + 1) - reach)).sort();
}
