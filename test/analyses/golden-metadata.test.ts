import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { metadata } from '../../core/analyses/metadata.ts';
import { Engine } from '../../core/engine/engine.ts';
import { recordingFixture } from '../synthetic.ts';

interface Band {
  readonly [key: string]: unknown;
  readonly sampling_rate: number;
  readonly n_channels_binaryfile: number;
  readonly binary_relative_path: string;
  readonly binary_byte_size: number;
}
interface NpyxMetadata {
  readonly acquisition_software: string;
  readonly bit_uV_conv_factor: number;
  readonly recording_length_seconds: number;
  readonly highpass: Band;
  readonly lowpass: Band;
}
interface Ours {
  readonly acquisition: string;
  readonly durationS: number;
  readonly streams: readonly {
    id: string;
    band: string;
    sampleRateHz: number;
    channelCount: number;
    syncWordCount: number;
    sampleCount: number;
    binFile: string;
    uvPerBit: number[];
  }[];
  readonly raw: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const theirs = JSON.parse(
  readFileSync('test/fixtures/golden/glx-1.0-c32/read_metadata.json', 'utf8'),
) as NpyxMetadata;
const ours = new Engine({ threads: 0 })
  .run({ dataset: await recordingFixture(), analysis: 'metadata', units: [], params: {} })
  .then(({ result }) => metadata.toJson(result as never, {}) as Ours);

test('length, rates, channels, files and µV per bit are those of read_metadata', async () => {
  const { acquisition, durationS, streams } = await ours;
  assert.equal(acquisition, theirs.acquisition_software);
  assert.equal(durationS, theirs.recording_length_seconds);
  for (const [band, golden] of [
    ['ap', theirs.highpass],
    ['lf', theirs.lowpass],
  ] as const) {
    const stream = streams.find((each) => each.band === band)!;
    assert.equal(stream.sampleRateHz, golden.sampling_rate);
    assert.equal(stream.channelCount + stream.syncWordCount, golden.n_channels_binaryfile);
    assert.equal(`./${stream.binFile}`, golden.binary_relative_path);
    assert.equal(stream.sampleCount * golden.n_channels_binaryfile * 2, golden.binary_byte_size);
  }
  assert.deepEqual(new Set(streams[0]!.uvPerBit), new Set([theirs.bit_uV_conv_factor]));
});

test('D17: the LF band has its own gain, 250, where npyx uses the 500 of the AP band', async () => {
  const { streams } = await ours;
  assert.equal(theirs.bit_uV_conv_factor, 2.34375);
  assert.deepEqual(new Set(streams.find(({ band }) => band === 'lf')!.uvPerBit), new Set([4.6875]));
});

test('every line of the header is in raw, with the value that npyx has', async () => {
  const { raw } = await ours;
  const file = Object.keys(raw).find((name) => name.endsWith('.ap.meta'))!;
  const computed = /^(binary_|sampling_rate|n_channels_|datatype)/;
  for (const [key, value] of Object.entries(theirs.highpass)) {
    if (computed.test(key) || key.startsWith('~')) continue;
    assert.ok(key in raw[file]!, key);
    // D12: npyx turns whatever looks like a number into one; here the text of the file stays the text.
    const text = String(raw[file]![key]);
    if (typeof value === 'number') assert.equal(Number(text), value, key);
    else assert.equal(text.replaceAll('=', ''), value, key);
  }
});
