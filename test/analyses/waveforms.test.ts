import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseParams } from '../../core/analyses/params.ts';
import { type WaveformInputs, waveformParams } from '../../core/analyses/waveform-params.ts';
import { readWaveforms } from '../../core/analyses/waveforms-compute.ts';
import type { RecordingReader, RecordingRef } from '../../core/model/recording.ts';
import { computing } from '../computing.ts';

const columnCount = 9;
const channelCount = 8;

/** A recording in memory: a sync column beside eight channels. */
function memory(data: Int16Array | Float32Array): RecordingReader {
  const ref: RecordingRef = {
    file: 'memory',
    encoding: 'flat',
    sampleType: data instanceof Int16Array ? 'int16' : 'float32',
    headerBytes: 0,
    columnCount,
    sampleCount: data.length / columnCount,
    fingerprint: '',
  };
  return {
    ref,
    read: async (from, to) => {
      assert.ok(from >= 0 && to <= ref.sampleCount, `frames ${from} to ${to} of ${ref.sampleCount}`);
      return data.slice(from * columnCount, to * columnCount);
    },
    close: async () => {},
  };
}

async function waveformsOf(
  data: Int16Array | Float32Array,
  samples: readonly number[],
  given: Record<string, unknown> = {},
  uvPerBit = 1,
) {
  const reader = memory(data);
  const inputs: WaveformInputs = {
    sources: [
      {
        recording: reader.ref,
        sampleRateHz: 30_000,
        columns: Int32Array.from({ length: channelCount }, (_, i) => i),
        channelIds: Int32Array.from({ length: channelCount }, (_, i) => 100 + i),
        uvPerBit: new Float64Array(channelCount).fill(uvPerBit),
        sites: null,
      },
    ],
    units: [
      {
        unit: '3',
        source: 0,
        spikeIds: Uint32Array.from(samples, (_, i) => 10 * i + 7),
        samples: Float64Array.from(samples),
      },
    ],
  };
  const context = computing({ open: async () => reader, whole: true });
  const { warnings } = context;
  const { units } = await readWaveforms(inputs, parseParams(waveformParams, given), context);
  return { ...units[0]!, warnings };
}

/** Numbers that look like noise and repeat. */
function noise(seed: number, frames: number, size = 200): Int16Array {
  let state = seed;
  return Int16Array.from({ length: frames * columnCount }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.round((state / 2 ** 32 - 0.5) * size);
  });
}

const spikes = [300, 1200, 700];

test('a window of 82 samples is t − 41 … t + 40, with the spike in column 41; of 61, t − 30 … t + 30', async () => {
  const clock = Int16Array.from({ length: 2000 * columnCount }, (_, i) => Math.floor(i / columnCount));
  for (const [windowSamples, before] of [
    [82, 41],
    [61, 30],
    [2, 1],
  ] as const) {
    const { waveforms } = await waveformsOf(clock, spikes, { windowSamples, baseline: 'none' });
    assert.deepEqual(waveforms!.shape, [3, windowSamples, channelCount]);
    spikes.forEach((spike, i) => {
      for (let s = 0; s < windowSamples; s++)
        assert.equal(waveforms!.data[(i * windowSamples + s) * channelCount + 2], spike - before + s);
    });
  }
});

test('the first and the last window that fit are read, and those one sample further are told by their ids', async () => {
  const frames = 1000;
  const data = noise(1, frames);
  for (const windowSamples of [82, 61]) {
    const before = Math.floor(windowSamples / 2);
    const last = frames - windowSamples + before;
    const { spikeIds, leftOutSpikeIds, warnings } = await waveformsOf(
      data,
      // Not in the order of time, so that a mask by position in the file would hit others.
      [last + 1, 500, before - 1, last, before],
      { windowSamples },
    );
    assert.deepEqual([...spikeIds], [17, 37, 47]);
    assert.deepEqual([...leftOutSpikeIds], [7, 27]);
    assert.match(warnings[0]!, /unit 3: 2 spikes left out/);
  }
});

