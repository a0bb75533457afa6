import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceWindow } from '../../../core/engine/engine-api.ts';
import { Cancelled } from '../../../core/model/errors.ts';
import { type AskedRun, TileStore } from '../../../webviews/traces/tile-store.ts';
import {
  columnSamplesOf,
  levelFor,
  mostLevel,
  mostReadLevel,
  planRuns as planOf,
  type Run,
  tileRange,
  tileSamplesOf,
} from '../../../webviews/traces/tiles.ts';

const sampleCount = 3_600_000;

test('a pixel is told by about one column, and a tile is whole columns that nobody needs long for', () => {
  for (const samplesPerPixel of [0.01, 1, 1.3, 3, 40, 590]) {
    const columns = samplesPerPixel / columnSamplesOf(levelFor(samplesPerPixel));
    assert.ok(samplesPerPixel < 1 || (columns > 0.7 && columns < 1.42), `${columns}`);
  }
  for (let level = 0; level <= mostLevel; level++) {
    assert.equal(tileSamplesOf(level) % columnSamplesOf(level), 0);
    if (level <= mostReadLevel) assert.ok(tileSamplesOf(level) <= 32_768);
    // Two 16-bit numbers per column of 384 channels.
    assert.ok((tileSamplesOf(level) / columnSamplesOf(level)) * 384 * 4 <= 3.2e6);
  }
});

const facts = (given: Partial<Parameters<typeof planRuns>[0]> = {}) => ({
  level: 5,
  startSample: 100_000,
  endSample: 130_000,
  sampleCount,
  direction: 0 as const,
  hasOverview: false,
  has: () => false,
  ...given,
});
const planRuns = (given: Parameters<typeof planOf>[0]): Run[] => {
  const { seen, ahead } = planOf(given);
  return [...seen, ...ahead];
};
const tilesOf = (runs: readonly Run[]) =>
  runs.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, i) => first + i));

test('all that is seen is asked for first, then as much in the direction of travel, nothing twice', () => {
  const seen = tileRange(5, 100_000, 130_000, sampleCount);
  const isSeen = (tile: number) => tile >= seen.first && tile < seen.end;
  for (const direction of [-1, 0, 1] as const) {
    const tiles = tilesOf(planRuns(facts({ direction })));
    assert.equal(new Set(tiles).size, tiles.length);
    assert.deepEqual(
      tiles.slice(0, seen.end - seen.first).sort((a, b) => a - b),
      Array.from({ length: seen.end - seen.first }, (_, i) => seen.first + i),
    );
    const ahead = tiles.filter((tile) => !isSeen(tile));
    assert.ok(ahead.length > 0);
    if (direction > 0) assert.ok(ahead.every((tile) => tile >= seen.end));
    if (direction < 0) assert.ok(ahead.every((tile) => tile < seen.first));
    // No more than one screen further.
    for (const tile of ahead)
      assert.ok((tile + 1) * 2048 > 100_000 - 30_000 - 2048 && tile * 2048 < 130_000 + 30_000);
  }
});

test('what somebody waits for is divided between threads and the link, what is read ahead keeps none for long', () => {
  // A second of a probe on a page 1200 pixels wide.
  const { seen, ahead } = planOf(facts({ startSample: 81_920, endSample: 111_920 }));
  assert.deepEqual(
    seen.map(({ first, end }) => end - first),
    [4, 4, 4, 3],
  );
  assert.ok(ahead.every(({ first, end }) => (end - first) * tileSamplesOf(5) <= 8192));
});

test('what is there is not asked for, and nothing lies outside the recording', () => {
  const all = tilesOf(planRuns(facts()));
  assert.deepEqual(planRuns(facts({ has: () => true })), []);
  assert.deepEqual(tilesOf(planRuns(facts({ has: (tile) => tile !== all[1] }))), [all[1]]);
  const end = planRuns(
    facts({ startSample: sampleCount - 5000, endSample: sampleCount + 9000, direction: 1 }),
  );
  assert.ok(tilesOf(end).every((tile) => tile >= 0 && tile * 2048 < sampleCount));
  const start = planRuns(facts({ startSample: 0, endSample: 5000, direction: -1 }));
  assert.deepEqual(tilesOf(start), [2, 1, 0]);
});

test('where there is an overview much is asked for at once, and everything of the longest recording with few requests', () => {
  const runs = (level: number, hasOverview: boolean) =>
    planRuns(facts({ level, startSample: 0, endSample: 600_000, hasOverview })).length;
  assert.ok(runs(9, true) < runs(9, false) / 4);
  assert.equal(runs(5, true), runs(5, false));
  // Ten hours on a wide page.
  const whole = { startSample: 0, endSample: 1.08e9, sampleCount: 1.08e9 };
  assert.ok(planRuns(facts({ ...whole, level: levelFor(1.08e9 / 3000), hasOverview: true })).length <= 12);
});

/** A host that answers when it is told to. */
function host(channelCount = 2) {
  const asked: { run: AskedRun; signal: AbortSignal; answer(): void; fail(error: Error): void }[] = [];
  const changes: unknown[] = [];
  const fetch = (run: AskedRun, signal: AbortSignal) =>
    new Promise<TraceWindow>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Cancelled()));
      const columnSamples = columnSamplesOf(run.level);
      const columnCount = ((run.end - run.first) * tileSamplesOf(run.level)) / columnSamples;
      const window = {
        startSample: run.first * tileSamplesOf(run.level),
        columnSamples,
        columnCount,
        columns: Int32Array.of(0, 1),
        values: new Int16Array(channelCount * columnCount * (columnSamples > 1 && !run.onlyFurthest ? 2 : 1)),
        stepUv: Float32Array.of(1, 1),
        onlyFurthest: run.onlyFurthest,
      };
      asked.push({ run, signal, answer: () => resolve(window), fail: reject });
    });
  const store = new TileStore(
    fetch,
    (error) => void changes.push(error),
    (go) => void setImmediate(go),
  );
  return { store, asked, changes };
}
/** What was answered has been taken, and what follows from it begun: turns of the loop, not time. */
const settled = async () => {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
};
const wanted = (startSample: number, more = {}) => ({
  level: 5,
  startSample,
  endSample: startSample + 30_000,
  sampleCount,
  direction: 0 as const,
  hasOverview: false,
  ...more,
});

