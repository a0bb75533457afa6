import type { CleanShape, CleanSize, FrameCleaner } from '../kernels/clean-shape.ts';
import { frameCleaner } from '../kernels/frame-cleaner.ts';
import { FormatError } from '../model/errors.ts';
import type { RecordingReader } from '../model/recording.ts';
import type { Cleaning } from './cleaning.ts';

/** The memory of this thread: its next stretch is most often of the same kind. */
let kept: { readonly shape: string; readonly size: CleanSize; readonly cleaner: FrameCleaner } | undefined;

/** Of at least this size, or in the memory of the one before: new memory takes as long as cleaning half of what fits into it. */
function keptCleaner(given: CleanShape, size: CleanSize): FrameCleaner {
  const shape = JSON.stringify(given);
  if (kept?.shape !== shape || kept.size.stretch < size.stretch || kept.size.rows < size.rows) {
    kept?.cleaner.giveBack();
    kept = undefined;
    kept = { shape, size, cleaner: frameCleaner(given, size) };
  }
  return kept.cleaner;
}

/**
 * Memory for whoever waits for samples or for the disk meanwhile: another stretch that comes on this thread gets memory of its own. What
 * is given back is there for the next one.
 */
export function takeCleaner(
  shape: CleanShape,
  size: CleanSize,
): { readonly cleaner: FrameCleaner; giveBack(): void } {
  const cleaner = keptCleaner(shape, size);
  const taken = kept;
  kept = undefined;
  return {
    cleaner,
    giveBack() {
      kept = taken;
    },
  };
}

/** A stretch that is being cleaned: its `count` samples are in the cleaner's memory, [from, to) of them are wanted. */
export interface Stretch {
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/** Reads samples [start, end) with the margins that they need. */
export async function readStretch(
  reader: RecordingReader,
  { before, behind }: Pick<Cleaning, 'before' | 'behind'>,
  start: number,
  end: number,
  target: Int16Array,
  signal: AbortSignal,
): Promise<Stretch> {
  const { ref } = reader;
  const first = Math.max(0, start - before);
  const last = Math.min(ref.sampleCount, end + behind);
  const count = last - first;
  const samples = target.subarray(0, count * ref.columnCount);
  if (reader.readInto) await reader.readInto(samples, first, signal);
  else {
    const read = await reader.read(first, last, signal);
    if (!(read instanceof Int16Array))
      throw new FormatError({ file: ref.file, found: `${ref.sampleType} samples`, expected: 'int16' });
    samples.set(read);
  }
  return { count, from: start - first, to: end - first };
}
