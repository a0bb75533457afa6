import type { RecordingReader } from '../model/recording.ts';

/** Reads under way at once: enough to keep a disk busy while samples are worked on. */
const mostAhead = 8;
/** Samples of reads under way together, so that long windows do not fill the memory. */
const mostSamples = 2 ** 24;

/**
 * Reads ranges of frames one after the other and gives each to `use`, while the next ones are on their way. `use` is
 * called in the order of `spans`. Throws what a read throws, and the signal's reason when it is aborted.
 */
export async function readInTurn(
  reader: RecordingReader,
  spans: readonly (readonly [from: number, to: number])[],
  signal: AbortSignal,
  use: (raw: Int16Array | Float32Array) => void,
): Promise<void> {
  const longest = spans.reduce((most, [from, to]) => Math.max(most, to - from), 1);
  const ahead = Math.max(
    1,
    Math.min(mostAhead, Math.floor(mostSamples / (longest * reader.ref.columnCount))),
  );
  const pending: Promise<Int16Array | Float32Array>[] = [];
  let next = 0;
  const start = () => {
    const [from, to] = spans[next++]!;
    const read = reader.read(from, to, signal);
    // It is met in its turn, unless an earlier one fails first.
    read.catch(() => {});
    pending.push(read);
  };
  try {
    for (let turn = 0; turn < spans.length; turn++) {
      while (next < spans.length && pending.length < ahead) start();
      signal.throwIfAborted();
      use(await pending.shift()!);
    }
  } finally {
    // The file is closed by whoever opened it, once nothing reads it any more.
    await Promise.allSettled(pending);
  }
}
