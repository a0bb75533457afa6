const binCount = 500;
const smoothing = 3;

/**
 * Share of spikes below the detection threshold, at most 0.5: the histogram of the amplitudes in 500 bins, smoothed by a
 * Gaussian of 3 bins, is taken to be symmetric about its peak; what lies above the place where its upper flank is as high
 * as its lowest bin is what is missing below. NaN for fewer than two different amplitudes.
 * Hill, Mehta and Kleinfeld 2011, J. Neurosci. 31:8699, as the Allen Institute's ecephys_spike_sorting computes it. With
 * few spikes the histogram is noise: a Gaussian fitted to the amplitudes tells more.
 */
export function amplitudeCutoff(amplitudes: Float64Array): number {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let i = 0; i < amplitudes.length; i++) {
    if (amplitudes[i] < lowest) lowest = amplitudes[i];
    if (amplitudes[i] > highest) highest = amplitudes[i];
  }
  if (!(highest > lowest)) return Number.NaN;
  const counts = new Float64Array(binCount);
  const width = (highest - lowest) / binCount;
  for (let i = 0; i < amplitudes.length; i++) counts[binOf(amplitudes[i], lowest, highest, width)]++;
  const smooth = smoothed(counts);
  let peak = 0;
  for (let i = 1; i < binCount; i++) if (smooth[i] > smooth[peak]) peak = i;
  let mirror = peak;
  for (let i = peak; i < binCount; i++)
    if (Math.abs(smooth[i] - smooth[0]) < Math.abs(smooth[mirror] - smooth[0])) mirror = i;
  let above = 0;
  for (let i = mirror; i < binCount; i++) above += smooth[i];
  return Math.min(0.5, above / amplitudes.length);
}

/** The last bin includes its end; a value that rounding puts beside its bin is moved by the edges themselves. */
function binOf(value: number, lowest: number, highest: number, width: number): number {
  if (value === highest) return binCount - 1;
  let bin = Math.min(binCount - 1, Math.floor(((value - lowest) / (highest - lowest)) * binCount));
  if (value < lowest + bin * width) bin--;
  else if (bin < binCount - 1 && value >= lowest + (bin + 1) * width) bin++;
  return bin;
}

/** By a Gaussian of 3 bins, cut at 4 SDs; beyond the ends the histogram is mirrored, its outermost bin repeated. */
function smoothed(counts: Float64Array): Float64Array {
  const radius = 4 * smoothing;
  const weights = new Float64Array(2 * radius + 1);
  let total = 0;
  for (let k = -radius; k <= radius; k++)
    total += weights[k + radius] = Math.exp(-0.5 * (k / smoothing) ** 2);
  const out = new Float64Array(binCount);
  for (let i = 0; i < binCount; i++) {
    let sum = 0;
    for (let k = -radius; k <= radius; k++) {
      const at = i + k;
      sum += weights[k + radius] * counts[at < 0 ? -1 - at : at >= binCount ? 2 * binCount - 1 - at : at];
    }
    out[i] = sum / total;
  }
  return out;
}
