/** Edges of one line in time order: samples, and 1 where it went up, 0 where it went down. */
export interface EdgeTrain {
  readonly samples: Float64Array;
  readonly isOnset: Uint8Array;
}

/** Both kinds of edges in time order. */
export function edgeTrain(onsets: Float64Array, offsets: Float64Array): EdgeTrain {
  const samples = new Float64Array(onsets.length + offsets.length);
  const isOnset = new Uint8Array(samples.length);
  for (let i = 0, j = 0, k = 0; k < samples.length; k++) {
    const takesOnset = j >= offsets.length || (i < onsets.length && onsets[i] <= offsets[j]);
    isOnset[k] = takesOnset ? 1 : 0;
    samples[k] = takesOnset ? onsets[i++] : offsets[j++];
  }
  return { samples, isOnset };
}

export interface MatchedPulses {
  /** Positions of the same edges in both trains, ascending. */
  readonly own: Uint32Array;
  readonly reference: Uint32Array;
  /** Another alignment, a pulse or more away, fits as well: pulses at equal intervals do not tell. */
  readonly isAmbiguous: boolean;
}

export interface MatchOptions {
  /** Samples of the reference per sample of the own clock, as far as the headers tell. */
  readonly ratio: number;
  /** How far two edges may be apart and still be the same, reference samples. */
  readonly tolerance: number;
}

/** Clocks of recording systems differ by some 10 ppm; ten times that leaves room for a wrong header. */
const drift = 2e-4;
/** Edges over which an alignment is tried, and alignments that are followed to the end. */
const trialEdges = 120;
const trialStarts = 24;
const mostFollowed = 64;
/** An alignment that matches this share of the best one's edges is as good. */
const asGood = 0.97;

/**
 * Finds the edges that two clocks saw of the same pulses, by the pattern of their intervals: neither the starts need to
 * be the same nor does every pulse need to be in both trains. Of several alignments that fit equally (pulses at equal
 * intervals), the first pulse with the first when both have the same number, as npyx takes them, else the one in which
 * the clocks started closest together.
 */
export function matchPulses(own: EdgeTrain, reference: EdgeTrain, options: MatchOptions): MatchedPulses {
  const trials = tryAlignments(own, reference, options);
  const most = trials.reduce((high, { count }) => Math.max(high, count), 0);
  const isSameCount = onsetCount(own) === onsetCount(reference);
  const firsts = [firstOnset(own), firstOnset(reference)];
  const isFirstWithFirst = ({ offset }: Trial) =>
    isSameCount &&
    Math.abs(reference.samples[firsts[1]] - options.ratio * own.samples[firsts[0]] - offset) <=
      options.tolerance;
  const good = trials
    .filter(({ count }) => count >= asGood * most)
    .sort((a, b) => Math.abs(a.offset) - Math.abs(b.offset))
    .filter((trial, rank) => rank < mostFollowed || isFirstWithFirst(trial))
    .map((trial) => ({ ...trial, pairs: follow(own, reference, trial, options) }));
  const longest = good.reduce((high, { pairs }) => Math.max(high, pairs.length), 0);
  const best = good.filter(({ pairs }) => pairs.length >= asGood * longest);
  const chosen = best.find(isFirstWithFirst) ?? best[0];
  if (!chosen) return { own: new Uint32Array(), reference: new Uint32Array(), isAmbiguous: false };
  return {
    own: Uint32Array.from(chosen.pairs, ([i]) => i),
    reference: Uint32Array.from(chosen.pairs, ([, j]) => j),
    isAmbiguous: best.some(
      ({ offset }) => Math.abs(offset - chosen.offset) > 4 * options.tolerance + drift * Math.abs(offset),
    ),
  };
}

interface Trial {
  /** Reference sample less ratio × own sample, at the start. */
  readonly offset: number;
  readonly i: number;
  readonly j: number;
  /** Edges that matched among the first. */
  readonly count: number;
}

/** Every edge of the reference with some of the own ones, until one own edge has found an alignment that holds. */
function tryAlignments(own: EdgeTrain, reference: EdgeTrain, options: MatchOptions): Trial[] {
  const trials: Trial[] = [];
  const step = Math.max(1, Math.floor(own.samples.length / trialStarts));
  const possible = Math.min(trialEdges, own.samples.length, reference.samples.length);
  for (let i = 0; i < own.samples.length; i += i < 8 ? 1 : step) {
    let most = 0;
    for (let j = 0; j < reference.samples.length; j++) {
      if (own.isOnset[i] !== reference.isOnset[j]) continue;
      const count =
        walk(own, reference, i, j, 1, options, trialEdges) +
        walk(own, reference, i, j, -1, options, trialEdges) -
        1;
      if (count < 2) continue;
      trials.push({ offset: reference.samples[j] - options.ratio * own.samples[i], i, j, count });
      most = Math.max(most, count);
    }
    if (most >= 0.9 * possible) break;
  }
  return trials;
}

/** All pairs of an alignment, ascending. */
function follow(
  own: EdgeTrain,
  reference: EdgeTrain,
  { i, j }: Trial,
  options: MatchOptions,
): [number, number][] {
  const before: [number, number][] = [];
  const after: [number, number][] = [];
  walk(own, reference, i, j, -1, options, Number.POSITIVE_INFINITY, (a, b) => before.push([a, b]));
  walk(own, reference, i, j, 1, options, Number.POSITIVE_INFINITY, (a, b) => after.push([a, b]));
  return [...before.reverse(), ...after.slice(1)];
}

/**
 * Goes from a pair of edges through both trains and counts the pairs that lie within the tolerance of where the ones
 * before predict them, the first included. The prediction follows the drift, half of each difference at a time.
 */
function walk(
  own: EdgeTrain,
  reference: EdgeTrain,
  i: number,
  j: number,
  direction: 1 | -1,
  { ratio, tolerance }: MatchOptions,
  mostEdges: number,
  use: (i: number, j: number) => void = () => {},
): number {
  const { samples: left, isOnset: leftOnset } = own;
  const { samples: right, isOnset: rightOnset } = reference;
  let offset = right[j] - ratio * left[i];
  let last = right[j];
  let count = 0;
  let looked = 0;
  while (i >= 0 && j >= 0 && i < left.length && j < right.length && looked < mostEdges) {
    const ahead = right[j] - ratio * left[i] - offset;
    if (leftOnset[i] === rightOnset[j] && Math.abs(ahead) <= tolerance + drift * Math.abs(right[j] - last)) {
      use(i, j);
      count++;
      looked++;
      offset += ahead / 2;
      last = right[j];
      i += direction;
      j += direction;
    } else if (ahead * direction > 0) i += direction;
    else j += direction;
    // Most alignments are wrong, and are known to be after a few edges.
    if (++looked > 24 && count < looked / 6) break;
  }
  return count;
}

const onsetCount = ({ isOnset }: EdgeTrain): number => isOnset.reduce((sum, up) => sum + up, 0);
const firstOnset = ({ isOnset }: EdgeTrain): number => isOnset.indexOf(1);
