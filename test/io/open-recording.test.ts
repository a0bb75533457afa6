import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { openRecording } from '../../core/io/open-recording.ts';
import { isInputError } from '../../core/model/errors.ts';
import type { RecordingRef, SampleType } from '../../core/model/recording.ts';
import { scratchFolder } from './scratch.ts';

const folder = scratchFolder();
const at = (name: string) => path.join(folder, name);

const ref = (changes: Partial<RecordingRef>): RecordingRef => ({
  file: at('x.bin'),
  encoding: 'flat',
  sampleType: 'int16',
  headerBytes: 0,
  columnCount: 3,
  sampleCount: 100,
  fingerprint: '',
  ...changes,
});

/** Samples with jumps larger than 15 bits, so that differences wrap around. */
const samples = Int16Array.from(
  { length: 300 },
  (_, i) => ((i * i * 7919 + (i % 3) * 20011) % 65536) - 32768,
);

interface Options {
  readonly order: 'F' | 'C';
  readonly time: boolean;
  readonly space: boolean;
}

/** Compresses frames as mtscomp is described to: differences within a chunk, zlib, a table of bounds and offsets. */
function compress(values: Int16Array, columns: number, bounds: number[], { order, time, space }: Options) {
  const packed: Uint8Array[] = [];
  for (let chunk = 0; chunk + 1 < bounds.length; chunk++) {
    const frames = bounds[chunk + 1]! - bounds[chunk]!;
    const value = (frame: number, column: number) => values[(bounds[chunk]! + frame) * columns + column]!;
    const inTime = (frame: number, column: number) =>
      value(frame, column) - (time && frame > 0 ? value(frame - 1, column) : 0);
    const stored = new Int16Array(frames * columns);
    for (let frame = 0; frame < frames; frame++)
      for (let column = 0; column < columns; column++) {
        const difference = inTime(frame, column) - (space && column > 0 ? inTime(frame, column - 1) : 0);
        stored[order === 'F' ? column * frames + frame : frame * columns + column] = difference;
      }
    packed.push(deflateSync(new Uint8Array(stored.buffer)));
  }
  const offsets = [0];
  for (const part of packed) offsets.push(offsets.at(-1)! + part.length);
  const table = {
    algorithm: 'zlib',
    chunk_bounds: bounds,
    chunk_offsets: offsets,
    chunk_order: order,
    do_time_diff: time,
    do_spatial_diff: space,
    dtype: 'int16',
    n_channels: columns,
    sample_rate: 30000,
  };
  return { bytes: Buffer.concat(packed), table: JSON.stringify(table) };
}

test('a compressed recording gives the same samples as the flat one, over every range', async () => {
  writeFileSync(at('x.bin'), new Uint8Array(samples.buffer));
  const flat = await openRecording(ref({}));
  for (const order of ['F', 'C'] as const)
    for (const [time, space] of [
      [true, false],
      [true, true],
      [false, true],
      [false, false],
    ] as const) {
      const { bytes, table } = compress(samples, 3, [0, 40, 41, 90, 100], { order, time, space });
      writeFileSync(at('x.cbin'), bytes);
      writeFileSync(at('x.ch'), table);
      const reader = await openRecording(
        ref({ file: at('x.cbin'), encoding: 'mtscomp', chunksFile: at('x.ch') }),
      );
      for (const [start, end] of [
        [0, 100],
        [0, 0],
        [39, 42],
        [40, 41],
        [41, 100],
        [99, 100],
        [10, 20],
      ] as const) {
        const wanted = samples.slice(start * 3, end * 3);
        assert.deepEqual(await reader.read(start, end), wanted, `${order} ${time} ${space} ${start}:${end}`);
        assert.deepEqual(await flat.read(start, end), wanted);
      }
      await assert.rejects(reader.read(50, 101), RangeError);
      await reader.close();
    }
  await assert.rejects(flat.read(-1, 3), RangeError);
  await flat.close();
});

test('a compressed recording that was written again is read again, though its readers share what they decode', async () => {
  for (const sign of [1, -1, 2]) {
    const values = samples.map((value) => sign * value);
    const { bytes, table } = compress(values, 3, [0, 40, 100], { order: 'F', time: true, space: false });
    writeFileSync(at('again.cbin'), bytes);
    writeFileSync(at('again.ch'), table);
    const packed = ref({ file: at('again.cbin'), encoding: 'mtscomp', chunksFile: at('again.ch') });
    const [one, other] = [await openRecording(packed), await openRecording(packed)];
    assert.deepEqual(await one.read(30, 60), values.slice(90, 180));
    await one.close();
    assert.deepEqual(await other.read(10, 100), values.slice(30, 300));
    await other.close();
  }
});

test('other sample types come as float32, after the bytes of the header', async () => {
  const types: [SampleType, ArrayBufferView][] = [
    ['uint16', new Uint16Array([0, 1, 65535])],
    ['int32', new Int32Array([-70000, 0, 70000])],
    ['float32', new Float32Array([-0.5, 0, 1e6])],
    ['float64', new Float64Array([-0.5, 0, 1e6])],
  ];
  for (const [sampleType, values] of types) {
    const bytes = Buffer.concat([Buffer.from('head!'), new Uint8Array(values.buffer)]);
    writeFileSync(at(`${sampleType}.dat`), bytes);
    const reader = await openRecording(
      ref({ file: at(`${sampleType}.dat`), sampleType, headerBytes: 5, sampleCount: 1 }),
    );
    assert.deepEqual(await reader.read(0, 1), Float32Array.from(values as unknown as ArrayLike<number>));
    await reader.close();
  }
});

test('a cut file, a missing or foreign .ch and a damaged chunk are each said in a sentence', async () => {
  writeFileSync(at('cut.bin'), new Uint8Array(samples.buffer).subarray(0, 599));
  const { bytes, table } = compress(samples, 3, [0, 50, 100], { order: 'F', time: true, space: false });
  writeFileSync(at('c.cbin'), bytes);
  writeFileSync(at('c.ch'), table);
  writeFileSync(at('cut.cbin'), bytes);
  truncateSync(at('cut.cbin'), bytes.length - 7);
  const damaged = Buffer.from(bytes).fill(0x55, 10, 60);
  writeFileSync(at('damaged.cbin'), damaged);
  const packed = (file: string, chunksFile: string, columnCount = 3) =>
    openRecording(ref({ file: at(file), encoding: 'mtscomp', chunksFile: at(chunksFile), columnCount }));
  const cases: [() => Promise<unknown>, RegExp][] = [
    [
      () => openRecording(ref({ file: at('cut.bin') })),
      /cut\.bin: found 599 bytes, expected 600 for 100 frames of 3 columns/,
    ],
    [() => openRecording(ref({ file: at('none.bin') })), /none\.bin: found nothing there/],
    [() => packed('c.cbin', 'none.ch'), /none\.ch: found nothing there/],
    [
      () => packed('cut.cbin', 'c.ch'),
      /cut\.cbin: found \d+ bytes, expected \d+, as its \.ch file says\..*cut short/,
    ],
    [() => packed('c.cbin', 'c.ch', 4), /c\.ch: found 3 columns, expected 4 as in the header/],
    [
      () => packed('damaged.cbin', 'c.ch').then((reader) => reader.read(0, 10).finally(() => reader.close())),
      /damaged\.cbin: found chunk 0 that cannot be decompressed, expected zlib data/,
    ],
  ];
  for (const [opening, sentence] of cases)
    await assert.rejects(opening(), (error) => {
      assert.ok(isInputError(error), String(error));
      assert.match(error.message, sentence);
      return true;
    });
});
