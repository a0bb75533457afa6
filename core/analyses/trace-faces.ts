import type { PartComputing } from './analysis.ts';
import { takeCleaner } from './clean-stretch.ts';
import type { Cleaning } from './cleaning.ts';
import { whitened } from './cleaning-whitening.ts';
import { type Gap, readAround } from './read-around.ts';
import type { TraceInputs } from './trace-params.ts';

/** Half a second of a probe: 13 MB in the file, as much again for each step of the cleaning. */
const mostBlockSamples = 16_384;
const leastBlockSamples = 2048;

/** A cleaned stretch in bits, all channels of the cleaning. */
export interface TraceFaces {
  /** Each (columns × channels): the samples, or their lowest and their highest values. */
  readonly faces: readonly Float32Array[];
  readonly columnCount: number;
  /** Of the stretch, ascending. */
  readonly gaps: readonly Gap[];
}

export type FacesInputs = Omit<TraceInputs, 'places' | 'gains'>;

/**
 * Reads a stretch and what its filter needs on both sides and cleans it as `preprocess` would. Long stretches go through
 * the same memory in blocks. What cannot be read is told in `gaps`.
 */
export async function traceFaces(inputs: FacesInputs, { open, signal }: PartComputing): Promise<TraceFaces> {
  const { recording, startSample, endSample, columnSamples } = inputs;
  const cleaning = await whitenedOnce(inputs, { open, signal });
  const { shape, before, behind } = cleaning;
  const width = shape.columns.length;
  const sampleCount = endSample - startSample;
  const columnCount = Math.ceil(sampleCount / columnSamples);
  const faces = [new Float32Array(columnCount * width)];
  if (columnSamples > 1) {
    faces.push(new Float32Array(columnCount * width).fill(Number.NEGATIVE_INFINITY));
    faces[0]!.fill(Number.POSITIVE_INFINITY);
  }
  const gaps: Gap[] = [];
  // Few sizes, so that the memory of the last picture is most often that of the next.
  const rows = Math.min(
    mostBlockSamples,
    Math.max(leastBlockSamples, 2 ** Math.ceil(Math.log2(sampleCount))),
  );
  const { cleaner, giveBack } = takeCleaner(shape, { stretch: rows + before + behind, rows });
  const reader = await open(recording);
  try {
    for (let done = 0; done < sampleCount; done += rows) {
      signal.throwIfAborted();
      const start = startSample + done;
      const end = Math.min(endSample, start + rows);
      const read = await readAround(reader, cleaning, start, end, cleaner.raw, signal);
      cleaner.clean(read.count, read.from, read.to);
      if (columnSamples === 1) faces[0]!.set(cleaner.cleaned(), done * width);
      else cleaner.foldExtremes(done, columnSamples, faces[0]!, faces[1]!);
      for (const gap of read.gaps) addGap(gaps, gap, startSample, endSample);
    }
  } finally {
    giveBack();
    await reader.close();
  }
  return { faces, columnCount, gaps };
}

/** Cut to the stretch, joined to one that goes on in it: margins of blocks overlap. */
function addGap(gaps: Gap[], gap: Gap, startSample: number, endSample: number): void {
  const from = Math.max(startSample, gap.startSample);
  const to = Math.min(endSample, gap.endSample);
  if (from >= to) return;
  const last = gaps.at(-1);
  if (last && from <= last.endSample)
    gaps[gaps.length - 1] = { ...last, endSample: Math.max(last.endSample, to) };
  else gaps.push({ ...gap, startSample: from, endSample: to });
}

/**
 * The columns of a stretch that lie wholly in a gap, as [from, end): nothing is known of them. Others show what could be
 * read.
 */
export function unknownColumns(
  { startSample, columnSamples }: Pick<TraceInputs, 'startSample' | 'columnSamples'>,
  columnCount: number,
  gap: Gap,
): readonly [number, number] {
  const from = Math.ceil((gap.startSample - startSample) / columnSamples);
  const end = Math.floor((gap.endSample - startSample) / columnSamples);
  return [Math.max(0, from), Math.min(columnCount, end)];
}

/** The last matrix of this thread: it is made of stretches all over the recording. */
let kept: { readonly key: string; readonly cleaning: Cleaning } | null = null;

async function whitenedOnce(
  { cleaning, recording, whitening }: FacesInputs,
  { open, signal }: PartComputing,
): Promise<Cleaning> {
  if (!whitening) return cleaning;
  const { params, stream, sorter } = whitening;
  const key = JSON.stringify([recording.fingerprint, params]);
  if (kept?.key !== key)
    kept = { key, cleaning: await whitened(cleaning, params, { stream, recording, sorter }, open, signal) };
  return kept.cleaning;
}
