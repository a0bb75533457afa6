import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseNpy, parseNpyText, readNpy, readNpyRows } from '../../core/formats/npy.ts';
import { parseNpyHeader } from '../../core/formats/npy-header.ts';
import { writeNpy } from '../../core/formats/npy-write.ts';
import { bytesSource } from '../../core/model/byte-source.ts';
import { FormatError } from '../../core/model/errors.ts';
import { ndArray } from '../../core/model/nd-array.ts';

const corpus = 'test/fixtures/corpus';
interface Facts {
  readonly version: string;
  readonly descr: string;
  readonly shape: readonly number[];
  readonly fortran_order: boolean;
  /** Absent where there are no rows. */
  readonly first?: number;
  readonly last?: number;
  readonly sum?: number;
}
interface EventsOrStream {
  readonly folder: string;
  readonly npy?: Readonly<Record<string, Facts>>;
}
const expected = JSON.parse(readFileSync(`${corpus}/EXPECTED.json`, 'utf8')) as {
  readonly npy: Readonly<Record<string, Facts>>;
  readonly openephys: Readonly<
    Record<string, { readonly continuous?: EventsOrStream[]; readonly events?: EventsOrStream[] }>
  >;
};

/** All real `.npy` files with what NumPy finds in them: those of npy-matlab, and the clocks and events of Open Ephys. */
const realFiles = (): [file: string, facts: Facts][] => [
  ...Object.entries(expected.npy),
  ...Object.entries(expected.openephys).flatMap(([oebin, parts]) =>
    (['continuous', 'events'] as const).flatMap((part) =>
      (parts[part] ?? []).flatMap(({ folder, npy = {} }) =>
        Object.entries(npy).map(([name, facts]): [string, Facts] => [
          path.join(path.dirname(oebin), part, folder, name),
          facts,
        ]),
      ),
    ),
  ),
];

/** A `.npy` file of any version, written after NumPy's description and independently of writeNpy. */
function npyFile(
  descr: string,
  shape: string,
  values: Uint8Array,
  { version = 1, order = 'False' } = {},
): Uint8Array {
  const head = new TextEncoder().encode(
    `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`,
  );
  const start = version === 1 ? 10 : 12;
  const bytes = new Uint8Array(start + head.length + values.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, head.length, true);
  else view.setUint32(8, head.length, true);
  bytes.set(head, start);
  bytes.set(values, start + head.length);
  return bytes;
}

const bytesOf = (data: ArrayBufferView) =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
const reversedItems = (bytes: Uint8Array, itemBytes: number) => {
  const out = bytes.slice();
  for (let at = 0; at < out.length; at += itemBytes) out.subarray(at, at + itemBytes).reverse();
  return out;
};

test('every real .npy file gives the shape, the first and last value and the sum that NumPy gives', () => {
  const files = realFiles();
  assert.ok(files.length >= 80, `${files.length} files`);
  for (const [name, want] of files) {
    const bytes = new Uint8Array(readFileSync(`${corpus}/${name}`));
    const { version, descr, shape, fortranOrder } = parseNpyHeader(bytes, name);
    assert.deepEqual(
      [version, descr.replace(/^[<|](?=[bui]1)/, '|'), [...shape], fortranOrder],
      [want.version, want.descr, want.shape, want.fortran_order],
      name,
    );
    // Text is read as text, and held against what was written by the test of events.
    if (/S\d+$/.test(descr)) continue;
    const { data } = parseNpy(bytes, name);
    assert.deepEqual([data[0], data.at(-1)], [want.first, want.last], name);
    const sum = Array.from(data, Number).reduce((total, value) => total + value, 0);
    assert.ok(Math.abs(sum - (want.sum ?? 0)) <= 1e-9 * Math.abs(want.sum ?? 0), `${name}: ${sum}`);
  }
});

test('a picture saved column-major is the same picture as row-major', () => {
  const [rowMajor, columnMajor] = ['chelsea_uint8', 'matlab_chelsea_uint8'].map((name) =>
    parseNpy(new Uint8Array(readFileSync(`${corpus}/npy/npy-matlab/${name}.npy`)), name),
  );
  assert.deepEqual(columnMajor, rowMajor);
});

