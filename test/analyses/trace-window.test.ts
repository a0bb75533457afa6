import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packWindow, unpackWindow } from '../../core/analyses/packed-window.ts';
import { parseParams } from '../../core/analyses/params.ts';
import { checkLength, traceInputs } from '../../core/analyses/trace-inputs.ts';
import { highestUnknown, traceParams } from '../../core/analyses/trace-params.ts';
import { traceWindow } from '../../core/analyses/trace-window.ts';
import { openDataset } from '../../core/io/open-dataset.ts';
import { openRecording } from '../../core/io/open-recording.ts';
import { butterworthHighpass } from '../../core/kernels/butterworth.ts';
import { filterForwardBackward } from '../../core/kernels/filter-forward-backward.ts';
import type { Dataset } from '../../core/model/dataset.ts';
import { AccessError } from '../../core/model/errors.ts';
import type { RecordingReader, RecordingRef } from '../../core/model/recording.ts';
import { recordingFixture } from '../synthetic.ts';

const context = { open: openRecording, signal: new AbortController().signal };
const shown = async (dataset: Dataset, stretch: object, processing = {}, stream = 'imec0.ap') =>
  traceWindow(
    await traceInputs(
      dataset,
      { stream, startSample: 0, endSample: 30_000, columnSamples: 1, ...stretch },
      parseParams(traceParams, processing),
    ),
    context,
  );
const raw = { highpassHz: null, reference: 'none' } as const;
const cleaned = { highpassHz: 300, reference: 'median' } as const;

/** (channels × samples) in µV, as the file has them. */
async function samplesUv(dataset: Dataset, start: number, end: number): Promise<Float64Array[]> {
  const stream = dataset.streams.find(({ id }) => id === 'imec0.ap')!;
  const reader = await openRecording(stream.raw!);
  const rows = await reader.read(start, end);
  await reader.close();
  return stream.channels
    .filter(({ role }) => role === 'neural')
    .map(({ column, uvPerBit }) =>
      Float64Array.from(
        { length: end - start },
        (_, i) => rows[i * stream.raw!.columnCount + column]! * uvPerBit,
      ),
    );
}

const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};

test('samples without processing are those of the file in microvolts, to half a step', async () => {
  const dataset = await openDataset(await recordingFixture());
  const window = await shown(dataset, { startSample: 1234, endSample: 2234 }, raw);
  const truth = await samplesUv(dataset, 1234, 2234);
  assert.equal(window.columnCount, 1000);
  truth.forEach((samples, channel) => {
    const step = window.stepUv[channel]!;
    for (let i = 0; i < samples.length; i++)
      assert.ok(Math.abs(window.values[channel * 1000 + i]! * step - samples[i]!) <= step * 0.51);
  });
});

test('an envelope holds the lowest and highest sample of every column and channel, its last column what is left', async () => {
  const dataset = await openDataset(await recordingFixture());
  // Longer than a block, and columns that straddle the seam between blocks.
  const [startSample, endSample, columnSamples] = [777, 777 + 40_000, 300];
  const window = await shown(dataset, { startSample, endSample, columnSamples }, raw);
  const truth = await samplesUv(dataset, startSample, endSample);
  assert.equal(window.columnCount, 134);
  truth.forEach((samples, channel) => {
    for (let column = 0; column < 134; column++) {
      const own = samples.slice(column * 300, (column + 1) * 300);
      const at = 2 * (channel * 134 + column);
      const step = window.stepUv[channel]!;
      assert.ok(Math.abs(window.values[at]! * step - Math.min(...own)) <= step * 0.51);
      assert.ok(Math.abs(window.values[at + 1]! * step - Math.max(...own)) <= step * 0.51);
    }
  });
});

