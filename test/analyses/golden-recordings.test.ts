// The answers of npyx on the recordings that no other test asks about: four shanks, Open Ephys, ten minutes, and one of
// each probe and sorter. What is different on purpose has its number beside it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { metadata } from '../../core/analyses/metadata.ts';
import type { Waveforms } from '../../core/analyses/waveform-result.ts';
import { Engine } from '../../core/engine/engine.ts';
import { openDataset } from '../../core/io/open-dataset.ts';
import type { UnitTable } from '../../core/model/units.ts';
import type { RecordingKnobs } from '../../core/synthetic/knobs.ts';
import { assertNear, type Golden, goldens, numbersOf } from '../golden.ts';
import { recordingFixture } from '../synthetic.ts';

type Knobs = Partial<RecordingKnobs>;
const engine = new Engine({ threads: 0 });
const light = { raw: false, lf: false } as const;
const recordings: Readonly<Record<string, Knobs>> = {
  'glx-2.0': { preset: 'glx-2.0', ...light },
  oe: { preset: 'oe', ...light },
  'glx-1.0-long': { preset: 'glx-1.0', seconds: 600, ...light },
};

/** The recording that an answer about `formats` is of. */
function knobsOf({ args }: Golden): Knobs {
  const { raw, lf, ...knobs } = args['knobs'] as Record<string, unknown>;
  return { ...knobs, raw: raw === undefined || Boolean(raw), lf: lf === undefined || Boolean(lf) };
}

async function ask(
  knobs: Knobs,
  analysis: string,
  units: readonly unknown[],
  params: object,
): Promise<never> {
  const dataset = await recordingFixture(knobs);
  const given = { ...params } as Record<string, unknown>;
  const run = await engine.run({ dataset, analysis, units: units.map(String), params: given, cache: 'off' });
  return run.result as never;
}

function trainParams({ args }: Golden): Record<string, unknown> {
  const periods = args['periods'] as number[] | number[][] | undefined;
  return {
    // npyx accepts one period as a flat pair.
    periodsS: periods === undefined ? null : typeof periods[0] === 'number' ? [periods] : periods,
    enforcedRpMs: args['enforced_rp'] ?? 0,
    refractory: 'npyx',
  };
}

async function checkTrain(knobs: Knobs, golden: Golden): Promise<void> {
  const { trains } = (await ask(knobs, 'spike-train', [golden.args['unit']], trainParams(golden))) as {
    trains: Float64Array[];
  };
  // The end of a period is not in it; npyx has it in both of two that meet.
  const onEnd = golden.id.endsWith('periods-on-spikes') ? 1 : 0;
  assert.deepEqual([...trains[0]!], numbersOf(golden).slice(0, onEnd ? -1 : undefined));
}

async function checkUnits(knobs: Knobs, golden: Golden): Promise<void> {
  const quality = String(golden.args['quality'] ?? 'all');
  const range = golden.args['chan_range'];
  const table = ask(knobs, 'units', [], { quality, ...(range ? { channelRange: range } : {}) });
  if (golden.raises) return void (await assert.rejects(table, { name: 'ParameterError' }));
  const ids = ((await table) as UnitTable).ids.map(Number).sort((a, b) => a - b);
  const theirs = numbersOf(golden);
  // D33, D34: a unit that is not in phy's file is unsorted from the beginning; npyx writes it there when told `again`.
  const listed = await labelsFile(knobs);
  // D32: the labels of Kilosort 4 are labels.
  if (/^cluster_id\tKSLabel/.test(listed) && quality !== 'all') {
    assert.deepEqual(theirs, []);
    const labelled = [...listed.matchAll(new RegExp(`^(\\d+)\t${quality}`, 'gm'))].map(([, id]) =>
      Number(id),
    );
    return assert.deepEqual(ids, labelled);
  }
  const unlisted = ids.filter((id) => !new RegExp(`^${id}\t`, 'm').test(listed) && !theirs.includes(id));
  assert.deepEqual(unlisted.length > 0 && !['all', 'unsorted'].includes(quality), false);
  assert.deepEqual(
    ids,
    [...theirs, ...unlisted].sort((a, b) => a - b),
  );
}