test('each number type is read in both byte orders and in versions 1 to 3', () => {
  const cases: [string, ArrayBufferView, number, number[]][] = [
    ['i1', new Int8Array([-128, 127]), 1, [-128, 127]],
    ['u1', new Uint8Array([0, 255]), 1, [0, 255]],
    ['b1', new Uint8Array([0, 1]), 1, [0, 1]],
    ['i2', new Int16Array([-32768, 258]), 2, [-32768, 258]],
    ['u2', new Uint16Array([65535, 258]), 2, [65535, 258]],
    ['i4', new Int32Array([-2147483648, 66051]), 4, [-2147483648, 66051]],
    ['u4', new Uint32Array([4294967295, 66051]), 4, [4294967295, 66051]],
    ['i8', new BigInt64Array([-(2n ** 53n), 2n ** 53n - 1n]), 8, [-(2 ** 53), 2 ** 53 - 1]],
    ['u8', new BigUint64Array([4294967296n, 2n ** 53n - 1n]), 8, [4294967296, 2 ** 53 - 1]],
    // One, a sixth, the largest, the smallest subnormal, and minus infinity, as IEEE 754 writes them.
    [
      'f2',
      new Uint16Array([0x3c00, 0x3155, 0x7bff, 1, 0xfc00]),
      2,
      [1, 0.16662597656, 65504, 2 ** -24, -Infinity],
    ],
    ['f4', new Float32Array([1.5, -0.25]), 4, [1.5, -0.25]],
    ['f8', new Float64Array([Math.PI, -1e300]), 8, [Math.PI, -1e300]],
  ];
  for (const [type, values, itemBytes, want] of cases)
    for (const version of [1, 2, 3])
      for (const [order, bytes] of [
        ['<', bytesOf(values)],
        ['>', reversedItems(bytesOf(values), itemBytes)],
      ] as const) {
        const file = npyFile(`'${order}${type}'`, `(${want.length},)`, bytes, { version });
        const { data, shape } = parseNpy(file, type);
        assert.deepEqual([...shape], [want.length]);
        want.forEach((value, index) => {
          const close = value === data[index] || Math.abs(data[index]! - value) < 1e-10;
          assert.ok(close, `${order}${type} v${version}: ${data[index]} is not ${value}`);
        });
      }
});

test('a column-major cube is given row-major, whole and by rows, from memory and in blocks', async () => {
  const [a, b, c] = [3, 70, 5];
  const columnMajor = new Float32Array(a * b * c);
  for (let i = 0; i < a; i++)
    for (let j = 0; j < b; j++)
      for (let k = 0; k < c; k++) columnMajor[i + a * (j + b * k)] = i * 10000 + j * 10 + k;
  const file = npyFile("'<f4'", `(${a}, ${b}, ${c})`, bytesOf(columnMajor), { order: 'True' });
  const { data } = parseNpy(file, 'cube');
  for (let i = 0; i < a; i++)
    for (let j = 0; j < b; j++)
      for (let k = 0; k < c; k++) assert.equal(data[(i * b + j) * c + k], i * 10000 + j * 10 + k);
  assert.deepEqual((await readNpy(bytesSource('cube', file))).data, data);
  const rows = await readNpyRows(bytesSource('cube', file), 1, 3);
  assert.deepEqual([...rows.shape], [2, b, c]);
  assert.deepEqual(rows.data, data.subarray(b * c));
});

test('a file of several blocks is read as one, into shared memory when asked', async () => {
  const values = Float64Array.from({ length: 600_000 }, (_, index) => index * 7 - 5);
  const file = writeNpy(ndArray(values, 300_000, 2), { int64: true });
  const { data, shape } = await readNpy(bytesSource('long', file), { shared: true });
  assert.deepEqual([...shape], [300_000, 2]);
  assert.ok(data.buffer instanceof SharedArrayBuffer);
  assert.deepEqual([...data], [...values]);
  const rows = await readNpyRows(bytesSource('long', file), 299_999, 300_000);
  assert.deepEqual([...rows.data], [...values.subarray(-2)]);
});

test('what is written is read back the same, and begins its values at a multiple of 64 bytes', () => {
  for (const data of [
    new Int8Array([-1, 2, 3, 4, 5, 6]),
    new Uint16Array([1, 2, 3, 4, 5, 65535]),
    new Int32Array([-1, 2, 3, 4, 5, 6]),
    new Float32Array([0.5, Number.NaN, 3, 4, 5, 6]),
    new Float64Array([1e300, 2, 3, 4, 5, -Infinity]),
  ])
    for (const shape of [[6], [2, 3], [1, 6, 1]]) {
      const bytes = writeNpy(ndArray(data, ...shape));
      assert.equal(parseNpyHeader(bytes, 'x').dataOffset % 64, 0);
      assert.deepEqual(parseNpy(bytes, 'x'), { data, shape });
    }
  assert.throws(() => writeNpy(ndArray(new Float64Array([0.5]), 1), { int64: true }), RangeError);
});

test('zero rows, a scalar and a shape with long integers are normal', () => {
  assert.deepEqual(parseNpy(npyFile("'<i8'", '(0, 2)', new Uint8Array(0)), 'none'), {
    data: new Float64Array(0),
    shape: [0, 2],
  });
  assert.deepEqual(parseNpy(npyFile("'<f8'", '()', bytesOf(new Float64Array([2.5]))), 'one'), {
    data: new Float64Array([2.5]),
    shape: [],
  });
  assert.deepEqual([...parseNpy(npyFile("'|u1'", '(2L,)', new Uint8Array([7, 8])), 'long').data], [7, 8]);
});

