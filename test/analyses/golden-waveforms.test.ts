import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseParams } from '../../core/analyses/params.ts';
import type { WaveformInputs } from '../../core/analyses/waveform-params.ts';
import type { Waveforms } from '../../core/analyses/waveform-result.ts';
import { waveforms } from '../../core/analyses/waveforms.ts';
import { readWaveforms } from '../../core/analyses/waveforms-compute.ts';
import { Engine } from '../../core/engine/engine.ts';
import { parseNpy } from '../../core/formats/npy.ts';
import { openDataset } from '../../core/io/open-dataset.ts';
import { openRecording } from '../../core/io/open-recording.ts';
import { regularSelection } from '../../core/kernels/regular-selection.ts';
import type { RecordingKnobs } from '../../core/synthetic/knobs.ts';
import { assertNear, type Golden, goldens, numbersOf } from '../golden.ts';
import { meanWaveform } from '../mean-waveform.ts';
import { recordingFixture, SMALL } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const unitOf = ({ id }: Golden) => id.split('.')[1]!;

async function run(
  units: string[],
  params: Record<string, unknown>,
  knobs: Partial<RecordingKnobs> = SMALL,
): Promise<Waveforms & { warnings: readonly string[] }> {
  const { result, warnings } = await engine.run(
    { dataset: await recordingFixture(knobs), analysis: 'waveforms', units, params, cache: 'off' },
    { whole: true },
  );
  return { ...(result as Waveforms), warnings };
}

/** `[:, :, a:b]` or `channels a:b` of a (spikes × samples × channels) array. */
function selected(data: Float32Array, channelCount: number, select: string): Float32Array {
  const [, from, to] = /(\d+):(\d+)\]?$/.exec(select)!.map(Number);
  return data.filter((_, i) => i % channelCount >= from! && i % channelCount < to!);
}

const same = /^wvf\.\d+\.(plain|t60|t61|med|ks-chans)$/;
for (const recording of ['glx-1.0-c32', 'glx-2.0'])
  for (const golden of goldens(recording, 'wvf').filter(({ id }) => same.test(id)))
    test(`${recording} ${golden.id}: every sample in µV is npyx's`, async () => {
      const { units } = await run(
        [unitOf(golden)],
        {
          spikeIds: golden.args['spike_ids'],
          windowSamples: golden.args['t_waveforms'] ?? 82,
          medianReference: golden.args['med_sub'] ?? false,
          // The columns are then the rows of channel_map.npy.
          sortedChannelsOnly: golden.args['ignore_ks_chanfilt'] === false,
        },
        recording === 'glx-2.0' ? { preset: 'glx-2.0' } : SMALL,
      );
      const { data, shape } = units[0]!.waveforms!;
      assert.equal(shape[0], 5);
      assertNear(selected(data, shape[2]!, golden.select!), golden);
    });

test('wvf.0.med.local: a local reference over neighbours by number is npyx’s', async () => {
  const golden = goldens('glx-1.0-c32', 'wvf').find(({ id }) => id === 'wvf.0.med.local')!;
  const params = parseParams(waveforms.params, {
    spikeIds: golden.args['spike_ids'],
    medianReference: true,
    referenceNeighbours: golden.args['nRangeMedSub'],
  });
  const whole = await readWaveforms(await inputsWithoutSites(params.spikeIds!), params, {
    open: openRecording,
    signal: new AbortController().signal,
    whole: true,
    progress: () => {},
    warn: assert.fail,
  });
  // Without sites nearness is by number, as always in npyx; on the probe the two columns lie side by side.
  assertNear(selected(whole.units[0]!.waveforms!.data, 32, golden.select!), golden);
  const { units } = await run(['0'], { ...params });
  assert.notDeepEqual(units[0]!.waveforms!.data, whole.units[0]!.waveforms!.data);
});

