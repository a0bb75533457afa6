/** Mean and spread of a stack of waveforms, each (samples × channels). */
export interface MeanWaveform {
  readonly mean: Float32Array;
  /** Standard deviation around the mean, divided by n, so that one waveform has 0. */
  readonly deviation: Float32Array;
}

/**
 * The mean and the standard deviation over the first index of `waveforms` (n × `size`), where `size` is samples ×
 * channels. NaN everywhere for no waveform. Two passes, so that a large common offset costs no digits.
 */
export function meanWaveform(waveforms: Float32Array, size: number): MeanWaveform {
  const count = waveforms.length / size;
  const sum = new Float64Array(size);
  for (let start = 0; start < waveforms.length; start += size)
    for (let i = 0; i < size; i++) sum[i] += waveforms[start + i];
  const mean = sum.map((value) => value / count);
  const squares = new Float64Array(size);
  for (let start = 0; start < waveforms.length; start += size)
    for (let i = 0; i < size; i++) {
      const difference = waveforms[start + i] - mean[i];
      squares[i] += difference * difference;
    }
  return {
    mean: Float32Array.from(mean),
    deviation: Float32Array.from(squares, (value) => Math.sqrt(value / count)),
  };
}