const processings: Record<string, Record<string, unknown>> = {
  'without a baseline': { baseline: 'none' },
  'high-passed': { highpassHz: 300 },
};
for (const [name, params] of Object.entries(processings))
  test(`waveforms are linear in the raw data: ${name}`, async () => {
    const [x, y] = [noise(11, 2000), noise(29, 2000, 90)];
    const mixed = x.map((value, i) => 3 * value - 2 * y[i]!);
    const [ofX, ofY, ofMixed] = await Promise.all(
      [x, y, mixed].map((data) => waveformsOf(data, spikes, params)),
    );
    for (const key of ['meanUv', 'waveforms'] as const) {
      const values = [ofX, ofY, ofMixed].map((result) =>
        key === 'meanUv' ? result!.meanUv : result!.waveforms!.data,
      );
      values[2]!.forEach((value, i) => {
        assert.ok(Math.abs(value - (3 * values[0]![i]! - 2 * values[1]![i]!)) < 1e-3, `${key} ${i}`);
      });
    }
  });

test('with the baseline, waveforms scale with the raw data and do not see an offset', async () => {
  const x = noise(5, 2000);
  const moved = x.map((value, i) => 4 * value + 1000 * (i % columnCount) - 3000);
  const [ofX, ofMoved] = [await waveformsOf(x, spikes), await waveformsOf(moved, spikes)];
  assert.deepEqual(
    ofMoved.waveforms!.data,
    ofX.waveforms!.data.map((value) => 4 * value),
  );
  assert.deepEqual(
    ofMoved.sdUv,
    ofX.sdUv.map((value) => 4 * value),
  );
});

test('filtered waveforms of a sum of recordings are the sum of their waveforms', async () => {
  const [a, b] = [noise(5, 2000), noise(6, 2000)];
  const sum = a.map((value, i) => value + b[i]!);
  const given = { highpassHz: 300 };
  const [ofA, ofB, ofSum] = [
    await waveformsOf(a, spikes, given),
    await waveformsOf(b, spikes, given),
    await waveformsOf(sum, spikes, given),
  ];
  assert.ok(ofSum.meanUv.some((value) => Math.abs(value) > 10));
  ofSum.meanUv.forEach((value, i) => {
    assert.ok(Math.abs(value - ofA.meanUv[i]! - ofB.meanUv[i]!) < 1e-3);
  });
});

test('samples of 16 bits and the same as floating point numbers give the same waveforms', async () => {
  const x = noise(8, 2000);
  const [whole, floating] = [
    await waveformsOf(x, spikes, {}, 2.34375),
    await waveformsOf(Float32Array.from(x), spikes, {}, 2.34375),
  ];
  for (const key of ['meanUv', 'sdUv'] as const)
    whole[key].forEach((value, i) => {
      assert.ok(Math.abs(value - floating[key][i]!) < 1e-3);
    });
});

test('a reference of all neighbours is the reference of all channels, and one of few takes what few share', async () => {
  const data = noise(3, 2000, 20);
  // The lower four channels share one signal, the upper four another.
  for (let i = 0; i < data.length; i++) {
    const [frame, column] = [Math.floor(i / columnCount), i % columnCount];
    data[i]! += Math.round(300 * Math.sin(frame / (column < 4 ? 9 : 4)));
  }
  const common = await waveformsOf(data, spikes, { medianReference: true });
  const all = await waveformsOf(data, spikes, { medianReference: true, referenceNeighbours: 7 });
  assert.deepEqual(all.meanUv, common.meanUv);
  const near = await waveformsOf(data, spikes, { medianReference: true, referenceNeighbours: 2 });
  const size = (values: Float32Array) =>
    Math.max(...values.filter((_, i) => i % channelCount === 0 || i % channelCount === 7));
  assert.ok(size(near.waveforms!.data) < 30 && size(common.waveforms!.data) > 100);
});