async function inputsWithoutSites(spikeIds: readonly number[]): Promise<WaveformInputs> {
  const { streams, sorting } = await openDataset(await recordingFixture());
  const stream = streams.find(({ id }) => id === sorting!.streamId)!;
  const { samples } = await sorting!.spikes();
  const channels = stream.channels.filter(({ role }) => role === 'neural');
  return {
    sources: [
      {
        recording: stream.raw!,
        sampleRateHz: stream.sampleRateHz,
        columns: Int32Array.from(channels, ({ column }) => column),
        channelIds: Int32Array.from(channels, ({ id }) => id),
        uvPerBit: Float64Array.from(channels, ({ uvPerBit }) => uvPerBit),
        sites: null,
      },
    ],
    units: [
      {
        unit: '0',
        source: 0,
        spikeIds: Uint32Array.from(spikeIds),
        samples: Float64Array.from(spikeIds, (id) => samples[id]!),
      },
    ],
  };
}

test('D55: whitening by the sorter’s matrix, on which npyx fails, is that matrix up to the size of each channel', async () => {
  const golden = goldens('glx-1.0-c32', 'wvf').find(({ id }) => id === 'wvf.0.whiten')!;
  assert.equal(golden.raises!.type, 'AssertionError');
  const spikeIds = golden.args['spike_ids'] as number[];
  const plain = (await run(['0'], { spikeIds })).units[0]!.waveforms!.data;
  const white = (await run(['0'], { spikeIds, whiten: 'sorter' })).units[0]!.waveforms!.data;
  const folder = await recordingFixture();
  const matrix = parseNpy(new Uint8Array(readFileSync(`${folder}/whitening_mat.npy`)), '').data;
  const n = 32;
  assert.equal(matrix.length, n * n);
  for (let channel = 0; channel < n; channel++) {
    let [ab, aa, bb] = [0, 0, 0];
    for (let row = 0; row < white.length; row += n) {
      let expected = 0;
      for (let k = 0; k < n; k++) expected += Number(matrix[k * n + channel]) * plain[row + k]!;
      ab += expected * white[row + channel]!;
      aa += expected * expected;
      bb += white[row + channel]! ** 2;
    }
    assert.ok(ab / Math.sqrt(aa * bb) > 1 - 1e-6, `channel ${channel}`);
  }
});

test('D50, D51: any number of waveforms can be had, regular or random, also more than there are', async () => {
  const all = numbersOf(goldens('glx-1.0-c32', 'ids').find(({ id }) => id === 'ids.0')!).length;
  // The last spike of the unit is too near to the end of the file.
  const readable = (count: number) => Math.min(count, all) - (count >= all ? 1 : 0);
  for (const count of [1, 9, 10, 15, 19, 25, 100_000]) {
    const { units } = await run(['0'], { count });
    assert.equal(units[0]!.spikeIds.length, readable(count), `regular ${count}`);
  }
  for (const count of [1, 15, all, 100_000]) {
    const { units } = await run(['0'], { count, selection: 'random' });
    const { spikeIds, leftOutSpikeIds } = units[0]!;
    assert.equal(spikeIds.length + leftOutSpikeIds.length, Math.min(count, all), `random ${count}`);
  }
  const [one, same, other] = await Promise.all(
    [3, 3, 4].map((seed) => run(['0'], { count: 20, selection: 'random', seed })),
  );
  assert.deepEqual(one!.units[0]!.spikeIds, same!.units[0]!.spikeIds);
  assert.notDeepEqual(one!.units[0]!.spikeIds, other!.units[0]!.spikeIds);
  assert.equal((await run(['0'], { count: 0 })).units[0]!.spikeIds.length, all - 1);
});

