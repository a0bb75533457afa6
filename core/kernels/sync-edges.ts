/**
 * The changes of a 16-bit word over time, as many as there were and not one per sample. Invariant: `samples` ascend up
 * to `count`, and each word differs from the one before it; `first` is the word of the first sample, -1 before any.
 */
export interface WordChanges {
  first: number;
  last: number;
  count: number;
  samples: Float64Array;
  /** The word from that sample on. */
  words: Uint16Array;
}

export const noChanges = (): WordChanges => ({
  first: -1,
  last: -1,
  count: 0,
  samples: new Float64Array(256),
  words: new Uint16Array(256),
});

/**
 * Adds the changes of one column of `frames` (samples × `columnCount`), whose first row is sample `firstSample`. Called
 * for one block after the other. Only the column is looked at, so that the rest of a block need not reach a core.
 */
export function addWordChanges(
  changes: WordChanges,
  frames: Int16Array | Float32Array,
  columnCount: number,
  column: number,
  firstSample: number,
): void {
  let { last } = changes;
  for (let at = column, sample = firstSample; at < frames.length; at += columnCount, sample++) {
    const word = frames[at] & 0xffff;
    if (word === last) continue;
    if (last === -1) changes.first = word;
    else push(changes, sample, word);
    last = word;
  }
  changes.last = last;
}

/**
 * The same for a voltage, as a word with one bit: 1 from the sample that reaches `high` until the one that falls below
 * `low`, so that noise around one threshold is not counted as pulses.
 */
export function addThresholdChanges(
  changes: WordChanges,
  frames: Int16Array | Float32Array,
  columnCount: number,
  column: number,
  firstSample: number,
  { high, low }: { readonly high: number; readonly low: number },
): void {
  let { last } = changes;
  for (let at = column, sample = firstSample; at < frames.length; at += columnCount, sample++) {
    const value = frames[at];
    const bit = value >= high ? 1 : value < low ? 0 : Math.max(0, last);
    if (bit === last) continue;
    if (last === -1) changes.first = bit;
    else push(changes, sample, bit);
    last = bit;
  }
  changes.last = last;
}

function push(changes: WordChanges, sample: number, word: number): void {
  if (changes.count === changes.samples.length) {
    const { samples, words } = changes;
    changes.samples = new Float64Array(2 * samples.length);
    changes.samples.set(samples);
    changes.words = new Uint16Array(2 * words.length);
    changes.words.set(words);
  }
  changes.samples[changes.count] = sample;
  changes.words[changes.count++] = word;
}

export interface BitEdges {
  readonly bit: number;
  /** The first sample with the bit up, and the first with it down again; a bit that is up at first has no onset there. */
  readonly onsets: Float64Array;
  readonly offsets: Float64Array;
}

/** The edges of every bit that changed, bit 0 first. */
export function edgesOfBits({ first, count, samples, words }: WordChanges): BitEdges[] {
  const ups = new Uint32Array(16);
  const downs = new Uint32Array(16);
  const eachEdge = (use: (bit: number, isUp: boolean, sample: number) => void) => {
    let before = first;
    for (let i = 0; i < count; i++) {
      const word = words[i];
      for (let bits = before ^ word; bits !== 0; bits &= bits - 1) {
        const bit = 31 - Math.clz32(bits & -bits);
        use(bit, ((word >> bit) & 1) === 1, samples[i]);
      }
      before = word;
    }
  };
  eachEdge((bit, isUp) => {
    (isUp ? ups : downs)[bit]++;
  });
  const onsets = Array.from(ups, (length) => new Float64Array(length));
  const offsets = Array.from(downs, (length) => new Float64Array(length));
  ups.fill(0);
  downs.fill(0);
  eachEdge((bit, isUp, sample) => {
    if (isUp) onsets[bit][ups[bit]++] = sample;
    else offsets[bit][downs[bit]++] = sample;
  });
  return onsets
    .map((on, bit) => ({ bit, onsets: on, offsets: offsets[bit] }))
    .filter(({ onsets, offsets }) => onsets.length + offsets.length > 0);
}