test('of a column the value furthest from zero is told where that is enough, the same to the bit, and packed in half the bytes', async () => {
  const dataset = await openDataset(await recordingFixture());
  const stretch = { startSample: 4096, endSample: 4096 + 8000, columnSamples: 32 };
  const both = await shown(dataset, stretch, cleaned);
  const one = await shown(dataset, { ...stretch, onlyFurthest: true }, cleaned);
  assert.equal(one.columnCount, 250);
  assert.deepEqual(one.stepUv, both.stepUv);
  assert.deepEqual(
    one.values,
    Int16Array.from(one.values, (_, i) => {
      const [low, high] = [both.values[2 * i]!, both.values[2 * i + 1]!];
      return -low > high ? low : high;
    }),
  );
  assert.ok(one.values.some((value) => value < 0) && one.values.some((value) => value > 0));
  const packed = packWindow(one);
  assert.deepEqual(unpackWindow(packed), one);
  assert.ok(packed.packed.length < 0.65 * packWindow(both).packed.length);
  const samples = await shown(dataset, { ...stretch, columnSamples: 1, onlyFurthest: true }, cleaned);
  assert.deepEqual(
    samples,
    await shown(dataset, { ...stretch, columnSamples: 1 }, cleaned),
    'of samples all',
  );
});

test('a filtered and referenced stretch is that of the whole recording, at its ends and in the middle', async () => {
  const dataset = await openDataset(await recordingFixture());
  const truth = await samplesUv(dataset, 0, 120_000);
  const filtered = truth.map((samples) =>
    filterForwardBackward(samples, butterworthHighpass(3, 300 / 30_000)),
  );
  for (const startSample of [0, 50_000]) {
    const window = await shown(dataset, { startSample, endSample: startSample + 500 }, cleaned);
    for (let i = 0; i < 500; i += 7) {
      const common = median(filtered.map((samples) => samples[startSample + i]!));
      filtered.forEach((samples, channel) => {
        const drawn = window.values[channel * 500 + i]! * window.stepUv[channel]!;
        assert.ok(
          Math.abs(drawn - (samples[startSample + i]! - common)) < 0.1,
          `channel ${channel}, sample ${i}`,
        );
      });
    }
  }
});

test('two neighbouring stretches show the same as one that holds both', async () => {
  const dataset = await openDataset(await recordingFixture());
  const both = await shown(dataset, { startSample: 60_000, endSample: 62_048 }, cleaned);
  const second = await shown(dataset, { startSample: 61_024, endSample: 62_048 }, cleaned);
  second.stepUv.forEach((step, channel) => {
    for (let i = 0; i < 1024; i++) {
      const apart = second.values[channel * 1024 + i]! * step;
      const together = both.values[channel * 2048 + 1024 + i]! * both.stepUv[channel]!;
      assert.ok(Math.abs(apart - together) < 0.1);
    }
  });
});

test('the median of each shank is subtracted from its own channels', async () => {
  const dataset = await openDataset(await recordingFixture({ preset: 'glx-2.0', seconds: 5 }));
  const processing = { highpassHz: null, reference: 'shank' };
  const stream = dataset.streams.find(({ id }) => id === 'imec0.ap')!;
  const window = await shown(dataset, { endSample: 50 }, processing);
  for (const shank of new Set(stream.probe!.sites.map(({ shank }) => shank))) {
    const own = stream.probe!.sites.filter((site) => site.shank === shank && !site.isReference);
    for (let i = 0; i < 50; i++) {
      const places = own.map(({ column }) => window.columns.indexOf(column));
      const values = places.map((place) => window.values[place * 50 + i]! * window.stepUv[place]!);
      assert.ok(Math.abs(median(values)) < 0.05, `shank ${shank}, sample ${i}`);
    }
  }
});

test('a stretch that ends after the recording is cut at its end', async () => {
  const dataset = await openDataset(await recordingFixture());
  const { sampleCount } = dataset.streams.find(({ id }) => id === 'imec0.ap')!;
  const window = await shown(dataset, { startSample: sampleCount! - 100, endSample: sampleCount! + 50_000 });
  assert.equal(window.columnCount, 100);
});

