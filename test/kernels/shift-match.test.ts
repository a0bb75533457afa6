import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestLag, rollSamples } from '../../core/kernels/shift-match.ts';

const [samples, channelCount] = [82, 5];
/** A biphasic spike at sample 41, of another size on each channel; the first channel is silent. */
const template = Float32Array.from({ length: samples * channelCount }, (_, i) => {
  const t = Math.floor(i / channelCount) - 41;
  return -(i % channelCount) * 100 * Math.exp(-((t / 4) ** 2)) * (1 - t / 6);
});
const channels = { channelCount, first: 0, end: channelCount };

for (const shift of [-2, -1, 0, 1, 2, 3, 6])
  test(`a template rolled by ${shift} is found ${-shift} samples away, and rolled back onto it`, () => {
    const moved = template.slice();
    rollSamples(moved, channelCount, shift);
    assert.notDeepEqual(moved, shift === 0 ? undefined : template);
    const lag = bestLag(template, moved, channels);
    assert.equal(lag + shift, 0);
    rollSamples(moved, channelCount, lag);
    assert.deepEqual(moved, template);
  });

test('size and offset of a channel do not count, only its shape', () => {
  const moved = template.map((value, i) => 3 * value + 50 * (i % channelCount));
  rollSamples(moved, channelCount, -3);
  assert.equal(bestLag(template, moved, channels), 3);
});

test('only the channels asked for count', () => {
  const moved = template.slice();
  rollSamples(moved, channelCount, 4);
  // The last channel of the template says something else.
  const two = template.slice();
  for (let i = channelCount - 1; i < two.length; i += channelCount) two[i] = moved[i]!;
  assert.equal(bestLag(two, moved, { channelCount, first: 4, end: 5 }), 0);
  assert.equal(bestLag(two, moved, { channelCount, first: 0, end: 4 }), -4);
});

test('a flat waveform stays where it is', () => {
  assert.equal(bestLag(template, new Float32Array(template.length).fill(7), channels), 0);
  assert.equal(bestLag(new Float32Array(template.length), template, channels), 0);
});

test('rolling by a whole length, or there and back, changes nothing', () => {
  const rolled = template.slice();
  rollSamples(rolled, channelCount, samples);
  assert.deepEqual(rolled, template);
  rollSamples(rolled, channelCount, 17);
  assert.notDeepEqual(rolled, template);
  rollSamples(rolled, channelCount, -17);
  assert.deepEqual(rolled, template);
});
