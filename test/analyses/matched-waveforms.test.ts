import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { matchUnit } from '../../core/analyses/matched-waveforms-compute.ts';
import {
  matchedWaveformParams,
  type UnitMatched,
  type UnitToMatch,
} from '../../core/analyses/matched-waveforms-params.ts';
import { parseParams } from '../../core/analyses/params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { rollSamples } from '../../core/kernels/shift-match.ts';
import type { RecordingReader, RecordingRef } from '../../core/model/recording.ts';
import { computing } from '../computing.ts';
import { ownRecording, recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });

async function run(units: string[], params: Record<string, unknown> = {}, dataset?: string) {
  const { result, warnings } = await engine.run({
    dataset: dataset ?? (await recordingFixture()),
    analysis: 'matched-waveforms',
    units,
    params,
    cache: 'off',
  });
  return { unit: (result as UnitMatched[])[0]!, warnings };
}

/** One spike every 200 samples, each the template moved and placed as told, on eight channels. */
function planted(
  spikes: readonly { shift?: number; channel?: number; gain?: number }[],
  { early = 0 } = {},
): { unit: UnitToMatch; open: () => Promise<RecordingReader>; template: Float32Array } {
  const [period, width, length] = [200, 8, 82];
  const template = new Float32Array(length * width);
  for (let i = 0; i < template.length; i++) {
    const t = Math.floor(i / width) - 41;
    template[i] = -500 * Math.exp(-((t / 4) ** 2)) * (1 - t / 6);
  }
  const samples = Float64Array.from(spikes, (_, i) => (i + 1) * period);
  if (early) samples[0] = early;
  const sampleCount = (spikes.length + 1) * period;
  const data = new Int16Array(sampleCount * width);
  spikes.forEach(({ shift = 0, channel = 3, gain = 1 }, i) => {
    const spike = template.map((value, k) => (value * gain) / (1 + Math.abs((k % width) - channel)) ** 2);
    rollSamples(spike, width, shift);
    spike.forEach((value, k) => {
      const at = (samples[i]! - 41) * width + k;
      if (at >= 0) data[at] = Math.round(value);
    });
  });
  const recording: RecordingRef = {
    file: 'planted',
    encoding: 'flat',
    sampleType: 'int16',
    headerBytes: 0,
    columnCount: width,
    sampleCount,
    fingerprint: 'planted',
  };
  const reader: RecordingReader = {
    ref: recording,
    read: async (from, to) => data.slice(from * width, to * width),
    close: async () => undefined,
  };
  const columns = Int32Array.from({ length: width }, (_, i) => i);
  const unit: UnitToMatch = {
    ...{ unit: '7', recording, sampleRateHz: 30_000, columns, channelIds: columns, sites: null },
    uvPerBit: new Float64Array(width).fill(1),
    spikeIds: Uint32Array.from(samples, (_, i) => 1000 + 3 * i),
    samples,
    templatePeak: 3,
  };
  return { unit, open: async () => reader, template };
}

async function matched(spikes: Parameters<typeof planted>[0], params: object, early = 0) {
  const { unit, open } = planted(spikes, { early });
  const context = computing({ open, whole: true });
  const { warnings } = context;
  const result = await matchUnit(
    unit,
    { ...parseParams(matchedWaveformParams), ...params },
    context,
    () => undefined,
  );
  return { result, warnings, unit };
}

const repeated = (n: number, of: { shift?: number; channel?: number; gain?: number }) => Array(n).fill(of);

