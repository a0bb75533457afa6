import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeTrains } from '../../core/kernels/merge-trains.ts';
import { Random } from '../../core/synthetic/random.ts';

test('merged trains are all their spikes in order, and each train can be taken out again', () => {
  const random = new Random(4, 'trains');
  const trains = [400, 0, 1, 900].map((length) =>
    Float64Array.from({ length }, () => Math.floor(2000 * random.uniform()) - 500).sort(),
  );
  const { samples, trains: from } = mergeTrains(trains);
  assert.deepEqual(
    [...samples],
    trains.flatMap((train) => [...train]).sort((a, b) => a - b),
  );
  trains.forEach((train, i) => {
    assert.deepEqual(
      [...samples].filter((_, spike) => from[spike] === i),
      [...train],
    );
  });
  for (let i = 1; i < samples.length; i++)
    if (samples[i] === samples[i - 1])
      assert.ok(from[i]! >= from[i - 1]!, 'equal samples in the order of trains');
});

test('no trains, and trains without spikes, make an empty one', () => {
  assert.equal(mergeTrains([]).samples.length, 0);
  assert.equal(mergeTrains([new Float64Array(), new Float64Array()]).samples.length, 0);
});
