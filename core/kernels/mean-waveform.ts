/** Mean and spread of a stack of waveforms, each (samples × channels). */
export interface MeanWaveform {
  readonly mean: Float32Array;
  /** Standard deviation around the mean, divided by n, so that one waveform has 0. */
  readonly deviation: Float32Array;
}

/** What is known of the waveforms added so far. */
export interface RunningMean {
  count: number;
  readonly mean: Float64Array;
  /** Sums of the squared differences from the mean. */
  readonly squares: Float64Array;
}

/** No waveform yet; one has `size` = samples × channels values. */
export const noWaveforms = (size: number): RunningMean => ({
  count: 0,
  mean: new Float64Array(size),
  squares: new Float64Array(size),
});

/**
 * Adds one waveform by Welford's method (1962): one pass, none of the waveforms is kept, and a large common offset costs
 * no digits.
 */
export function addWaveform(running: RunningMean, waveform: Float32Array): void {
  running.count++;
  accumulate(waveform, 1 / running.count, running.mean, running.squares);
}

function accumulate(waveform: Float32Array, weight: number, mean: Float64Array, squares: Float64Array): void {
  for (let i = 0; i < waveform.length; i++) {
    const value = waveform[i];
    const difference = value - mean[i];
    const moved = mean[i] + difference * weight;
    mean[i] = moved;
    squares[i] += difference * (value - moved);
  }
}

/** NaN everywhere for no waveform. */
export function finishedMean({ count, mean, squares }: RunningMean): MeanWaveform {
  const deviation = new Float32Array(squares.length);
  for (let i = 0; i < squares.length; i++) deviation[i] = Math.sqrt(squares[i] / count);
  return { mean: count === 0 ? deviation.slice() : new Float32Array(mean), deviation };
}
