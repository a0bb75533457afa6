import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pulseIntervals } from '../../core/kernels/pulse-intervals.ts';
import {
  addThresholdChanges,
  addWordChanges,
  edgesOfBits,
  noChanges,
} from '../../core/kernels/sync-edges.ts';
import { Random } from '../../core/synthetic/random.ts';

const edgesOf = (words: number[]) => {
  const changes = noChanges();
  addWordChanges(changes, Int16Array.from(words), 1, 0, 0);
  return edgesOfBits(changes).map(({ bit, onsets, offsets }) => [bit, [...onsets], [...offsets]]);
};

test('an onset is the first sample in the new state, where npyx gives the one before (D22)', () => {
  assert.deepEqual(edgesOf([0, 0, 64, 64, 0]), [[6, [2], [4]]]);
});

test('line 0 alone has edges (D26), and so has line 15, the sign of the word', () => {
  assert.deepEqual(edgesOf([0, 1, 0]), [[0, [1], [2]]]);
  assert.deepEqual(edgesOf([0, -32768, -32768, 0]), [[15, [1], [3]]]);
});

test('a line that is up at first has an offset and no onset', () => {
  assert.deepEqual(edgesOf([4, 4, 0, 4]), [[2, [3], [2]]]);
  assert.deepEqual(edgesOf([]), []);
  assert.deepEqual(edgesOf([7, 7, 7]), []);
});

test('the edges of every bit are those of a scan bit by bit, however the samples are cut into blocks', () => {
  const random = new Random(7, 'words');
  const columns = 3;
  const count = 5000;
  const frames = new Int16Array(count * columns);
  let word = 0;
  for (let i = 0; i < count; i++) {
    if (random.uniform() < 0.2) word ^= 1 << Math.floor(16 * random.uniform());
    frames.set([i, -i, word], columns * i);
  }
  const expected = Array.from({ length: 16 }, (_, bit) => {
    const level = (i: number) => ((frames[columns * i + 2] as number) >> bit) & 1;
    const at = (step: number) =>
      Array.from({ length: count - 1 }, (_, i) => i + 1).filter((i) => level(i) - level(i - 1) === step);
    return [bit, at(1), at(-1)];
  });
  for (const block of [1, 7, 1000, count]) {
    const changes = noChanges();
    for (let from = 0; from < count; from += block)
      addWordChanges(changes, frames.subarray(from * columns, (from + block) * columns), columns, 2, from);
    assert.deepEqual(
      edgesOfBits(changes).map(({ bit, onsets, offsets }) => [bit, [...onsets], [...offsets]]),
      expected,
    );
  }
});

test('a voltage is up from its threshold on and down below the lower one, whatever it does between', () => {
  const changes = noChanges();
  const volts = [0, 90, 100, 95, 100, 81, 79, 85, 99, 120, 0];
  addThresholdChanges(changes, Int16Array.from(volts), 1, 0, 0, { high: 100, low: 80 });
  const [edges] = edgesOfBits(changes);
  assert.deepEqual([...edges!.onsets], [2, 9]);
  assert.deepEqual([...edges!.offsets], [6, 10]);
});

test('a regular line tells its jitter and the pulses it lacks, an irregular one does not', () => {
  const regular = Float64Array.from({ length: 20 }, (_, i) => 1000 * i + (i % 2)).filter(
    (_, i) => i !== 5 && i !== 11 && i !== 12,
  );
  const { median, deviation, missing } = pulseIntervals(regular);
  assert.ok(Math.abs(median - 1000) <= 1);
  assert.ok(deviation > 0.5 && deviation < 1.5);
  assert.equal(missing, 3);
  assert.equal(pulseIntervals(Float64Array.of(0, 5, 100, 117, 400, 402)).missing, null);
  assert.ok(Number.isNaN(pulseIntervals(Float64Array.of(3)).median));
});
