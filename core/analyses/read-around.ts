import { isInputError } from '../model/errors.ts';
import type { RecordingReader } from '../model/recording.ts';
import { readStretch, type Stretch } from './clean-stretch.ts';
import type { Cleaning } from './cleaning.ts';

/** Samples [startSample, endSample) that could not be read, and the sentence that says why. */
export interface Gap {
  readonly startSample: number;
  readonly endSample: number;
  readonly message: string;
}

/** What is tried at once where a longer read has failed: 30 ms of a probe, less than a picture shows as a line. */
const pieceSamples = 1024;

/**
 * As `readStretch`, but a range of the file that cannot be read (bad sector, network drop, damaged chunk) is filled with the
 * last frame before it and told. Throws what was thrown where nothing at all of the stretch can be read.
 */
export async function readAround(
  reader: RecordingReader,
  cleaning: Pick<Cleaning, 'before' | 'behind'>,
  start: number,
  end: number,
  target: Int16Array,
  signal: AbortSignal,
): Promise<Stretch & { readonly gaps: readonly Gap[] }> {
  try {
    return { ...(await readStretch(reader, cleaning, start, end, target, signal)), gaps: [] };
  } catch (error) {
    if (!isInputError(error)) throw error;
    return readPieces(reader, cleaning, start, end, target, signal, error);
  }
}

async function readPieces(
  reader: RecordingReader,
  { before, behind }: Pick<Cleaning, 'before' | 'behind'>,
  start: number,
  end: number,
  target: Int16Array,
  signal: AbortSignal,
  reason: Error,
): Promise<Stretch & { readonly gaps: readonly Gap[] }> {
  const { columnCount, sampleCount } = reader.ref;
  const first = Math.max(0, start - before);
  const last = Math.min(sampleCount, end + behind);
  const gaps: Gap[] = [];
  for (let from = first; from < last; from += pieceSamples) {
    const to = Math.min(last, from + pieceSamples);
    const piece = target.subarray((from - first) * columnCount, (to - first) * columnCount);
    try {
      const { count } = await readStretch(reader, { before: 0, behind: 0 }, from, to, piece, signal);
      if (count < to - from) throw reason;
    } catch (error) {
      if (!isInputError(error)) throw error;
      const at = (from - first - 1) * columnCount;
      const held = at < 0 ? new Int16Array(columnCount) : target.slice(at, at + columnCount);
      for (let row = 0; row < piece.length; row += columnCount) piece.set(held, row);
      const before = gaps.at(-1);
      if (before?.endSample === from) gaps[gaps.length - 1] = { ...before, endSample: to };
      else gaps.push({ startSample: from, endSample: to, message: error.message });
    }
  }
  const unread = gaps.reduce((sum, gap) => sum + gap.endSample - gap.startSample, 0);
  if (unread === last - first) throw reason;
  return { count: last - first, from: start - first, to: end - first, gaps };
}
