/**
 * The covariance of channels, row-major (n × n), divided by the number of samples less one, as numpy.cov. `channels` holds
 * one channel's samples after the other. Pairs for which `wanted` is false are left at 0, which saves their time.
 */
export function covariance(
  channels: Float32Array | Float64Array,
  channelCount: number,
  wanted: (i: number, j: number) => boolean = () => true,
): Float64Array {
  const length = channels.length / channelCount;
  const centred = Float64Array.from(channels);
  for (let start = 0; start < centred.length; start += length) {
    let sum = 0;
    for (let i = start; i < start + length; i++) sum += centred[i];
    for (let i = start; i < start + length; i++) centred[i] -= sum / length;
  }
  const result = new Float64Array(channelCount * channelCount);
  for (let i = 0; i < channelCount; i++)
    for (let j = i; j < channelCount; j++) {
      if (!wanted(i, j)) continue;
      const value = product(centred, i * length, j * length, length) / (length - 1);
      result[i * channelCount + j] = value;
      result[j * channelCount + i] = value;
    }
  return result;
}

/** Four sums side by side: each addition waits for the one before it. */
function product(values: Float64Array, a: number, b: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    s0 += values[a + i] * values[b + i];
    s1 += values[a + i + 1] * values[b + i + 1];
    s2 += values[a + i + 2] * values[b + i + 2];
    s3 += values[a + i + 3] * values[b + i + 3];
  }
  for (let i = whole; i < length; i++) s0 += values[a + i] * values[b + i];
  return s0 + s1 + s2 + s3;
}
