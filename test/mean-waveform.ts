import { addWaveform, finishedMean, type MeanWaveform, noWaveforms } from '../core/kernels/mean-waveform.ts';

/** The mean of `waveforms` (n × `size`) that are in memory already. */
export function meanWaveform(waveforms: Float32Array, size: number): MeanWaveform {
  const running = noWaveforms(size);
  for (let start = 0; start < waveforms.length; start += size)
    addWaveform(running, waveforms.subarray(start, start + size));
  return finishedMean(running);
}
