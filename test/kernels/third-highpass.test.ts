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
