/**
 * Makes the Fourier transform of `count` complex values, a power of two, in place: radix 2, decimation in time (Cooley
 * and Tukey 1965), with the factors computed once. Throws RangeError for other counts.
 */
export function fourier(count: number): (real: Float64Array, imaginary: Float64Array) => void {
  const bits = Math.log2(count);
  if (!Number.isInteger(bits)) throw new RangeError(`${count} values are no power of two`);
  const cosines = Float64Array.from({ length: count / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / count));
  const sines = Float64Array.from({ length: count / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / count));
  const reversed = new Uint32Array(count);
  for (let i = 1; i < count; i++) reversed[i] = (reversed[i >> 1] >> 1) | (i & 1 ? count >> 1 : 0);
  return (real, imaginary) => {
    for (let i = 0; i < count; i++) {
      const j = reversed[i];
      if (j <= i) continue;
      [real[i], real[j]] = [real[j], real[i]];
      [imaginary[i], imaginary[j]] = [imaginary[j], imaginary[i]];
    }
    for (let half = 1, step = count / 2; half < count; half *= 2, step /= 2)
      for (let start = 0; start < count; start += 2 * half)
        for (let k = 0, i = start; k < half; k++, i++) {
          const c = cosines[k * step];
          const s = sines[k * step];
          const j = i + half;
          const re = real[j] * c - imaginary[j] * s;
          const im = real[j] * s + imaginary[j] * c;
          real[j] = real[i] - re;
          imaginary[j] = imaginary[i] - im;
          real[i] += re;
          imaginary[i] += im;
        }
  };
}
