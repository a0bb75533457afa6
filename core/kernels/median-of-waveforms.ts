import { medianInPlace } from './median.ts';

/** The median over `waveforms`, value by value; NaN everywhere for none. They have one length, `size`. */
export function medianOfWaveforms(waveforms: Float32Array[], size: number): Float32Array {
  const out = new Float32Array(size);
  const scratch = new Float32Array(waveforms.length);
  for (let i = 0; i < size; i++) {
    for (let w = 0; w < waveforms.length; w++) scratch[w] = waveforms[w][i];
    out[i] = medianInPlace(scratch);
  }
  return out;
}