for (const golden of goldens('formats', 'wvf').filter(
  ({ outputs, args }) => outputs?.length === 2 && args['knobs'],
))
  test(`${golden.id}: the mean on another probe or sorter is npyx's, or 3.2 times as large (D16)`, async () => {
    const folder = await recordingFixture(knobsOf(golden));
    const { result } = await engine.run({
      dataset: folder,
      analysis: 'waveforms',
      units: ['0'],
      params: { count: 20 },
      cache: 'off',
    });
    const { units, sources } = result as Waveforms;
    const [count, , channelCount] = numbersOf(golden, 'shape');
    assert.deepEqual([units[0]!.spikeIds.length, sources[0]!.columns.length], [count, channelCount]);
    assert.ok(sources[0]!.sites, 'every channel has a site');
    // npyx takes the gain of type 24 for every 2.0 probe: 0.946 µV for one bit where it is 3.027.
    const gain = /2013|2014/.test(golden.id) ? 3.02734375 / npyxGain : 1;
    const ours = selected(units[0]!.meanUv, channelCount!, 'channels 0:4').map((value) => value / gain);
    assertNear(ours, golden, numbersOf(golden, 'mean, channels 0:4'));
  });

/** (0.62 V / 2¹³) / 80, as npyx reckons for the types 2013 and 2014. */
const npyxGain = (0.62e6 / 8192 / 80) as number;

function knobsOf({ args }: Golden): Partial<RecordingKnobs> {
  const { raw, lf, ...knobs } = args['knobs'] as Record<string, unknown>;
  return {
    ...knobs,
    ...(raw === undefined ? {} : { raw: Boolean(raw) }),
    ...(lf === undefined ? {} : { lf: Boolean(lf) }),
  };
}

test('channels of four shanks are drawn where they are, shank beside shank, and no other shank’s are near', async () => {
  const folder = await recordingFixture({ preset: 'glx-2.0', seconds: 3, channels: 48, units: 6 });
  const { result } = await engine.run({
    dataset: folder,
    analysis: 'waveforms',
    units: ['0'],
    params: { count: 20, channelCount: 48 },
    cache: 'off',
  });
  const { units, sources } = result as Waveforms;
  const { sites } = sources[0]!;
  const { peak, shown } = units[0]!;
  assert.ok(new Set(sites!.map(({ shank }) => shank)).size > 1);
  assert.deepEqual(
    new Set([...shown].map((channel) => sites![channel]!.shank)),
    new Set([sites![peak]!.shank]),
  );
  const { panels } = waveforms.draw(result as Waveforms, parseParams(waveforms.params));
  const numbers = panels[0]!.marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
  assert.deepEqual(
    numbers.map(Number),
    Array.from(shown, (channel) => sources[0]!.channelIds[channel]),
  );
});

const means = /^wvf\.mean\.0\.(default|n50|b1|periods)$/;
for (const golden of goldens('glx-1.0-c32', 'wvf').filter(({ id }) => means.test(id)))
  test(`${golden.id}: the mean over the chosen spikes is npyx's`, async () => {
    const { units } = await run(['0'], {
      count: golden.args['n_waveforms'] ?? 100,
      batchSize: golden.args['wvf_batch_size'] ?? 10,
      periodsS: golden.args['periods'] ?? null,
    });
    const { waveforms, meanUv } = units[0]!;
    assert.deepEqual(waveforms!.shape, numbersOf(golden, 'shape'));
    assertNear(selected(meanUv, 32, golden.select!), golden, numbersOf(golden, 'mean'));
    // The mean is taken before the waveforms are rounded to 32 bits.
    const rounded = meanWaveform(waveforms!.data, 82 * 32).mean;
    for (const [i, value] of rounded.entries()) assert.ok(Math.abs(meanUv[i]! - value) < 1e-4);
  });

test('a spike whose window leaves the file is left out and counted, the same spike that npyx drops', async () => {
  const golden = goldens('glx-1.0-c32', 'wvf').find(({ id }) => id === 'wvf.end-of-file')!;
  const { units, warnings } = await run(['0'], { spikeIds: golden.args['spike_ids'] });
  assert.deepEqual([...units[0]!.spikeIds], [5]);
  assert.deepEqual(warnings, ['unit 0: 1 spike left out, whose window reaches beyond the raw file']);
});

