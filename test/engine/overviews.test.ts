import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { Engine } from '../../core/engine/engine.ts';
import type { TraceWindow } from '../../core/engine/engine-api.ts';
import { parseNpy } from '../../core/formats/npy.ts';
import {
  foldColumns,
  levelWithin,
  overviewLevels,
  overviewStep,
} from '../../core/kernels/overview-levels.ts';
import { recordingFixture } from '../synthetic.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'overviews-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
const newEngine = (cache = path.join(folder, `${count++}`)) =>
  new Engine({ threads: 0, cache: { folder: cache } });

const of = async (processing = {}) => ({ dataset: await recordingFixture(), stream: 'imec0.ap', processing });
const raw = { highpassHz: null, reference: 'none' } as const;
const quiet = () => ({ signal: new AbortController().signal, progress() {} });
const extremes = ({ values, columnCount, stepUv }: TraceWindow, channel: number, column: number) =>
  [0, 1].map((face) => values[2 * (channel * columnCount + column) + face]! * stepUv[channel]!);

test('an overview shows the extremes that reading the recording shows, on every level and for any processing', async () => {
  for (const processing of [raw, { highpassHz: 300, reference: 'median' }]) {
    const request = await of(processing);
    const read = newEngine();
    const shown = newEngine();
    await shown.makeOverview(request, quiet());
    assert.equal(await shown.overviewDone(request), 1);
    for (const columnSamples of [256, 512, 1024, 16_384, 131_072]) {
      const stretch = { startSample: 131_072, endSample: 360_000, columnSamples };
      const truth = await read.traces({ ...request, ...stretch });
      const seen = await shown.traces({ ...request, ...stretch });
      assert.equal(seen.columnCount, truth.columnCount);
      assert.deepEqual(seen.columns, truth.columns);
      // Whole bits in the overview, half a step of 16 bits in what was read.
      for (let channel = 0; channel < truth.columns.length; channel += 13)
        for (let column = 0; column < truth.columnCount; column++) {
          const wanted = extremes(truth, channel, column);
          extremes(seen, channel, column).forEach((value, face) => {
            assert.ok(Math.abs(value - wanted[face]!) <= seen.stepUv[channel]! * 0.52);
          });
        }
    }
  }
});

test('an overview is about a hundredth of its recording, and NumPy can read it', async () => {
  const cache = path.join(folder, 'size');
  const engine = newEngine(cache);
  const request = await of(raw);
  await engine.makeOverview(request, quiet());
  const name = readdirSync(path.join(cache, 'overview')).find((file) => file.endsWith('.npy'))!;
  const file = path.join(cache, 'overview', name);
  const { streams } = await engine.open(request.dataset);
  const stream = streams.find(({ id }) => id === 'imec0.ap')!;
  const share =
    statSync(file).size / (2 * stream.sampleCount! * (stream.channelCount + stream.syncWordCount));
  assert.ok(share > 0.008 && share < 0.0125, `${share}`);
  const { shape } = parseNpy(readFileSync(file), file);
  const last = overviewLevels(stream.sampleCount!).at(-1)!;
  assert.deepEqual(shape, [last.firstColumn + last.columnCount, stream.channelCount, 2]);
  assert.deepEqual(
    readdirSync(path.join(cache, 'overview')).filter((file) => /partial|journal|lock/.test(file)),
    [],
  );
});

test('an overview that was cancelled shows what is there, and goes on where it stopped', async () => {
  const engine = newEngine();
  const request = await of(raw);
  const controller = new AbortController();
  const steps: number[] = [];
  await assert.rejects(
    engine.makeOverview(request, {
      signal: controller.signal,
      progress: ({ done }) => {
        steps.push(done!);
        if (steps.length === 2) controller.abort();
      },
    }),
  );
  const done = (await engine.overviewDone(request))!;
  assert.ok(done > 0 && done < 1);
  const stretch = { startSample: 0, endSample: 5 * overviewStep, columnSamples: 4096 };
  const partial = await engine.traces({ ...request, ...stretch });
  assert.equal(partial.isPartial, true);
  const known = (column: number) => partial.values[2 * column]! <= partial.values[2 * column + 1]!;
  assert.ok(known(0));
  assert.ok(!known(4.5 * 16));

  const later: number[] = [];
  await engine.makeOverview(request, { ...quiet(), progress: ({ done }) => void later.push(done!) });
  assert.ok(later[0]! > done, 'steps that were done are not done again');
  assert.equal((await engine.traces({ ...request, ...stretch })).isPartial, undefined);
});

test('an overview is found again by another process, and of another processing there is none', async () => {
  const cache = path.join(folder, 'shared');
  const request = await of(raw);
  await newEngine(cache).makeOverview(request, quiet());
  assert.equal(await newEngine(cache).overviewDone(request), 1);
  assert.equal(await newEngine(cache).overviewDone(await of({ highpassHz: 500 })), null);
});

test('levels of an overview join four columns each, and the coarsest that fits is taken', () => {
  const levels = overviewLevels(1_000_000);
  assert.deepEqual(
    levels.map(({ columnSamples }) => columnSamples),
    [256, 1024, 4096, 16_384, 65_536],
  );
  assert.equal(levelWithin(levels, 2048)!.columnSamples, 1024);
  assert.equal(levelWithin(levels, 128), null);
  assert.deepEqual([...foldColumns(Int16Array.of(1, 2, 32767, -32768, -3, 0), 1, 2)], [1, 2, -3, 0]);
});

test('an overview is not deleted for other results, and goes when all results are cleared', async () => {
  const cache = path.join(folder, 'small');
  const engine = new Engine({ threads: 0, cache: { folder: cache, maxBytes: 20_000 } });
  const request = await of(raw);
  await engine.makeOverview(request, quiet());
  for (const unit of ['1', '2', '3'])
    await engine.run({ ...request, analysis: 'isi', units: [unit], params: {} });
  await engine.cached(request.dataset);
  assert.equal(await engine.overviewDone(request), 1);
  await engine.clearCache(request.dataset);
  assert.equal(await engine.overviewDone(request), null);
});