test('whitening takes away what channels share, and leaves each channel’s noise its size', async () => {
  const frames = 20_000;
  const data = noise(3, frames, 100);
  const shared = noise(4, frames, 400);
  for (let i = 0; i < data.length; i++) data[i]! += shared[Math.floor(i / columnCount) * columnCount]!;
  const samples = Array.from({ length: 150 }, (_, i) => 300 + 130 * i);
  const correlation = (values: Float32Array, a: number, b: number) => {
    let [ab, aa, bb] = [0, 0, 0];
    for (let i = 0; i < values.length; i += channelCount) {
      ab += values[i + a]! * values[i + b]!;
      aa += values[i + a]! ** 2;
      bb += values[i + b]! ** 2;
    }
    return { correlation: ab / Math.sqrt(aa * bb), power: aa };
  };
  const plain = correlation((await waveformsOf(data, samples)).waveforms!.data, 1, 6);
  assert.ok(plain.correlation > 0.8);
  for (const whitenNeighbours of [null, 7]) {
    const { waveforms } = await waveformsOf(data, samples, { whiten: 'noise', whitenNeighbours });
    const white = correlation(waveforms!.data, 1, 6);
    assert.ok(Math.abs(white.correlation) < 0.05, `${white.correlation}`);
    assert.ok(Math.abs(white.power / plain.power - 1) < 0.05);
  }
});

test('a recording too short to whiten by says what it lacks', async () => {
  await assert.rejects(waveformsOf(noise(1, 12), [6], { windowSamples: 2, whiten: 'noise' }), {
    name: 'ParameterError',
    message: /whiten: the recording has 12 samples, expected at least 16/,
  });
});

test('a filtered waveform does not depend on where its read begins', async () => {
  const data = noise(17, 9000, 2000);
  const alone = await waveformsOf(data, [4500], { highpassHz: 300 });
  const crowd = await waveformsOf(data, [4400, 4500, 4510, 4700], { highpassHz: 300 });
  const size = 82 * channelCount;
  assert.deepEqual(crowd.waveforms!.data.slice(size, 2 * size), alone.waveforms!.data);
});

test('the density counts every waveform once per channel and sample, or says how many it left out', async () => {
  const data = noise(6, 9000);
  const samples = Array.from({ length: 40 }, (_, i) => 100 + 200 * i);
  const { density, shown } = await waveformsOf(data, samples, { show: 'density', channelCount: 3 });
  const total = density!.counts.reduce((sum, count) => sum + (count || 0), 0);
  assert.equal(shown.length, 3);
  assert.equal(total + density!.outside, 40 * 82 * 3);
});

test('the overlay draws so many waveforms, spread over all, and all of them for 0', async () => {
  const data = noise(6, 9000);
  const samples = Array.from({ length: 40 }, (_, i) => 100 + 200 * i);
  for (const [lineCount, drawn, last] of [
    [5, 5, 36],
    [0, 40, 39],
    [100, 40, 39],
  ] as const) {
    const { examples, shown, waveforms } = await waveformsOf(data, samples, {
      show: 'overlay',
      lineCount,
      channelCount: 2,
    });
    assert.equal(examples!.length, 2 * drawn * 82);
    assert.equal(
      examples![82 * drawn + (drawn - 1) * 82 + 9],
      waveforms!.data[(last * 82 + 9) * channelCount + shown[1]!],
    );
  }
});

test('channels can be shown from any first one to the last, and not from beyond it', async () => {
  const data = noise(6, 2000);
  const { shown } = await waveformsOf(data, spikes, { channelStart: 6, channelCount: 4 });
  assert.deepEqual([...shown], [6, 7]);
  await assert.rejects(waveformsOf(data, spikes, { channelStart: 8 }), {
    name: 'ParameterError',
    message: 'channelStart: got 8, expected a channel from 0 to 7',
  });
});

test('more single waveforms than fit into the memory are refused before anything is read', async () => {
  const many = Array.from({ length: 200_000 }, () => 15_100);
  await assert.rejects(waveformsOf(noise(6, 31_000), many, { windowSamples: 30_000 }), {
    name: 'ParameterError',
    message: /^count: 200000 waveforms of 30000 samples × 8 channels take 178\.8 GB/,
  });
});

test('a unit without a readable spike has no peak and no numbers', async () => {
  const { peak, meanUv, spikeIds, waveforms } = await waveformsOf(noise(6, 2000), [3], { show: 'density' });
  assert.deepEqual([peak, spikeIds.length, waveforms!.shape[0]], [-1, 0, 0]);
  assert.ok(meanUv.every(Number.isNaN));
});
