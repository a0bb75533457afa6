import { fourier } from './fourier.ts';

/** Power spectral densities of channels, segment by segment. */
export interface Welch {
  /** One segment: (samples × channels). */
  add(segment: ArrayLike<number>): void;
  /** (channels × bins), per cycle per sample; bin k is at k / samples of the sampling rate. */
  density(): Float64Array;
}

/**
 * The mean over segments of the squared Fourier transform of each, its mean subtracted, under a Hann window; one-sided
 * (Welch 1967, IEEE Trans Audio Electroacoust 15:70), as `scipy.signal.welch` has it unless told otherwise.
 * `samples` is a power of two, which is not checked here.
 */
export function welch(samples: number, channelCount: number): Welch {
  const transform = fourier(samples);
  const window = Float64Array.from(
    { length: samples },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / samples),
  );
  const power = window.reduce((sum, weight) => sum + weight * weight, 0);
  const bins = samples / 2 + 1;
  const sums = new Float64Array(channelCount * bins);
  const [real, imaginary] = [new Float64Array(samples), new Float64Array(samples)];
  let segments = 0;
  const load = (segment: ArrayLike<number>, channel: number, out: Float64Array) => {
    let sum = 0;
    for (let i = 0, at = channel; i < samples; i++, at += channelCount) sum += segment[at];
    const mean = sum / samples;
    for (let i = 0, at = channel; i < samples; i++, at += channelCount)
      out[i] = (segment[at] - mean) * window[i];
  };
  return {
    add(segment) {
      segments++;
      // Two real channels make one complex one, whose even part is that of the first.
      for (let channel = 0; channel < channelCount; channel += 2) {
        const isPair = channel + 1 < channelCount;
        load(segment, channel, real);
        if (isPair) load(segment, channel + 1, imaginary);
        else imaginary.fill(0);
        transform(real, imaginary);
        for (let k = 0; k < bins; k++) {
          const other = (samples - k) % samples;
          const [re, im] = [real[k] + real[other], imaginary[k] - imaginary[other]];
          const [nextRe, nextIm] = [imaginary[k] + imaginary[other], real[other] - real[k]];
          const sides = k === 0 || k === samples / 2 ? 1 : 2;
          sums[channel * bins + k] += (sides * (re * re + im * im)) / 4;
          if (isPair) sums[(channel + 1) * bins + k] += (sides * (nextRe * nextRe + nextIm * nextIm)) / 4;
        }
      }
    },
    density: () => sums.map((sum) => sum / power / segments),
  };
}
