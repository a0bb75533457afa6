import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelMedians, emptyTally, subtractAndScale } from '../../core/kernels/channel-medians.ts';
import { subtractChannelMedians, subtractCommonMedian } from '../../core/kernels/common-reference.ts';
import { medianInPlace } from '../../core/kernels/median.ts';
import { peakChannel, peakToPeak } from '../../core/kernels/peak-channel.ts';
import { seededChoice } from '../../core/kernels/seeded-choice.ts';
import { meanWaveform } from '../mean-waveform.ts';

test('the median is that of the sorted values, for every length and order', () => {
  for (let length = 1; length < 60; length++) {
    const ascending = Float64Array.from(seededChoice(500, length, length), (value) => value % 97);
    const sorted = ascending.toSorted();
    const expected =
      length % 2 === 1 ? sorted[(length - 1) / 2] : (sorted[length / 2 - 1]! + sorted[length / 2]!) / 2;
    for (const values of [ascending.slice(), ascending.toReversed(), ascending.toSorted()])
      assert.equal(medianInPlace(values), expected);
  }
  assert.ok(Number.isNaN(medianInPlace(new Float32Array())));
});

test('a common median takes away what all channels share', () => {
  const own = Float32Array.of(0, 1, -1, 0, 5, -5);
  const shared = own.map((value, i) => value + (i < 3 ? 100 : -70));
  subtractCommonMedian(shared, 3);
  assert.deepEqual(shared, own);
});

test('the median over the window takes away each channel’s offset', () => {
  const data = Float32Array.of(10, -3, 11, -3, 12, -3, 40, -3);
  subtractChannelMedians(data, 2);
  assert.deepEqual([...data], [-1.5, 0, -0.5, 0, 0.5, 0, 28.5, 0]);
});

test('mean and spread are those of the planted waveforms, also on a large offset', () => {
  const { mean, deviation } = meanWaveform(Float32Array.of(1e6, 0, 1e6 + 2, 0, 1e6 + 4, 3), 2);
  assert.deepEqual([...mean], [1e6 + 2, 1]);
  assert.ok(Math.abs(deviation[0]! - Math.sqrt(8 / 3)) < 1e-6);
  assert.ok(Math.abs(deviation[1]! - Math.SQRT2) < 1e-6);
  assert.deepEqual([...meanWaveform(Float32Array.of(4, 5), 2).deviation], [0, 0]);
  assert.ok(Number.isNaN(meanWaveform(new Float32Array(), 2).mean[0]));
});

test('the peak channel has the largest difference of highest and lowest value', () => {
  const waveform = Float32Array.of(0, 9, 0, -4, 9, 1, 4, 9, 2);
  assert.deepEqual([...peakToPeak(waveform, 3)], [8, 0, 2]);
  assert.equal(peakChannel(waveform, 3), 0);
  assert.equal(peakChannel(new Float32Array(), 0), -1);
});

test('counting 16-bit samples finds the median that sorting finds, at either end of their range too', () => {
  const tally = emptyTally();
  for (const length of [1, 2, 3, 40, 81, 82])
    for (const [low, span] of [
      [-32768, 9],
      [32700, 68],
      [-40, 90],
      [-32768, 65536],
    ] as const) {
      // Two columns of three, the third of which nobody asks for.
      const raw = Int16Array.from({ length: 3 * length }, (_, i) => low + ((i * 7919 + length * 31) % span));
      const medians = new Float64Array(2);
      channelMedians(raw, 3, Int32Array.of(2, 0), tally, medians);
      for (const [place, column] of [2, 0].entries()) {
        const sorted = raw.filter((_, i) => i % 3 === column).sort();
        assert.equal(medians[place], (sorted[(length - 1) >> 1]! + sorted[length >> 1]!) / 2);
      }
      assert.ok(tally.every((count) => count === 0));
    }
});

test('scaling a window takes each column’s own offset and gain', () => {
  const out = new Float32Array(4);
  subtractAndScale(
    Int16Array.of(1, 9, 3, 4, 9, 6),
    3,
    Int32Array.of(2, 0),
    Float64Array.of(1, 2),
    Float64Array.of(10, 100),
    out,
  );
  assert.deepEqual([...out], [20, -100, 50, 200]);
});