test('D54: the filter runs over padded reads, so that a waveform does not depend on its neighbours in the list', async () => {
  const golden = goldens('glx-1.0-c32', 'wvf').find(({ id }) => id === 'wvf.0.hp')!;
  const ids = golden.args['spike_ids'] as number[];
  const together = (await run(['0'], { spikeIds: ids, highpassHz: 300 })).units[0]!.waveforms!;
  const alone = (await run(['0'], { spikeIds: [ids[2]], highpassHz: 300 })).units[0]!.waveforms!;
  const size = 82 * 32;
  assert.deepEqual(together.data.slice(2 * size, 3 * size), alone.data);
  // npyx filters the glued snippets: the same up to what leaks in from the neighbours, some 10 µV.
  const theirs = numbersOf(golden);
  const ours = selected(together.data, 32, golden.select!);
  const apart = Math.max(...theirs.map((value, i) => Math.abs(value - ours[i]!)));
  assert.ok(apart > 0.01 && apart < 40, `differs by ${apart} µV`);
});

test('spike ids of another unit are refused', async () => {
  await assert.rejects(run(['0'], { spikeIds: [0, 1, 2, 3, 4, 5] }), {
    name: 'ParameterError',
    message: /spikeIds: \d+ is no spike of unit 0/,
  });
});

test('the overlay holds every waveform of the channels around the peak', async () => {
  const { units } = await run(['0'], { count: 20, show: 'overlay', channelCount: 4 });
  const { examples, waveforms, shown } = units[0]!;
  const count = waveforms!.shape[0]!;
  assert.equal(examples!.length, 4 * count * 82);
  assert.equal(examples![82 * count * 2 + 82 * 3 + 7], waveforms!.data[3 * 82 * 32 + 7 * 32 + shown[2]!]);
});

for (const golden of goldens('glx-1.0-c32', 'get_ids_subset').filter(
  ({ id, raises }) => !raises && id !== 'bNone',
))
  test(`${golden.id}: the regular selection takes npyx's spikes`, () => {
    const all = numbersOf(goldens('glx-1.0-c32', 'ids').find(({ id }) => id === 'ids.0')!);
    const batch = (golden.args['batch_size_waveforms'] as number | null) ?? all.length;
    const picked = regularSelection(all.length, golden.args['n_waveforms'] as number, batch);
    assert.deepEqual(
      Array.from(picked, (i) => all[i]),
      numbersOf(golden),
    );
  });

test('templates of a unit are those that its spikes used, as stored', async () => {
  const golden = goldens('glx-1.0-c32', 'templates').find(({ id }) => id === 'templates.28')!;
  const { result } = await engine.run({
    dataset: await recordingFixture(),
    analysis: 'templates',
    units: ['28'],
    params: {},
  });
  const { units } = result as {
    units: { templates: { data: Float32Array; shape: number[] }; microvolts: Float32Array }[];
  };
  const { templates, microvolts } = units[0]!;
  assert.deepEqual(templates.shape, numbersOf(golden, 'shape'));
  assertNear(selected(templates.data, 32, 'channels 0:6'), golden, numbersOf(golden, 'channels 0:6'));
  assert.ok(microvolts);
});

test('a template in µV has the size of the mean waveform it stands for', async () => {
  const { result } = await engine.run({
    dataset: await recordingFixture(),
    analysis: 'templates',
    units: ['2'],
    params: {},
  });
  const { microvolts } = (result as { units: { microvolts: Float32Array }[] }).units[0]!;
  const { units } = await run(['2'], { count: 0 });
  const span = (values: Float32Array) => Math.max(...values) - Math.min(...values);
  const ratio = span(microvolts) / span(units[0]!.meanUv);
  assert.ok(ratio > 0.85 && ratio < 1.15, `template over waveform: ${ratio}`);
});