/** phy's table of labels, which lies deeper in a session of Open Ephys. */
async function labelsFile(knobs: Knobs): Promise<string> {
  const { sorting } = await openDataset(await recordingFixture(knobs));
  return readFileSync(path.join(sorting!.folder, 'cluster_group.tsv'), 'utf8');
}

/** A repeated sample is one spike of a train; npyx lists the ids of both. */
async function checkIds(knobs: Knobs, golden: Golden): Promise<void> {
  const { spikeIds } = (await ask(knobs, 'spike-ids', [golden.args['unit']], trainParams(golden))) as {
    spikeIds: Uint32Array[];
  };
  const { samples } = await (await openDataset(await recordingFixture(knobs))).sorting!.spikes();
  const theirs = numbersOf(golden).filter((id, i, all) => i === 0 || samples[id] !== samples[all[i - 1]!]);
  assert.deepEqual([...spikeIds[0]!], theirs, golden.id);
}

async function checkPeak(knobs: Knobs, golden: Golden): Promise<void> {
  const method = golden.args['use_template'] === false ? 'raw' : 'templates';
  const { channel } = (await ask(knobs, 'peak-channel', [golden.args['unit']], { method })) as {
    channel: Int32Array;
  };
  assert.deepEqual([...channel], numbersOf(golden), golden.id);
}

/** What npyx says of a recording's header. */
interface NpyxMetadata {
  readonly acquisition_software: string;
  readonly bit_uV_conv_factor: number;
  readonly recording_length_seconds: number;
  readonly highpass: { readonly sampling_rate: number; readonly n_channels_binaryfile: number };
  readonly lowpass?: { readonly sampling_rate: number };
}

async function checkMetadata(knobs: Knobs, golden: Golden): Promise<void> {
  const { value, file } = golden.outputs![0]!;
  const text = file ? readFileSync(`test/fixtures/golden/${golden.case}/${file}`, 'utf8') : null;
  const theirs = (text ? JSON.parse(text) : value) as NpyxMetadata;
  const ours = metadata.toJson(await ask(knobs, 'metadata', [], {}), {}) as {
    readonly acquisition: string;
    readonly durationS: number;
    readonly streams: readonly {
      readonly band: string;
      readonly sampleRateHz: number;
      readonly channelCount: number;
      readonly syncWordCount: number;
      readonly uvPerBit: readonly number[];
    }[];
  };
  const ap = ours.streams.find(({ band }) => band === 'ap')!;
  assert.equal(ours.acquisition.replace(' ', ''), theirs.acquisition_software);
  // Without the raw file npyx takes the last spike for the end; the header knows it.
  const apart = ours.durationS - theirs.recording_length_seconds;
  assert.ok(apart === 0 || (knobs.raw === false && apart > 0 && apart < 0.001), `${apart} s`);
  assert.equal(ap.sampleRateHz, theirs.highpass.sampling_rate);
  assert.equal(ap.channelCount + ap.syncWordCount, theirs.highpass.n_channels_binaryfile);
  const lf = ours.streams.find(({ band }) => band === 'lf');
  if (theirs.lowpass) assert.equal(lf?.sampleRateHz, theirs.lowpass.sampling_rate);
  // D16: npyx takes the gain and the bits of type 24 for every 2.0 probe.
  const commercial = /2013|2014/.test(golden.id);
  if (commercial) assert.equal(theirs.bit_uV_conv_factor, 0.946044921875);
  const uvPerBit = commercial ? 3.02734375 : theirs.bit_uV_conv_factor;
  assert.deepEqual(new Set(ap.uvPerBit), new Set([uvPerBit]));
}

