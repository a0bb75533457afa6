import assert from 'node:assert/strict';
import { test } from 'node:test';
import { featureDepths } from '../../core/kernels/feature-depth.ts';
import { positionDrift } from '../../core/kernels/position-drift.ts';

test('a spike lies at the mean height of its channels, weighted by squared features', () => {
  const depths = featureDepths(
    // Two spikes, two components, three channels; the second component does not count, nor what is negative.
    {
      features: [1, 2, -9, 5, 5, 5, 0, 3, 4, 7, 7, 7],
      componentCount: 2,
      width: 3,
      channels: [0, 1, 2, 2, 1, 9],
    },
    [0, 1],
    [0, 20, 40],
  );
  assert.equal(depths[0], (1 * 0 + 4 * 20) / 5);
  assert.equal(depths[1], 20, 'channel 9 pads the row');
});

test('a spike without a positive feature lies nowhere', () => {
  const features = { features: [-1, 0], componentCount: 1, width: 2, channels: [0, 1] };
  assert.ok(Number.isNaN(featureDepths(features, [0], [0, 20])[0]));
});

test('a unit that moves by 10 µm each interval has moved by 20 after three', () => {
  const depths: number[] = [];
  const units: number[] = [];
  const intervals: number[] = [];
  for (let interval = 0; interval < 3; interval++)
    for (let i = 0; i < 7; i++)
      for (const unit of [0, 1]) {
        depths.push(unit === 0 ? 100 + 10 * interval + (i - 3) : 50);
        units.push(unit);
        intervals.push(interval);
      }
  const drift = positionDrift(
    Float32Array.from(depths),
    Int32Array.from(units),
    Int32Array.from(intervals),
    3,
  );
  assert.equal(drift.peakToPeak[0], 20);
  assert.equal(drift.mad[0], 10);
  assert.ok(Math.abs(drift.sd[0]! - Math.sqrt(200 / 3)) < 1e-9);
  assert.deepEqual([drift.peakToPeak[1], drift.sd[1], drift.mad[1]], [0, 0, 0]);
  assert.ok(Number.isNaN(drift.peakToPeak[2]), 'a unit without spikes');
});

test('intervals with fewer than five spikes do not count', () => {
  const depths = Float32Array.from([...Array(5).fill(10), ...Array(4).fill(90), ...Array(5).fill(12)]);
  const intervals = Int32Array.from([...Array(5).fill(0), ...Array(4).fill(1), ...Array(5).fill(2)]);
  assert.equal(positionDrift(depths, new Int32Array(14), intervals, 1).peakToPeak[0], 2);
});
