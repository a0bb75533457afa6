import type { RecordingReader } from '../model/recording.ts';

/** Reads under way at once: enough to keep a disk busy while samples are worked on. */
const mostAhead = 8;
/** Samples of reads under way together, so that long windows do not fill the memory. */
const mostSamples = 2 ** 24;
/** Samples between two ranges that are read along rather than skipped: a read of its own takes longer. */
const gapSamples = 2 ** 15;
/** Samples of one read that serves several ranges. */
const mergedSamples = 2 ** 20;

type Span = readonly [from: number, to: number];
type Samples = Int16Array | Float32Array;

/** Ranges that are read at once. */
interface Read {
  readonly from: number;
  to: number;
  /** First of the spans in it, and the one after its last. */
  readonly first: number;
  end: number;
}

/**
 * Reads ranges of frames one after the other and gives each to `use`, while the next ones are on their way. `use` is
 * called in the order of `spans`; ranges that overlap or nearly touch are read once, when they come in the order of the
 * file. Throws what a read throws, and the signal's reason when it is aborted.
 */
export async function readInTurn(
  reader: RecordingReader,
  spans: readonly Span[],
  signal: AbortSignal,
  use: (raw: Samples) => void,
): Promise<void> {
  const { columnCount } = reader.ref;
  const reads = merged(spans, columnCount);
  const longest = reads.reduce((most, { from, to }) => Math.max(most, to - from), 1);
  const ahead = Math.max(1, Math.min(mostAhead, Math.floor(mostSamples / (longest * columnCount))));
  const pending: Promise<Samples>[] = [];
  let next = 0;
  const start = () => {
    const { from, to } = reads[next++]!;
    const read = reader.read(from, to, signal);
    // It is met in its turn, unless an earlier one fails first.
    read.catch(() => {});
    pending.push(read);
  };
  try {
    for (const { from, first, end } of reads) {
      while (next < reads.length && pending.length < ahead) start();
      signal.throwIfAborted();
      const raw = await pending.shift()!;
      for (let i = first; i < end; i++) {
        const [start, stop] = spans[i]!;
        use(raw.subarray((start - from) * columnCount, (stop - from) * columnCount));
      }
    }
  } finally {
    // The file is closed by whoever opened it, once nothing reads it any more.
    await Promise.allSettled(pending);
  }
}

function merged(spans: readonly Span[], columnCount: number): readonly Read[] {
  const reads: Read[] = [];
  for (const [i, [from, to]] of spans.entries()) {
    const last = reads.at(-1);
    const near = last && from >= last.from && (from - last.to) * columnCount <= gapSamples;
    if (last && near && (Math.max(last.to, to) - last.from) * columnCount <= mergedSamples) {
      last.to = Math.max(last.to, to);
      last.end = i + 1;
    } else reads.push({ from, to, first: i, end: i + 1 });
  }
  return reads;
}