async function checkWaveforms(knobs: Knobs, golden: Golden): Promise<void> {
  const unit = golden.id.split('.').find((word) => /^\d+$/.test(word)) ?? '0';
  const { units } = (await ask(knobs, 'waveforms', [unit], {
    spikeIds: golden.args['spike_ids'] ?? null,
    count: golden.args['n_waveforms'] ?? 100,
    batchSize: golden.args['wvf_batch_size'] ?? 10,
    medianReference: golden.args['med_sub'] ?? false,
    ...(golden.args['periods'] ? { periodsS: golden.args['periods'] } : {}),
  })) as Waveforms;
  const { spikeIds, meanUv } = units[0]!;
  const [, from, to] = /(\d+):(\d+)\]?$/.exec(golden.select ?? '0:0')!.map(Number) as [
    number,
    number,
    number,
  ];
  const channelCount = meanUv.length / 82;
  const ours = meanUv.filter((_, i) => i % channelCount >= from && i % channelCount < to);
  if (golden.outputs![0]!.name === undefined && golden.select) {
    // Every waveform is there; here their mean is held against the mean of ours.
    const all = numbersOf(golden);
    const count = all.length / ours.length;
    assert.equal(spikeIds.length, count);
    const mean = Array.from(ours, (_, i) => {
      let sum = 0;
      for (let spike = 0; spike < count; spike++) sum += all[spike * ours.length + i]!;
      return sum / count;
    });
    return assertNear(ours, golden, mean);
  }
  const shape = numbersOf(golden, golden.outputs!.length > 1 ? 'shape' : 0);
  assert.deepEqual([spikeIds.length, 82, channelCount], shape, golden.id);
  if (golden.outputs!.length > 1) assertNear(ours, golden, numbersOf(golden, 'mean'));
}

const given = (recording: string, name: string): Golden[] =>
  goldens(recording, name).filter(({ id, raises }) => !raises && !id.includes('string-unit'));

for (const [recording, knobs] of Object.entries(recordings))
  describe(recording, () => {
    const trains = given(recording, 'trn');
    if (trains.length > 0)
      it(`has ${trains.length} spike trains of npyx`, async () => {
        for (const golden of trains) await checkTrain(knobs, golden);
      });

    const ids = given(recording, 'ids');
    if (ids.length > 0)
      it(`has ${ids.length} lists of spike ids of npyx`, async () => {
        for (const golden of ids) await checkIds(knobs, golden);
      });

    it('has the units of npyx, by label and by channel', async () => {
      // Without cluster_group.tsv: told by another test, on a copy.
      const asked = goldens(recording, 'get_units').filter(({ id }) => !id.endsWith('no-tsv'));
      assert.ok(asked.length >= 5);
      for (const golden of asked) await checkUnits(knobs, golden);
    });

    it('has length, rates, channels and µV per bit of npyx', async () => {
      for (const golden of given(recording, 'read_metadata')) await checkMetadata(knobs, golden);
    });
  });

for (const preset of ['glx-2.0', 'oe'] as const)
  describe(`${preset} with its raw file`, () => {
    const knobs = preset === 'oe' ? { preset, lf: false } : { preset };

    const peaks = given(preset, 'get_peak_chan');
    it(`has ${peaks.length} peak channels of npyx, of templates and of waveforms`, async () => {
      for (const golden of peaks) await checkPeak(knobs, golden);
    });

    // D54: what npyx filters are snippets laid end to end. A local reference goes by distance, not by number.
    const waveforms = given(preset, 'wvf').filter(
      ({ id, args }) => !/hp|local|t60|t61|ks-chans|end-of-file/.test(id) && args['hpfilt'] !== true,
    );
    it(`has ${waveforms.length} waveforms of npyx`, async () => {
      assert.ok(waveforms.length >= 3);
      for (const golden of waveforms) await checkWaveforms(knobs, golden);
    });
  });

describe('one recording of each probe and sorter', () => {
  const asked = (name: string) => given('formats', name).filter(({ args }) => args['knobs']);
  const checks = {
    read_metadata: checkMetadata,
    get_units: checkUnits,
    trn: checkTrain,
    get_peak_chan: checkPeak,
  };
  for (const [name, check] of Object.entries(checks))
    for (const golden of asked(name)) it(`${golden.id} is npyx's`, () => check(knobsOf(golden), golden));
});
