import assert from 'node:assert/strict';
import { test } from 'node:test';
import { butterworthHighpass } from '../../core/kernels/butterworth.ts';
import { butterworthBandpass } from '../../core/kernels/butterworth-band.ts';
import { filterForwardBackward } from '../../core/kernels/filter-forward-backward.ts';
import { filterForward } from '../../core/kernels/plain-frame-cleaner.ts';
import { filterThirdHighpass, thirdHighpass } from '../../core/kernels/third-highpass.ts';

/** Spikes, noise and slow waves of thousands of bits around an offset. */
const signal = Float64Array.from({ length: 6000 }, (_, i) =>
  Math.round(4000 + 3000 * Math.sin(i / 900) + ((i * 7919) % 101) - 50 + (i % 700 === 0 ? 500 : 0)),
);

test('one recursion of third order is the cascade of sections, as SciPy filters, within a thousandth of a bit', () => {
  for (const corner of [0.001, 0.01, 0.03, 0.2]) {
    const sections = butterworthHighpass(3, corner);
    const highpass = thirdHighpass(sections);
    assert.ok(highpass);
    const both = filterForwardBackward(signal, sections);
    const ours = filterThirdHighpass(signal, highpass, sections, true);
    const forward = sections.reduce(filterForward, signal.slice());
    const causal = filterThirdHighpass(signal, highpass, sections, false);
    for (let i = 0; i < signal.length; i++) {
      assert.ok(Math.abs(ours[i]! - both[i]!) < 1e-3, `${corner}, sample ${i}: ${ours[i]} for ${both[i]}`);
      assert.ok(Math.abs(causal[i]! - forward[i]!) < 1e-3);
    }
  }
});

test('single precision costs no more where there is an offset of 8192 bits or a common wave of a millivolt', () => {
  const wave = (i: number) => 427 * Math.sin((2 * Math.PI * 400 * i) / 30_000);
  const noise = (i: number) => ((i * 7919) % 101) - 50;
  for (const [offset, size, tolerance] of [
    [8192, 1, 1e-3],
    [-8192, 2, 1e-3],
    // A millionth of what is left.
    [0, 19, 1e-6 * 8192],
  ] as const) {
    const input = Float64Array.from(
      { length: 4000 },
      (_, i) => offset + Math.round(size * (wave(i) + noise(i))),
    );
    for (const corner of [0.001, 0.01, 0.1]) {
      const sections = butterworthHighpass(3, corner);
      const highpass = thirdHighpass(sections)!;
      const exact = filterForwardBackward(input, sections);
      filterThirdHighpass(input, highpass, sections, true).forEach((value, i) => {
        assert.ok(
          Math.abs(value - exact[i]!) < tolerance,
          `${offset}, ${corner}, ${i}: ${value} for ${exact[i]}`,
        );
      });
    }
  }
});

test('other filters, and corners too low for it, keep their sections', () => {
  for (const sections of [
    butterworthHighpass(2, 0.01),
    butterworthHighpass(4, 0.01),
    butterworthHighpass(3, 0.0001),
    butterworthBandpass(1, 0.01, 0.2),
    [],
  ])
    assert.equal(thirdHighpass(sections), null);
});
