import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readInTurn } from '../../core/analyses/read-in-turn.ts';
import type { RecordingReader } from '../../core/model/recording.ts';

const columnCount = 2;

/** A file whose samples are their own numbers, and a list of what was read of it. */
function counting(sampleCount: number, fail?: number) {
  const reads: [number, number][] = [];
  let underWay = 0;
  let most = 0;
  const reader: RecordingReader = {
    ref: {
      file: 'counting',
      encoding: 'flat',
      sampleType: 'float32',
      headerBytes: 0,
      columnCount,
      sampleCount,
      fingerprint: '',
    },
    async read(from, to) {
      const turn = reads.push([from, to]);
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay--;
      if (turn === fail) throw new Error('a broken disk');
      return Float32Array.from({ length: (to - from) * columnCount }, (_, i) => from * columnCount + i);
    },
    close: async () => {},
  };
  return { reader, reads, most: () => most };
}

const never = new AbortController().signal;

test('every range is given in its turn, whatever was read together', async () => {
  const spans = [
    [0, 10],
    [5, 15],
    [5, 8],
    [40_000, 40_010],
    [40_500, 40_600],
    [200, 300],
    [100_000, 100_003],
  ] as const;
  const { reader, reads } = counting(200_000);
  const given: [number, number][] = [];
  await readInTurn(reader, spans, never, (raw) => {
    raw.forEach((value, i) => {
      assert.equal(value, raw[0]! + i);
    });
    given.push([raw[0]! / columnCount, (raw[0]! + raw.length) / columnCount]);
  });
  assert.deepEqual(given, spans);
  assert.deepEqual(reads, [
    [0, 15],
    [40_000, 40_600],
    [200, 300],
    [100_000, 100_003],
  ]);
});

test('a read that serves many ranges stays small, and several are under way', async () => {
  const spans = Array.from({ length: 400 }, (_, i) => [10_000 * i, 10_000 * i + 9000] as const);
  const { reader, reads, most } = counting(4_000_000);
  let count = 0;
  await readInTurn(reader, spans, never, () => count++);
  assert.equal(count, 400);
  assert.ok(reads.length < 400 && reads.every(([from, to]) => (to - from) * columnCount <= 2 ** 20));
  assert.ok(most() > 1 && most() <= 8, `${most()}`);
});

test('a broken read and an abort end it, and no range is read to the end for nothing', async () => {
  const spans = Array.from({ length: 100 }, (_, i) => [100_000 * i, 100_000 * i + 10] as const);
  const broken = counting(10_000_000, 3);
  await assert.rejects(
    readInTurn(broken.reader, spans, never, () => {}),
    /a broken disk/,
  );
  assert.ok(broken.reads.length < 20);
  const controller = new AbortController();
  const { reader, reads } = counting(10_000_000);
  await assert.rejects(
    readInTurn(reader, spans, controller.signal, () => controller.abort(new Error('not wanted'))),
    /not wanted/,
  );
  assert.ok(reads.length < 20);
});