test('what cannot be shown is told in one sentence', async () => {
  const dataset = await openDataset(await recordingFixture());
  const refused = (stretch: object, processing: object, sentence: RegExp) =>
    assert.rejects(shown(dataset, stretch, processing), sentence);
  await refused(
    { startSample: 99e6, endSample: 99e6 + 1 },
    {},
    /is outside the recording of imec0\.ap, which lasts 12 s/,
  );
  await refused({ startSample: 500, endSample: 400 }, {}, /outside the recording/);
  const stream = dataset.streams.find(({ id }) => id === 'imec0.ap')!;
  const long = await traceInputs(
    dataset,
    { stream: 'imec0.ap', startSample: 0, endSample: 1, columnSamples: 7 },
    parseParams(traceParams, {}),
  );
  assert.throws(
    () => checkLength({ ...long, endSample: 700_000 }, stream),
    /longer than the 20 s that are read at once; make an overview/,
  );
  await refused({}, { highpassHz: 15_000 }, /highpassHz: 15 ?000 Hz is not below half the sampling rate/);
  await refused({ channels: [32] }, {}, /channels: 32 is no voltage channel of imec0\.ap, which shows 32/);
  await refused({ stream: 'imec7.ap' }, {}, /no stream 'imec7\.ap'/);
  const missing = await openDataset(
    await recordingFixture({ preset: 'glx-1.0', seconds: 12, channels: 32, raw: false }),
  );
  await assert.rejects(shown(missing, {}), /no raw data of imec0\.ap\. .+/);
});

test('stretches that are read at the same time on one thread do not mix', async () => {
  const dataset = await openDataset(await recordingFixture());
  const starts = [0, 30_000, 200_000];
  const alone = [];
  for (const startSample of starts)
    alone.push(
      await shown(dataset, { startSample, endSample: startSample + 20_000, columnSamples: 16 }, cleaned),
    );
  const together = await Promise.all(
    starts.map((startSample) =>
      shown(dataset, { startSample, endSample: startSample + 20_000, columnSamples: 16 }, cleaned),
    ),
  );
  assert.deepEqual(together, alone);
});

/** As a disk with a bad sector: whoever reads one of samples [from, end) gets an error. */
const openDamaged =
  (from: number, end: number) =>
  async (ref: RecordingRef): Promise<RecordingReader> => {
    const { readInto, ...reader } = await openRecording(ref);
    const check = (start: number, count: number) => {
      if (start < end && start + count > from) throw new AccessError(`${ref.file}: could not be read (EIO)`);
    };
    return {
      ...reader,
      async readInto(target, start, signal) {
        check(start, target.length / ref.columnCount);
        await readInto!(target, start, signal);
      },
    };
  };

test('a range that cannot be read is named, and all around it is drawn as ever', async () => {
  const dataset = await openDataset(await recordingFixture());
  const inputs = async (columnSamples: number) =>
    traceInputs(
      dataset,
      { stream: 'imec0.ap', startSample: 60_000, endSample: 120_000, columnSamples },
      parseParams(traceParams, cleaned),
    );
  const damaged = { ...context, open: openDamaged(90_000, 90_010) };
  for (const columnSamples of [1, 128]) {
    const whole = await traceWindow(await inputs(columnSamples), context);
    const window = await traceWindow(await inputs(columnSamples), damaged);
    assert.equal(window.gaps!.length, 1);
    const [gap] = window.gaps!;
    assert.ok(gap!.startSample <= 90_000 && gap!.endSample >= 90_010);
    assert.ok(gap!.endSample - gap!.startSample <= 2048);
    assert.match(gap!.message, /could not be read/);
    const faces = columnSamples === 1 ? 1 : 2;
    for (let column = 0; column < window.columnCount; column++) {
      const at = column * faces;
      const first = 60_000 + column * columnSamples;
      const isInside = first >= gap!.startSample && first + columnSamples <= gap!.endSample;
      assert.equal(window.values[at + faces - 1] === highestUnknown, isInside);
      // Away from the gap the filter does not see it.
      if (first > gap!.endSample + 3000 || first + columnSamples < gap!.startSample - 3000) {
        const uv = window.values[at]! * window.stepUv[0]!;
        const wanted = whole.values[at]! * whole.stepUv[0]!;
        assert.ok(Math.abs(uv - wanted) < 0.2, `${uv} instead of ${wanted}`);
      }
    }
  }
  await assert.rejects(
    traceWindow(await inputs(1), { ...context, open: openDamaged(0, 1e9) }),
    /could not be read \(EIO\)/,
  );
});
