import {
  addThresholdChanges,
  addWordChanges,
  edgesOfBits,
  noChanges,
  type WordChanges,
} from '../kernels/sync-edges.ts';
import type { LineEdges } from '../model/edges.ts';
import type { RecordingReader } from '../model/recording.ts';
import type { Computing } from './analysis.ts';
import type { SyncInputs } from './sync-params.ts';

/**
 * Bytes of one read: it stays in the processor's second cache, and there are enough of them under way to keep the disk
 * and two cores busy.
 */
const blockBytes = 2 ** 20;
const blocksAhead = 4;
const bitsPerWord = 16;

/** The edges of every line of a stream, in one pass over its raw file. Memory grows with the edges, not the length. */
export async function scanLines(
  { scan, edges }: SyncInputs,
  { open, signal, progress }: Pick<Computing, 'open' | 'signal' | 'progress'>,
): Promise<readonly LineEdges[]> {
  if (!scan) return edges;
  const { recording, wordColumns, analog } = scan;
  const words = wordColumns.map(noChanges);
  const voltages = analog.map(noChanges);
  const reader = await open(recording);
  try {
    await eachBlock(reader, { signal, progress }, (frames, firstSample) => {
      wordColumns.forEach((column, i) => {
        addWordChanges(words[i] as WordChanges, frames, recording.columnCount, column, firstSample);
      });
      analog.forEach(({ column, high, low }, i) => {
        const changes = voltages[i] as WordChanges;
        addThresholdChanges(changes, frames, recording.columnCount, column, firstSample, { high, low });
      });
    });
  } finally {
    await reader.close();
  }
  const named = (changes: WordChanges, nameOf: (bit: number) => string): LineEdges[] =>
    edgesOfBits(changes).map(({ bit, onsets, offsets }) => ({
      line: nameOf(bit),
      onsetSamples: onsets,
      offsetSamples: offsets,
    }));
  return [
    ...edges,
    ...words.flatMap((changes, i) => named(changes, (bit) => String(bitsPerWord * i + bit))),
    ...voltages.flatMap((changes, i) => named(changes, () => (analog[i] as { name: string }).name)),
  ];
}

/** Calls `use` with every block in order, while the next ones are being read into memory that is used again. */
async function eachBlock(
  reader: RecordingReader,
  { signal, progress }: Pick<Computing, 'signal' | 'progress'>,
  use: (frames: Int16Array | Float32Array, firstSample: number) => void,
): Promise<void> {
  const { columnCount, sampleCount } = reader.ref;
  // Compressed files come in chunks of a second, which many small reads would decode again and again.
  const perBlock = reader.readInto ? Math.max(1, Math.floor(blockBytes / 2 / columnCount)) : 30_000;
  const buffers = Array.from(
    { length: blocksAhead },
    () => new Int16Array(reader.readInto ? perBlock * columnCount : 0),
  );
  const read = async (first: number, buffer: Int16Array): Promise<Int16Array | Float32Array> => {
    const count = Math.min(perBlock, sampleCount - first);
    if (!reader.readInto) return reader.read(first, first + count, signal);
    const frames = buffer.subarray(0, count * columnCount);
    await reader.readInto(frames, first, signal);
    return frames;
  };
  const pending: Promise<Int16Array | Float32Array>[] = [];
  let next = 0;
  const start = () => {
    const reading = read(next, buffers[(next / perBlock) % blocksAhead] as Int16Array);
    // It is met in its turn, unless an earlier one fails first.
    reading.catch(() => {});
    pending.push(reading);
    next += perBlock;
  };
  let told = 0;
  try {
    for (let first = 0; first < sampleCount; first += perBlock) {
      while (next < sampleCount && pending.length < blocksAhead) start();
      signal.throwIfAborted();
      use(await (pending.shift() as Promise<Int16Array | Float32Array>), first);
      const done = (first + perBlock) / sampleCount;
      if (done - told < 0.01) continue;
      progress(Math.min(1, done));
      told = done;
    }
  } finally {
    await Promise.allSettled(pending);
  }
}
