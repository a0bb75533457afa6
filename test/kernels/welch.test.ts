import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fourier } from '../../core/kernels/fourier.ts';
import { sourceDensity } from '../../core/kernels/source-density.ts';
import { type Welch, welch } from '../../core/kernels/welch.ts';

/** Channels side by side, in segments that overlap by half. */
function densitiesOf(channels: readonly Float64Array[], samples: number): Float64Array {
  const spectra: Welch = welch(samples, channels.length);
  const length = channels[0]!.length;
  for (let start = 0; start + samples <= length; start += samples / 2)
    spectra.add(
      Float64Array.from(
        { length: samples * channels.length },
        (_, i) => channels[i % channels.length]![start + Math.floor(i / channels.length)]!,
      ),
    );
  return spectra.density();
}

test('a Fourier transform is the sum it is defined by, and refuses what is no power of two', () => {
  const count = 32;
  const [real, imaginary] = [7, 11].map((step) =>
    Float64Array.from({ length: count }, (_, i) => ((i * i * step) % 23) - 11),
  ) as [Float64Array, Float64Array];
  const [re, im] = [real.slice(), imaginary.slice()];
  fourier(count)(re, im);
  for (let k = 0; k < count; k++) {
    let [sumRe, sumIm] = [0, 0];
    for (let i = 0; i < count; i++) {
      const [c, s] = [Math.cos((2 * Math.PI * k * i) / count), -Math.sin((2 * Math.PI * k * i) / count)];
      sumRe += real[i]! * c - imaginary[i]! * s;
      sumIm += real[i]! * s + imaginary[i]! * c;
    }
    assert.ok(Math.hypot(re[k]! - sumRe, im[k]! - sumIm) < 1e-10);
  }
  assert.throws(() => fourier(24), RangeError);
});

test('densities are those of scipy.signal.welch, for an odd number of channels too', () => {
  const signal = Float64Array.from(
    { length: 400 },
    (_, i) => ((i * i * 7 + i * 13) % 97) - 48 + 20 * (Math.floor(i / 8) % 2),
  );
  // scipy 1.17: welch(x, fs=1.0, nperseg=64)
  const scipy = [
    216.381030081, 869.064631332, 850.454322857, 2594.18165892, 5195.29408393, 2097.47315672, 1204.52195562,
    1858.97448027, 2961.144462, 2153.87620545, 2316.09326891, 1864.3082938, 1385.02832616, 662.75106711,
    592.641485709, 1089.15034374, 822.807302391, 549.374846619, 287.974108019, 358.648559979, 1080.84641989,
    2080.98015592, 4208.59250833, 3185.62561115, 2555.21508561, 1847.66067853, 2911.9872165, 8200.03831736,
    3214.57148524, 671.591141003, 243.281560906, 1036.76840717, 970.809908276,
  ];
  const other = signal.map((value, i) => (i % 5) * 100 - value);
  const ours = densitiesOf([signal, other, signal], 64);
  for (const [k, value] of scipy.entries())
    for (const channel of [0, 2])
      assert.ok(Math.abs(ours[33 * channel + k]! / value - 1) < 1e-10, `bin ${k}: ${ours[33 * channel + k]}`);
  const alone = densitiesOf([other], 64);
  for (const [k, value] of alone.entries()) assert.ok(Math.abs(ours[33 + k]! / value - 1) < 1e-9);
});

test('over all frequencies a wave of 20 bits has the power of 200', () => {
  const wave = Float64Array.from(
    { length: 4096 },
    (_, i) => 20 * Math.sin((2 * Math.PI * 37 * i) / 512) + 300,
  );
  const power = densitiesOf([wave], 512).reduce((sum, each) => sum + each, 0) / 512;
  assert.ok(Math.abs(power - 200) < 1e-9, `${power}`);
});

test('a potential that is a parabola of depth has one source density, a straight one none, and the ends are not told', () => {
  const depths = [0, 1, 3, 4, 6.5, 7];
  const levels = depths.length;
  const profile = (of: (depth: number) => number) =>
    Float32Array.from({ length: 2 * levels }, (_, i) => of(depths[Math.floor(i / 2)]!) * ((i % 2) + 1));
  const [curved, straight] = [profile((z) => 3 * z * z), profile((z) => 5 * z - 7)].map((each) =>
    sourceDensity(each, depths),
  ) as [Float32Array, Float32Array];
  for (let i = 0; i < 2 * levels; i++) {
    const isEnd = i < 2 || i >= 2 * (levels - 1);
    if (isEnd) assert.ok(Number.isNaN(curved[i]) && Number.isNaN(straight[i]));
    else assert.ok(Math.abs(curved[i]! + 6 * ((i % 2) + 1)) < 1e-5);
    if (!isEnd) assert.ok(Math.abs(straight[i]!) < 1e-5);
  }
});
