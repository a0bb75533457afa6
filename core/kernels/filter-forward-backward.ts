import type { Section } from './butterworth.ts';

/** Samples that the filter needs beyond each end: three times the length of its impulse description, as in SciPy. */
export function paddingOf(sections: readonly Section[]): number {
  const firstOrder = sections.filter(([, , b2, , a2]) => b2 === 0 && a2 === 0).length;
  return 3 * (2 * sections.length + 1 - firstOrder);
}

/**
 * Filters one channel forward and then backward, so that nothing is shifted in time.
 * The ends are continued by point reflection over `paddingOf(sections)` samples and the filter starts in the steady state
 * of its first sample: the method of scipy.signal.sosfiltfilt, against whose output it is tested.
 * Throws RangeError when the signal is not longer than the padding.
 */
export function filterForwardBackward(signal: ArrayLike<number>, sections: readonly Section[]): Float64Array {
  const padding = paddingOf(sections);
  const { length } = signal;
  if (length <= padding)
    throw new RangeError(`${length} samples are too few; the filter needs ${padding + 1}`);
  const padded = new Float64Array(length + 2 * padding);
  const last = length - 1;
  for (let i = 0; i < length; i++) padded[padding + i] = signal[i];
  for (let i = 1; i <= padding; i++) {
    padded[padding - i] = 2 * signal[0] - signal[i];
    padded[padding + last + i] = 2 * signal[last] - signal[last - i];
  }
  for (const section of sections) filterInPlace(padded, section, false);
  for (const section of sections) filterInPlace(padded, section, true);
  return padded.subarray(padding, padding + length);
}

/** One pass, started as if its first input had always been there (transposed direct form II). */
function filterInPlace(signal: Float64Array, [b0, b1, b2, a1, a2]: Section, backward: boolean): void {
  const first = signal[backward ? signal.length - 1 : 0];
  const gain = (b0 + b1 + b2) / (1 + a1 + a2);
  let z1 = (gain - b0) * first;
  let z2 = (b2 - a2 * gain) * first;
  const step = backward ? -1 : 1;
  for (let n = 0, i = backward ? signal.length - 1 : 0; n < signal.length; n++, i += step) {
    const input = signal[i];
    const output = b0 * input + z1;
    z1 = b1 * input - a1 * output + z2;
    z2 = b2 * input - a2 * output;
    signal[i] = output;
  }
}