test('shifts of −2 to 3 samples are taken back, and a shift of 6 is left out (limit 5)', async () => {
  const spikes = [0, 0, 0, 0, -2, -1, 1, 2, 3, 6].flatMap((shift) => repeated(10, { shift }));
  const { result } = await matched(spikes, {});
  assert.deepEqual([...result.lagsSamples], [0, 0, 0, 0, 2, 1, -1, -2, -3, -6]);
  assert.deepEqual([...result.afterShift], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  const [, still] = [result, (await matched(repeated(10, {}), {})).result];
  // The edges of the rolled windows hold what the roll brought in; the spike itself is the template's.
  const middle = (values: Float32Array) => values.subarray(20 * 8, 62 * 8);
  assert.deepEqual(middle(result.meanUv), middle(still.meanUv));
});

test('D59: the limit of shifts and the range of channels do not depend on each other', async () => {
  const spikes = [0, 0, 0, 2, 4].flatMap((shift) => repeated(10, { shift }));
  assert.equal((await matched(spikes, { maxShiftSamples: 3 })).result.afterShift.length, 4);
  assert.equal((await matched(spikes, { maxShiftSamples: 3, channelRange: 1 })).result.afterShift.length, 4);
  assert.equal((await matched(spikes, { maxShiftSamples: 1, channelRange: 6 })).result.afterShift.length, 3);
  assert.equal((await matched(spikes, { maxShiftSamples: 4 })).result.afterShift.length, 5);
});

test('D60: the spike ids are those of the batches that survived every step', async () => {
  const spikes = [
    ...repeated(10, { channel: 5 }),
    ...repeated(30, {}),
    ...repeated(10, { shift: 9 }),
    ...repeated(10, { gain: 7 }),
  ];
  const { result, warnings } = await matched(spikes, { maxAmplitudeUv: 2000 });
  assert.deepEqual([...result.afterDrift], [1, 2, 3, 4]);
  assert.deepEqual([...result.afterShift], [1, 2, 3]);
  assert.deepEqual(
    [...result.spikeIds],
    Array.from({ length: 30 }, (_, i) => 1000 + 3 * (10 + i)),
  );
  assert.deepEqual(warnings, ['unit 7: 1 of 6 batches left out, of 2000 µV or more']);
});

test('a unit that moved is seen where it was most of the time, or where its templates are', async () => {
  const spikes = [...repeated(30, { channel: 5 }), ...repeated(20, { channel: 3 })];
  const most = (await matched(spikes, {})).result;
  assert.equal(most.peak, 5);
  assert.deepEqual([...most.afterDrift], [0, 1, 2]);
  const own = (await matched(spikes, { driftTo: 'template' })).result;
  assert.equal(own.peak, 3);
  assert.deepEqual([...own.afterDrift], [3, 4]);
});

test('without shifts nothing is moved nor left out', async () => {
  const { result } = await matched(repeated(20, { shift: 9 }), { matchShifts: false });
  assert.deepEqual([...result.afterShift], [0, 1]);
  assert.deepEqual(result.meanUv, result.driftMatchedUv);
  assert.equal(result.lagsSamples.length, 0);
});

for (const count of [0, 1, 2, 9])
  test(`D57: ${count} spikes, fewer than a batch, are one batch or none, and said so`, async () => {
    const { result, warnings } = await matched(repeated(count, {}), {});
    assert.equal(result.spikeIds.length, count);
    assert.equal(result.peak, count === 0 ? -1 : 3);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, count === 0 ? /has no spike to match/ : /fewer than a batch of 10/);
    assert.equal(result.meanUv.every(Number.isNaN), count === 0);
  });

test('D58: a spike whose window begins before the file is left out and the others are batched', async () => {
  const { result, warnings } = await matched(repeated(21, {}), {}, 5);
  assert.deepEqual(warnings, ['unit 7: 1 spike left out, whose window reaches beyond the raw file']);
  assert.equal(result.spikeIds.length, 20);
  assert.equal(result.spikeIds[0], 1003);
});

test('when every batch would have to be moved too far it is said, and nothing is averaged', async () => {
  const { result, warnings } = await matched(
    [...repeated(10, { shift: 4 }), ...repeated(10, { shift: -4 })],
    { maxShiftSamples: 0 },
  );
  assert.equal(result.spikeIds.length + result.afterShift.length, 0);
  assert.match(warnings.join(), /every batch would have to be moved by more than 0 samples/);
});

