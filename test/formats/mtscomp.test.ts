import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkChunkedSize, chunkOfSample, decodeChunk, parseChunkTable } from '../../core/formats/mtscomp.ts';
import { encodeChunk } from '../../core/formats/mtscomp-write.ts';

const chunks = (changes: Record<string, unknown> = {}) =>
  JSON.stringify({
    algorithm: 'zlib',
    chunk_bounds: [0, 3, 5],
    chunk_offsets: [0, 10, 30],
    chunk_order: 'F',
    do_spatial_diff: false,
    do_time_diff: true,
    dtype: 'int16',
    n_channels: 2,
    sample_rate: 30000.0,
    shape: [5, 2],
    version: '1.0',
    ...changes,
  });

test('a real .ch file gives the facts that are written in it', () => {
  const file = 'test/fixtures/corpus/mtscomp_ch/ibl-neuropixel/_spikeglx_ephysData_g0_t0.imec0.ap.ch';
  const table = parseChunkTable(readFileSync(file, 'utf8'), file);
  assert.deepEqual(table, {
    columnCount: 385,
    sampleCount: 30000,
    sampleRateHz: 30000,
    sampleType: 'int16',
    bounds: [0, 30000],
    offsets: [0, 12028183],
    columnMajor: true,
    timeDifferences: true,
    spatialDifferences: false,
  });
});

test('differences in time are summed within a chunk, column after column, and wrap at 16 bits', () => {
  const table = parseChunkTable(chunks(), 'x.ch');
  // Columns 32767, -32768, -32767 and 5, 4, 6: the first value as it is, then differences, wrapped.
  const stored = new Int16Array([32767, 1, 1, 5, -1, 2]);
  const frames = decodeChunk(table, 0, new Uint8Array(stored.buffer), 'x.cbin');
  assert.deepEqual([...frames], [32767, 5, -32768, 4, -32767, 6]);
});

test('differences between columns and row-major chunks are undone too', () => {
  const table = parseChunkTable(chunks({ chunk_order: 'C', do_spatial_diff: true }), 'x.ch');
  // Frames (1, 3), (4, 5), (6, 8): in time (1, 3), (3, 2), (2, 3); then between columns.
  const stored = new Int16Array([1, 2, 3, -1, 2, 1]);
  assert.deepEqual([...decodeChunk(table, 0, new Uint8Array(stored.buffer), 'x.cbin')], [1, 3, 4, 5, 6, 8]);
  const plain = parseChunkTable(chunks({ chunk_order: 'C', do_time_diff: false }), 'x.ch');
  assert.deepEqual([...decodeChunk(plain, 0, new Uint8Array(stored.buffer), 'x.cbin')], [...stored]);
});

test('a frame is found in the chunk whose bounds hold it', () => {
  const table = parseChunkTable(chunks(), 'x.ch');
  assert.deepEqual(
    [0, 2, 3, 4].map((sample) => chunkOfSample(table, sample)),
    [0, 0, 1, 1],
  );
});

test('a .ch that is broken or of another recording is refused with a sentence', () => {
  const cases: [string, RegExp][] = [
    ['', /^FormatError: x\.ch: found an empty file, expected the JSON/],
    ['{"chunk_bounds": [0', /found text that is no JSON/],
    ['[1, 2]', /found JSON of another kind/],
    ['null', /found JSON of another kind/],
    ['{}', /found chunk_bounds and chunk_offsets that do not fit/],
    [chunks({ chunk_bounds: [0, 5, 3] }), /do not fit/],
    [chunks({ chunk_offsets: [0, 10] }), /do not fit/],
    [chunks({ n_channels: 0 }), /found n_channels 0/],
    [chunks({ algorithm: 'lz4' }), /found algorithm 'lz4', expected zlib/],
    [chunks({ dtype: 'float32' }), /found dtype 'float32'/],
    [chunks({ chunk_order: 'K' }), /found chunk_order 'K'/],
  ];
  for (const [text, sentence] of cases) assert.throws(() => parseChunkTable(text, 'x.ch'), sentence);
  const table = parseChunkTable(chunks(), 'x.ch');
  assert.throws(
    () => checkChunkedSize(table, 29, 'x.cbin'),
    /x\.cbin: found 29 bytes, expected 30.*cut short/,
  );
  assert.throws(() => checkChunkedSize(table, 31, 'x.cbin'), /another recording/);
  assert.throws(
    () => decodeChunk(table, 0, new Uint8Array(4), 'x.cbin'),
    /found 4 bytes in chunk 0, expected 12/,
  );
});

test('chunks of more frames than are taken together are as their definition says, and come back to the bit', () => {
  const [columnCount, count] = [3, 700];
  let state = 7;
  const frames = Int16Array.from({ length: columnCount * count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 16;
  });
  const at = (frame: number, column: number) => (frame < 0 ? 0 : frames[frame * columnCount + column]!);
  const encoded = encodeChunk(frames, columnCount);
  const expected = new Int16Array(frames.length);
  for (let column = 0; column < columnCount; column++)
    for (let frame = 0; frame < count; frame++)
      expected[column * count + frame] = at(frame, column) - at(frame - 1, column);
  assert.deepEqual(encoded, expected);
  const table = (changes: Record<string, unknown>) =>
    parseChunkTable(
      chunks({ n_channels: columnCount, chunk_bounds: [0, count], chunk_offsets: [0, 1], ...changes }),
      'x.ch',
    );
  const decoded = (
    stored: Int16Array,
    changes: Record<string, unknown> = {},
    out?: Int16Array<ArrayBuffer>,
  ) => decodeChunk(table(changes), 0, new Uint8Array(stored.slice().buffer), 'x.cbin', out);
  const given = new Int16Array(frames.length);
  assert.equal(decoded(encoded, {}, given), given);
  assert.deepEqual(given, frames);
  // Differences over time of differences over columns, row-major.
  const across = frames.map((value, i) => value - (i % columnCount === 0 ? 0 : frames[i - 1]!));
  const both = across.map((value, i) => value - (i < columnCount ? 0 : across[i - columnCount]!));
  assert.deepEqual(decoded(both, { chunk_order: 'C', do_spatial_diff: true }), frames);
});
