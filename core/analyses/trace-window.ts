import { quantizeTraces } from '../kernels/quantize-traces.ts';
import type { PartComputing } from './analysis.ts';
import { keptCleaner, readStretch } from './clean-stretch.ts';
import type { Cleaning } from './cleaning.ts';
import { whitened } from './cleaning-whitening.ts';
import type { TraceInputs, TraceWindow } from './trace-params.ts';

/** Half a second of a probe: 13 MB in the file, as much again for each step of the cleaning. */
const mostBlockSamples = 16_384;
const leastBlockSamples = 2048;

/**
 * Reads a stretch and what its filter needs on both sides, cleans it as `preprocess` would, and returns its samples or, per
 * column of samples, their lowest and highest value. Long stretches go through the same memory in blocks.
 */
export async function traceWindow(
  inputs: TraceInputs,
  { open, signal }: PartComputing,
): Promise<TraceWindow> {
  const { recording, startSample, endSample, columnSamples, places, gains } = inputs;
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
  // Few sizes, so that the memory of the last picture is most often that of the next.
  const rows = Math.min(
    mostBlockSamples,
    Math.max(leastBlockSamples, 2 ** Math.ceil(Math.log2(sampleCount))),
  );
  const reader = await open(recording);
  try {
    for (let done = 0; done < sampleCount; done += rows) {
      signal.throwIfAborted();
      const start = startSample + done;
      const end = Math.min(endSample, start + rows);
      const cleaner = keptCleaner(shape, { stretch: rows + before + behind, rows });
      const { count, from, to } = await readStretch(reader, cleaning, start, end, cleaner.raw, signal);
      // Between reading and here another stretch may have gone through the same memory, but not on this thread.
      cleaner.clean(count, from, to);
      if (columnSamples === 1) faces[0]!.set(cleaner.cleaned(), done * width);
      else cleaner.foldExtremes(done, columnSamples, faces[0]!, faces[1]!);
    }
  } finally {
    await reader.close();
  }
  const { values, steps } = quantizeTraces(faces, width, places, gains);
  const columns = Int32Array.from(places, (place) => shape.columns[place]!);
  return { startSample, columnSamples, columnCount, columns, values, stepUv: steps };
}

/** The last matrix of this thread: it is made of stretches all over the recording. */
let kept: { readonly key: string; readonly cleaning: Cleaning } | null = null;

async function whitenedOnce(
  { cleaning, recording, whitening }: TraceInputs,
  { open, signal }: PartComputing,
): Promise<Cleaning> {
  if (!whitening) return cleaning;
  const { params, stream, sorter } = whitening;
  const key = JSON.stringify([recording.fingerprint, params]);
  if (kept?.key !== key)
    kept = { key, cleaning: await whitened(cleaning, params, { stream, recording, sorter }, open, signal) };
  return kept.cleaning;
}
