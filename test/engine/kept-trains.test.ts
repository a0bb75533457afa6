import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { KeptTrains } from '../../core/engine/kept-trains.ts';

/** Trains of four spikes, 32 bytes each, and how many were read. */
function reading(kept: KeptTrains) {
  let count = 0;
  const train = (unit: string) =>
    kept.train(unit, async () => {
      count++;
      return Float64Array.of(1, 2, 3, Number(unit));
    });
  return { train, count: () => count };
}

/** Tasks end first, for what they have asked a weak reference for stays until then. */
async function collectGarbage() {
  await new Promise((resolve) => setTimeout(resolve, 0));
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

test('of more trains than are held, one that somebody still has is not read again', async () => {
  const { train, count } = reading(new KeptTrains(64));
  const units = ['1', '2', '3', '4', '5'];
  const first = await Promise.all(units.map(train));
  const again = await Promise.all(units.map(train));
  again.forEach((own, i) => {
    assert.equal(own, first[i]);
    assert.equal(own[3], i + 1);
  });
  assert.equal(count(), 5);
});

test('what nobody has is given back but for the latest, and read again', async () => {
  const { train, count } = reading(new KeptTrains(64));
  for (const unit of ['1', '2', '3', '4', '5']) await train(unit);
  await collectGarbage();
  await train('5');
  await train('4');
  assert.equal(count(), 5);
  assert.equal((await train('1'))[3], 1);
  assert.equal(count(), 6);
});