test('a view that is left is not waited for: its requests are aborted, and only four run at once', async () => {
  const { store, asked, changes } = host();
  store.show(wanted(0));
  assert.equal(asked.length, 4);
  store.show(wanted(1_000_000));
  assert.ok(asked.slice(0, 4).every(({ signal }) => signal.aborted));
  assert.equal(asked.length, 8);
  await settled();
  assert.deepEqual(changes, [], 'nobody is told of what was dropped');
  assert.ok(store.loading);
  for (const each of asked.slice(4)) {
    assert.equal(asked.length, 8, 'nothing is read ahead while somebody waits');
    each.answer();
  }
  await settled();
  assert.equal(store.loading, false);
  assert.ok(store.lacks(wanted(2_000_000)), 'before it is asked for');
  assert.equal(asked.length, 9, 'reading goes on ahead, one after the other');
  assert.equal(store.at(5, 1_000_000)?.startSample, Math.floor(1_000_000 / 2048) * 2048);
  assert.equal(store.at(5, 0), undefined);
});

test('a step to the side keeps what is on its way', () => {
  const { store, asked } = host();
  store.show(wanted(1_000_000));
  store.show(wanted(1_001_000));
  assert.ok(asked.every(({ signal }) => !signal.aborted));
});

test('pieces that come shortly after each other are one picture', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { store, asked, changes } = host();
  let pieces = 0;
  store.whenPiece = () => void pieces++;
  store.show(wanted(0));
  asked[0]!.answer();
  await settled();
  assert.deepEqual(changes, [], 'showing it would keep the rest waiting');
  assert.equal(pieces, 1, 'but it may be painted in memory');
  t.mock.timers.tick(1000);
  assert.deepEqual(changes, [null], 'the rest takes longer: what is there is shown');
  for (const each of asked) each.answer();
  await settled();
  assert.deepEqual(changes, [null, null], 'all is there: it is shown at once');
  assert.equal(pieces, 3, 'the last piece is shown, not painted ahead');
  store.close();
});

test('an image asks for one value of each column, lines for both unless they are there', async () => {
  const { store, asked } = host();
  const answered = async () => {
    for (const each of asked.splice(0)) each.answer();
    await settled();
  };
  const image = wanted(0, { onlyFurthest: true });
  store.show(image);
  assert.ok(asked.every(({ run }) => run.onlyFurthest));
  store.show(wanted(0));
  assert.ok(asked.slice(0, 4).every(({ signal }) => signal.aborted));
  assert.ok(asked.length === 8 && asked.slice(4).every(({ run }) => !run.onlyFurthest));
  asked.splice(0, 4);
  await answered();
  assert.ok(!store.lacks(wanted(0)) && !store.lacks(image));
  store.show(wanted(900_000, { onlyFurthest: true }));
  await answered();
  assert.ok(store.at(5, 900_000), 'what is there is shown until the rest comes');
  assert.ok(store.lacks(wanted(900_000)));
  store.close();
});

test('what failed is told, and asked for again only by another view', async () => {
  const { store, asked, changes } = host();
  store.show(wanted(0));
  asked[0]!.fail(new Error('the disk is gone'));
  await settled();
  assert.match(String(changes[0]), /the disk is gone/);
  assert.equal(asked.length, 4);
  store.show(wanted(0));
  assert.equal(asked.length, 5);
});

test('no more is kept than a quarter of what a page may have', async () => {
  const { store, asked } = host(400);
  const first = 8;
  for (let i = 0; i < 120; i++) {
    store.show(
      wanted((first + i * 4) * 2048, { level: 0, endSample: (first + i * 4 + 1) * 2048, direction: 1 }),
    );
    for (const each of asked.splice(0)) each.answer();
    await settled();
  }
  assert.ok(store.bytes > 60e6 && store.bytes <= 80 * 2 ** 20, `${store.bytes} bytes`);
  assert.equal(store.at(0, first * 2048), undefined, 'what was seen longest ago is gone');
  assert.ok(store.at(0, (first + 119 * 4) * 2048), 'what is seen is there');
  store.close();
});

test('what an overview did not have yet is shown, and asked for again when it has gone on', async () => {
  let isPartial = true;
  let asked = 0;
  const store = new TileStore(
    async ({ level, first, end }) => {
      asked++;
      const columnCount = ((end - first) * tileSamplesOf(level)) / columnSamplesOf(level);
      return {
        startSample: first * tileSamplesOf(level),
        columnSamples: columnSamplesOf(level),
        columnCount,
        columns: Int32Array.of(0),
        values: new Int16Array(2 * columnCount),
        stepUv: Float32Array.of(1),
        ...(isPartial ? { isPartial } : {}),
      };
    },
    () => undefined,
  );
  store.show(wanted(0, { level: 13, endSample: 3_000_000, hasOverview: true }));
  await settled();
  const before = asked;
  assert.ok(!store.loading && store.at(13, 0)?.window.isPartial);
  isPartial = false;
  store.refresh();
  assert.ok(!store.loading, 'what is shown stays until its successor comes');
  await settled();
  assert.ok(asked > before && !store.at(13, 0)?.window.isPartial);
  const after = asked;
  store.refresh();
  await settled();
  assert.equal(asked, after);
});
