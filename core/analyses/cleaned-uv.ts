import type { Computing } from './analysis.ts';
import { readStretch, takeCleaner } from './clean-stretch.ts';
import type { CleaningParams } from './cleaning-params.ts';
import { whitened } from './cleaning-whitening.ts';
import type { RawTracesInputs } from './raw-traces-params.ts';

/** Samples that are in memory at once. */
const blockSamples = 8192;

/** The stretch of `raw-traces`, (samples × wanted channels) in µV, block by block. */
export async function cleanedUv(
  inputs: RawTracesInputs,
  params: CleaningParams,
  { open, signal, progress }: Computing,
): Promise<Float32Array> {
  const { recording, startSample, endSample, places, uvPerBit } = inputs;
  const cleaning = await whitened(inputs.cleaning, params, inputs, open, signal);
  const width = places.length;
  const values = new Float32Array((endSample - startSample) * width);
  const rows = Math.min(blockSamples, endSample - startSample);
  const stretch = rows + cleaning.before + cleaning.behind;
  const { cleaner, giveBack } = takeCleaner(cleaning.shape, { stretch, rows });
  const all = cleaning.shape.columns.length;
  const reader = await open(recording);
  try {
    for (let start = startSample; start < endSample; start += rows) {
      signal.throwIfAborted();
      const end = Math.min(start + rows, endSample);
      const { count, from, to } = await readStretch(reader, cleaning, start, end, cleaner.raw, signal);
      cleaner.clean(count, from, to);
      const block = cleaner.cleaned();
      for (let k = 0; k < width; k++) {
        const gain = uvPerBit[k] as number;
        let at = (start - startSample) * width + k;
        for (let i = places[k] as number; i < block.length; i += all, at += width)
          values[at] = (block[i] as number) * gain;
      }
      progress((end - startSample) / (endSample - startSample));
    }
  } finally {
    giveBack();
    await reader.close();
  }
  return values;
}