test('text comes without its padding, from bytes and from unicode in both byte orders', () => {
  const bytes = new Uint8Array(12);
  bytes.set(new TextEncoder().encode('go µ'), 0);
  bytes.set(new TextEncoder().encode('x'), 6);
  assert.deepEqual(parseNpyText(npyFile("'|S6'", '(2,)', bytes), 'text').data, ['go µ', 'x']);
  const points = bytesOf(new Uint32Array([0x6f, 0x1f9e0, 0, 0x78, 0, 0]));
  for (const [order, values] of [
    ['<', points],
    ['>', reversedItems(points, 4)],
  ] as const)
    assert.deepEqual(parseNpyText(npyFile(`'${order}U3'`, '(2,)', values), 'text').data, ['o🧠', 'x']);
  assert.deepEqual(parseNpyText(npyFile("'|S513'", '(0,)', new Uint8Array(0)), 'empty').data, []);
});

test('bad files are refused with a sentence that says what was found and what was expected', async () => {
  const good = npyFile("'<i8'", '(3,)', bytesOf(new BigInt64Array([1n, 2n, 3n])));
  const cases: [string, Uint8Array, RegExp][] = [
    ['empty', new Uint8Array(0), /^x\.npy: found an empty file, expected a NumPy \.npy file\./],
    ['random', Uint8Array.from({ length: 4000 }, (_, i) => (i * 73 + 11) % 256), /found other first bytes/],
    ['cut in the signature', good.subarray(0, 8), /found a header cut at byte 8/],
    ['cut in the header', good.subarray(0, 40), /found a header cut at byte 40/],
    ['cut in the values', good.subarray(0, -1), /found 23 bytes of values, expected 24 for a shape of \(3\)/],
    ['version', Uint8Array.from(good, (byte, i) => (i === 6 ? 9 : byte)), /\.npy version 9\.0/],
    ['pickle', npyFile("'|O'", '(1,)', new Uint8Array(100)), /found pickled Python objects.*never loaded/],
    ['structured', npyFile("[('a', '<i4')]", '(1,)', new Uint8Array(4)), /found a structured array/],
    ['complex', npyFile("'<c16'", '(1,)', new Uint8Array(16)), /found values of type '<c16'/],
    ['long double', npyFile("'<f16'", '(1,)', new Uint8Array(16)), /found values of type '<f16'/],
    ['garbled header', npyFile("'<i8'", 'all', new Uint8Array(8)), /without descr, fortran_order or shape/],
    ['negative size', npyFile("'<i8'", '(-1,)', new Uint8Array(8)), /without descr, fortran_order or shape/],
    ['huge', npyFile("'<i8'", '(99999999999, 99999999999)', new Uint8Array(8)), /one that fits in memory/],
    ['text', npyFile("'|S4'", '(1,)', new Uint8Array(4)), /found text/],
    [
      'past 2^53',
      npyFile("'<i8'", '(2,)', bytesOf(new BigInt64Array([1n, 2n ** 53n]))),
      /found 9007199254740992 at position 1, expected integers within ±2\^53/,
    ],
    [
      'below -2^53',
      npyFile("'<i8'", '(1,)', bytesOf(new BigInt64Array([-(2n ** 53n) - 1n]))),
      /found -9007199254740993/,
    ],
    [
      'wrapped',
      npyFile("'>u8'", '(1,)', reversedItems(bytesOf(new BigUint64Array([2n ** 64n - 5n])), 8)),
      /found 18446744073709551611/,
    ],
  ];
  for (const [name, bytes, sentence] of cases) {
    const isSentence = (error: unknown) => {
      assert.ok(error instanceof FormatError, `${name}: ${error}`);
      assert.match(error.message, sentence, name);
      return true;
    };
    assert.throws(() => parseNpy(bytes, 'x.npy'), isSentence);
    await assert.rejects(readNpy(bytesSource('x.npy', bytes)), isSentence);
  }
  assert.throws(() => parseNpyText(good, 'x.npy'), /expected a list of text/);
});

test('a Buffer that lies in the middle of a pool gives its own values and stays as it is', () => {
  const cases = [
    npyFile("'>i4'", '(3,)', reversedItems(bytesOf(new Int32Array([1, -2, 3])), 4)),
    npyFile("'<i8'", '(3,)', bytesOf(new BigInt64Array([1n, -2n, 3n]))),
    npyFile("'<f2'", '(3,)', bytesOf(new Uint16Array([0x3c00, 0xc000, 0x4200]))),
    npyFile("'<f8'", '(3,)', bytesOf(new Float64Array([1, -2, 3]))),
  ];
  for (const bytes of cases)
    for (const start of [1, 3, 8]) {
      const pool = Buffer.alloc(bytes.length + 64, 0xaa);
      pool.set(bytes, start);
      const before = Buffer.from(pool);
      const { data } = parseNpy(pool.subarray(start, start + bytes.length), 'pooled.npy');
      assert.deepEqual([...data], [1, -2, 3]);
      assert.ok(pool.equals(before));
    }
});
