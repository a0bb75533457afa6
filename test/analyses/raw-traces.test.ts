import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { RawTraces } from '../../core/analyses/raw-traces-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import { butterworthHighpass } from '../../core/kernels/butterworth.ts';
import { filterForwardBackward } from '../../core/kernels/filter-forward-backward.ts';
import { assertNear, goldens } from '../golden.ts';
import { recordingFixture } from '../synthetic.ts';

let engine: Engine;
let folder: string;
before(async () => {
  folder = await recordingFixture();
  engine = new Engine({ threads: 0 });
});
after(() => engine.close());

async function traces(params: Record<string, unknown>): Promise<RawTraces & { warnings: readonly string[] }> {
  const request = { dataset: folder, analysis: 'raw-traces', units: [], params, cache: 'off' as const };
  const run = await engine.run(request);
  return { ...(run.result as RawTraces), warnings: run.warnings };
}

const golden = (id: string) => {
  const found = goldens('glx-1.0-c32', 'extract_rawChunk').find((each) => each.id === id);
  assert.ok(found, id);
  const { times, channels } = found.args as { times: [number, number]; channels: number[] };
  return { found, params: { startS: times[0], endS: times[1], channels: channels.join(',') } };
};

/** npyx gives (channels × samples). */
function turned({ valuesUv, channelIds }: RawTraces): Float64Array {
  const width = channelIds.length;
  const length = valuesUv.length / width;
  return Float64Array.from(
    { length: valuesUv.length },
    (_, i) => valuesUv[(i % length) * width + Math.floor(i / length)]!,
  );
}

const cases = [
  ['extract_rawChunk.plain', {}],
  ['extract_rawChunk.med', { reference: 'median' }],
] as const;
for (const [id, given] of cases)
  test(`a stretch is what npyx extracts, in the same microvolts: ${id}`, async () => {
    const { found, params } = golden(id);
    const near = { ...found, tolerance: { abs: 1e-4, rel: 1e-6 } };
    assertNear(turned(await traces({ ...params, ...given })), near);
  });

test('times are rounded to the nearest sample, as npyx does', async () => {
  const { found, params } = golden('extract_rawChunk.rounding');
  const { valuesUv } = await traces(params);
  assert.equal(valuesUv.length, found.outputs?.[0]?.shape?.[1]);
});

test('the edges of a filtered stretch are those of the filtered recording (npyx begins anew at each: D21 and no padding)', async () => {
  const bytes = readFileSync(path.join(folder, 'rec_g0_t0.imec0.ap.bin'));
  const raw = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const { valuesUv, channelIds, sampleRateHz, startSample } = await traces({
    startS: 2,
    endS: 2.02,
    channels: '5,17',
    highpassHz: 300,
  });
  assert.deepEqual([...channelIds], [5, 17]);
  const uvPerBit = 2.34375;
  for (const [k, column] of [5, 17].entries()) {
    const whole = filterForwardBackward(
      raw.filter((_, i) => i % 33 === column),
      butterworthHighpass(3, 300 / sampleRateHz),
    );
    for (let s = 0; s < valuesUv.length / 2; s++) {
      const far = Math.abs(valuesUv[2 * s + k]! - uvPerBit * whole[startSample + s]!);
      assert.ok(far < 1e-3 * uvPerBit, `channel ${column}, sample ${s}: ${far} µV away`);
    }
  }
});

test('a stretch does not depend on how much around it is asked for', async () => {
  const params = { channels: '3', highpassHz: 500, lowpassHz: 6000, reference: 'median', adcRealign: true };
  const short = await traces({ ...params, startS: 3, endS: 3.01 });
  const long = await traces({ ...params, startS: 2.7, endS: 3.4 });
  const offset = short.startSample - long.startSample;
  for (const [s, value] of short.valuesUv.entries())
    assert.ok(Math.abs(value - long.valuesUv[offset + s]!) < 0.1 * 2.35);
});

test('whitened channels have little in common, and keep their size', async () => {
  const given = { startS: 0, endS: 2, highpassHz: 300 };
  const [plain, white] = [await traces(given), await traces({ ...given, whiten: 'noise' })];
  const n = plain.channelIds.length;
  const correlation = (values: Float32Array, i: number, k: number) => {
    let [ii, kk, ik] = [0, 0, 0];
    for (let row = 0; row < values.length; row += n) {
      ii += values[row + i]! ** 2;
      kk += values[row + k]! ** 2;
      ik += values[row + i]! * values[row + k]!;
    }
    return { r: ik / Math.sqrt(ii * kk), size: Math.sqrt((ii * n) / values.length) };
  };
  let [before, behind] = [0, 0];
  for (let i = 0; i + 2 < n; i++) {
    before += Math.abs(correlation(plain.valuesUv, i, i + 2).r) / (n - 2);
    behind += Math.abs(correlation(white.valuesUv, i, i + 2).r) / (n - 2);
    const ratio = correlation(white.valuesUv, i, i).size / correlation(plain.valuesUv, i, i).size;
    assert.ok(ratio > 0.8 && ratio < 1.25, `channel ${i}: ${ratio}`);
  }
  assert.ok(behind < before / 3, `mean correlation ${behind}, before ${before}`);
});

test('spikes of units are told on the channels around their peak, those that reach into the stretch only', async () => {
  const { overlays, startSample } = await traces({ startS: 1, endS: 1.5, overlayUnits: '0,7' });
  assert.deepEqual(
    overlays.map(({ unit, channels }) => [unit, channels.length]),
    [
      ['0', 5],
      ['7', 5],
    ],
  );
  const train = (await engine.gathering(folder)).train;
  for (const { unit, samples, peakChannel, channels } of overlays) {
    const inside = (await train(unit)).filter((sample) => sample > 30_000 - 41 && sample - 41 < 45_000);
    assert.deepEqual(
      [...samples].map((sample) => sample + startSample),
      [...inside],
    );
    assert.ok(channels.includes(peakChannel));
  }
});

test('a unit whose peak is not among the channels is told', async () => {
  const { warnings, overlays } = await traces({ endS: 0.1, channels: '31', overlayUnits: '0' });
  assert.match(warnings.join(), /unit 0 peaks on channel \d+, which is not among those shown/);
  assert.equal(overlays[0]?.channels.length, 0);
});

const bad: [string, Record<string, unknown>, RegExp][] = [
  ['a start beyond the end', { startS: 99 }, /startS: 99 s is beyond the end of imec0.ap at 12 s/],
  ['an end beyond the end', { startS: 1, endS: 99 }, /endS: 99 s is beyond the end/],
  ['an end before the start', { startS: 5, endS: 4 }, /endS: 4 s is not after startS, 5 s/],
  ['an unknown channel', { channels: '3,999' }, /channels: imec0.ap has no channel 999/],
  ['a corner too high', { highpassHz: 15_000 }, /highpassHz: 15000 Hz is not below half/],
  ['an empty band', { highpassHz: 6000, lowpassHz: 300 }, /nothing would be left/],
  ['a ring without channels', { reference: 'local', localInnerUm: 1, localOuterUm: 2 }, /take a wider ring/],
  [
    'a ring with nothing but the channel itself',
    { reference: 'local', localInnerUm: 0, localOuterUm: 1 },
    /no other channel is 0 to 1 µm from channel .*take a wider ring/,
  ],
];
for (const [what, params, message] of bad)
  test(`${what} is refused in a sentence`, () =>
    assert.rejects(traces(params), { name: 'ParameterError', message }));
