import { FormatError } from '../model/errors.ts';

/** What stands before the values of a `.npy` file. */
export interface NpyHeader {
  /** `1.0`, `2.0`, `3.0`. */
  readonly version: string;
  /** As written: `<i8`, `|S513`. */
  readonly descr: string;
  /** `b` bool, `i` signed, `u` unsigned, `f` float, `S` bytes, `U` unicode. */
  readonly kind: 'b' | 'i' | 'u' | 'f' | 'S' | 'U';
  readonly itemBytes: number;
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Number of values: the product of `shape`; 1 for a scalar. */
  readonly count: number;
  /** Bytes before the first value. */
  readonly dataOffset: number;
}

/** Enough bytes for any header that holds numbers; structured types, which are refused, may have longer ones. */
export const npyHeaderBytes = 16 * 1024;

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * The header of a `.npy` file from its first bytes (`npyHeaderBytes` of them, or the whole file).
 * Throws FormatError for anything but numbers and text in versions 1 to 3: pickled objects and structured types too.
 *
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function parseNpyHeader(bytes: Uint8Array, file: string): NpyHeader {
  const fail = (found: string, expected: string, todo?: string) =>
    new FormatError({ file, found, expected, ...(todo ? { todo } : {}) });
  if (bytes.length === 0) throw fail('an empty file', 'a NumPy .npy file', 'Copy or export the file again.');
  if (magic.some((byte, index) => bytes[index] !== byte))
    throw fail(
      'other first bytes',
      'the signature of a NumPy .npy file',
      'Export the file again with numpy.save.',
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const cut = () =>
    fail(`a header cut at byte ${bytes.length}`, 'a whole header', 'Copy or export the file again.');
  if (bytes.length < 12) throw cut();
  const major = bytes[6]!;
  const version = `${major}.${bytes[7]}`;
  if (major < 1 || major > 3) throw fail(`.npy version ${version}`, 'version 1.0, 2.0 or 3.0');
  const start = major === 1 ? 10 : 12;
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + length > bytes.length) throw cut();
  const text = new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(
    bytes.subarray(start, start + length),
  );

  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(text)?.[1];
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const sizes = /['"]shape['"]\s*:\s*\(([\d\sLl,]*)\)/.exec(text)?.[1];
  if (descr === undefined && /['"]descr['"]\s*:\s*\[/.test(text))
    throw fail(
      'a structured array',
      'an array of numbers or text',
      'Save each field as an array of its own.',
    );
  if (descr === undefined || order === undefined || sizes === undefined)
    throw fail(
      'a header without descr, fortran_order or shape',
      'all three',
      'Export the file again with numpy.save.',
    );
  const type = /^([<>|=])?([biufSU])(\d+)$/.exec(descr);
  if (/^\|?O\d*$/.test(descr))
    throw fail(
      'pickled Python objects',
      'numbers or text',
      'Pickles can run code and are never loaded; save plain arrays.',
    );
  const kind = type?.[2] as NpyHeader['kind'] | undefined;
  const digits = Number(type?.[3]);
  if (!kind || (kind !== 'S' && kind !== 'U' && !sizesOf[kind].includes(digits)))
    throw fail(
      `values of type '${descr}'`,
      'bool, 8 to 64-bit integers, 16 to 64-bit floats, bytes or unicode',
    );

  const shape = sizes.split(',').flatMap((size) => (size.trim() ? [Number.parseInt(size, 10)] : []));
  const count = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(count)) throw fail(`a shape of (${shape.join(', ')})`, 'one that fits in memory');
  return {
    version,
    descr,
    kind,
    itemBytes: kind === 'U' ? 4 * digits : digits,
    bigEndian: type?.[1] === '>',
    fortranOrder: order === 'True',
    shape,
    count,
    dataOffset: start + length,
  };
}

const sizesOf = { b: [1], i: [1, 2, 4, 8], u: [1, 2, 4, 8], f: [2, 4, 8] };

/** Throws FormatError when fewer bytes follow the header than its shape needs; more are left alone, as NumPy does. */
export function checkNpySize(header: NpyHeader, fileBytes: number, file: string): void {
  const needed = header.count * header.itemBytes;
  const there = fileBytes - header.dataOffset;
  if (there < needed)
    throw new FormatError({
      file,
      found: `${there} bytes of values`,
      expected: `${needed} for a shape of (${header.shape.join(', ')}) of '${header.descr}'`,
      todo: 'The file was cut short or is still being written; copy or export it again.',
    });
}