test('what would not fit into memory is refused before anything is read', async () => {
  await assert.rejects(
    matched(repeated(20, {}), { averageCount: 100_000, batchSize: 1, windowSamples: 2000 }),
    {
      name: 'ParameterError',
      message: /^averageCount: 100000 spikes in batches of 1 take \d+ MB/,
    },
  );
});

test('the planted drift of a recording is found: batches on the way are left out, and the waveform grows', async () => {
  const dataset = await recordingFixture();
  const truth = JSON.parse(readFileSync(path.join(dataset, 'ground_truth.json'), 'utf8')) as {
    recordings: { sorting: { units: { id: number; role: string }[] } }[];
  };
  const drifting = String(truth.recordings[0]!.sorting.units.find(({ role }) => role === 'drift')!.id);
  const { unit } = await run([drifting]);
  assert.ok(new Set(unit.batchPeaks).size > 2, 'it was on several channels');
  assert.ok(unit.afterDrift.length < unit.batchPeaks.length);
  const height = (values: Float32Array) => {
    const own = values.filter((_, i) => i % unit.columns.length === unit.peak);
    return Math.max(...own) - Math.min(...own);
  };
  assert.ok(height(unit.meanUv) > 1.1 * height(unit.rawUv), 'the mean of all is smeared');
  const { unit: steady } = await run(['2']);
  assert.equal(steady.afterDrift.length, steady.batchPeaks.length);
});

test('with a reference of all channels the same batches are found', async () => {
  const { unit } = await run(['2'], { medianReference: true });
  assert.equal(unit.columns[unit.peak], 23);
  assert.ok(unit.spikeIds.length > 100);
});

test('periods choose the spikes, and periods without any are told', async () => {
  const dataset = await recordingFixture();
  const all = (await run(['2'], {}, dataset)).unit;
  const half = (await run(['2'], { periodsS: '0:6' }, dataset)).unit;
  assert.ok(half.spikeIds.length < all.spikeIds.length && half.spikeIds.length > 0);
  const { unit, warnings } = await run(['2'], { periodsS: '0:0.0001' }, dataset);
  assert.equal(unit.spikeIds.length, 0);
  assert.match(warnings.join(), /unit 2 has no spikes in the periods/);
});

test('an unknown unit and a filter above half the rate are refused', async () => {
  await assert.rejects(run(['999']), { name: 'UnknownUnit' });
  await assert.rejects(run(['2'], { highpassHz: 20_000 }), {
    name: 'ParameterError',
    message: /^highpassHz/,
  });
});

test('the figure of one unit has the three histograms and the comparison', async () => {
  const { result, params, analysis } = await engine.run({
    dataset: await recordingFixture(),
    analysis: 'matched-waveforms',
    units: ['4'],
    params: {},
    cache: 'off',
  });
  const figure = analysis.draw(result, params);
  assert.deepEqual(
    figure.panels.map(({ x }) => x.label),
    ['peak channel of a batch', 'amplitude of a batch', 'lag of a batch', ''],
  );
  assert.match(figure.alt, /Unit 4: \d+ batches, \d+ with their peak on channel \d+/);
});

test('without templates the peak is looked for around that of the mean waveform', async (t) => {
  const dataset = await ownRecording({ preset: 'glx-1.0', seconds: 3, channels: 32, lf: false });
  t.after(() => rmSync(dataset, { recursive: true, force: true }));
  const { unit: before } = await run(['2'], {}, dataset);
  for (const name of ['templates.npy', 'spike_templates.npy']) rmSync(path.join(dataset, name));
  await engine.changed(dataset);
  const { unit } = await run(['2'], {}, dataset);
  assert.equal(unit.peak, before.peak);
  assert.deepEqual(unit.spikeIds, before.spikeIds);
  await assert.rejects(run(['2'], { mostUsedTemplate: true }, dataset), {
    name: 'ParameterError',
    message: /^mostUsedTemplate: there is no spike_templates.npy/,
  });
});
