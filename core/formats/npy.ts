import type { ByteSource } from '../model/byte-source.ts';
import { FormatError } from '../model/errors.ts';
import type { NdArray, TypedArray } from '../model/nd-array.ts';
import { checkNpySize, type NpyHeader, npyHeaderBytes, parseNpyHeader } from './npy-header.ts';
import { allocateValues, decodeValues, isStoredAsHeld, toRowMajor } from './npy-values.ts';

/** Values are taken through blocks of this size, so that memory holds them once. A multiple of every item size. */
const blockBytes = 4 * 2 ** 20;

export interface NpyReading {
  /** Into a SharedArrayBuffer, which threads see without a copy. */
  readonly shared?: boolean;
  readonly signal?: AbortSignal;
}

/** The header of a `.npy` source. Throws FormatError, also when the source is shorter than its shape says. */
export async function readNpyHeader(source: ByteSource): Promise<NpyHeader> {
  const header = parseNpyHeader(await source.read(0, Math.min(npyHeaderBytes, source.size)), source.name);
  checkNpySize(header, source.size, source.name);
  return header;
}

/**
 * The numbers of a `.npy` source, row-major whatever the order in the file. 64-bit integers come as float64, and are
 * refused beyond 2^53; float16 comes as float32, bool as 0 and 1. Zero rows are as good as any.
 * Throws FormatError; text is read by `parseNpyText`.
 */
export async function readNpy(
  source: ByteSource,
  { shared = false, signal }: NpyReading = {},
): Promise<NdArray> {
  const header = await readNpyHeader(source);
  refuseText(header, source.name);
  const { dataOffset, shape, fortranOrder } = header;
  const data = await readValues(source, header, dataOffset, allocateValues(header, shared), signal);
  // With at most one axis longer than 1 both orders are the same.
  if (!fortranOrder || shape.filter((length) => length > 1).length < 2) return { data, shape };
  return { data: toRowMajor(data, shape, allocateValues(header, shared)), shape };
}

/**
 * Rows [start, end) of the first axis, row-major. Only their bytes are read, unless the file is column-major.
 * Throws RangeError for rows that are not there, else as `readNpy`.
 */
export async function readNpyRows(
  source: ByteSource,
  start: number,
  end: number,
  { shared = false, signal }: NpyReading = {},
): Promise<NdArray> {
  const header = await readNpyHeader(source);
  refuseText(header, source.name);
  const [rows = 1, ...rest] = header.shape;
  if (start < 0 || end < start || end > rows)
    throw new RangeError(`${source.name}: rows ${start} to ${end} of ${rows}`);
  const rowCount = rest.reduce((product, length) => product * length, 1);
  const shape = [end - start, ...rest];
  if (header.fortranOrder && rowCount > 1) {
    const { data } = await readNpy(source, signal ? { signal } : {});
    const part = allocateValues({ ...header, count: (end - start) * rowCount }, shared);
    part.set(data.subarray(start * rowCount, end * rowCount));
    return { data: part, shape };
  }
  const part = { ...header, count: (end - start) * rowCount };
  const offset = header.dataOffset + start * rowCount * header.itemBytes;
  return { data: await readValues(source, part, offset, allocateValues(part, shared), signal), shape };
}

/**
 * Values [start, end) in the order of the file, whatever the shape: of a file with one axis, its rows.
 * `header` is that of the source.
 */
export function readNpyValues(
  source: ByteSource,
  header: NpyHeader,
  start: number,
  end: number,
  signal?: AbortSignal,
): Promise<TypedArray> {
  refuseText(header, source.name);
  const part = { ...header, count: end - start };
  const offset = header.dataOffset + start * header.itemBytes;
  if (!isStoredAsHeld(header)) return readValues(source, part, offset, allocateValues(part, false), signal);
  return source
    .read(offset, part.count * header.itemBytes, signal)
    .then((bytes) => allocateValues(part, false, bytes.buffer));
}

/** `header.count` values from byte `offset` on. The next block is on its way while one is decoded. */
async function readValues(
  source: ByteSource,
  header: NpyHeader,
  offset: number,
  target: TypedArray,
  signal?: AbortSignal,
): Promise<TypedArray> {
  const { count, itemBytes } = header;
  if (isStoredAsHeld(header) && source.readInto) {
    await source.readInto(
      new Uint8Array(target.buffer, target.byteOffset, target.byteLength),
      offset,
      signal,
    );
    return target;
  }
  const perBlock = blockBytes / itemBytes;
  // Two blocks take turns: new memory for each would cost as much as decoding it.
  const spare: Uint8Array[] = [];
  const readBlock = async (at: number): Promise<Uint8Array> => {
    const length = Math.min(perBlock, count - at) * itemBytes;
    if (!source.readInto) return source.read(offset + at * itemBytes, length, signal);
    const block = (spare.pop() ?? new Uint8Array(Math.min(blockBytes, count * itemBytes))).subarray(
      0,
      length,
    );
    await source.readInto(block, offset + at * itemBytes, signal);
    return block;
  };
  let next = count > 0 ? readBlock(0) : undefined;
  for (let at = 0; next; at += perBlock) {
    const block = await next;
    next = at + perBlock < count ? readBlock(at + perBlock) : undefined;
    // A failure of the read ahead is met by the next turn, unless decoding fails first.
    next?.catch(() => {});
    decodeValues(block, header, target, at, source.name);
    spare.push(new Uint8Array(block.buffer));
  }
  return target;
}

/** The numbers of a `.npy` file in memory: see `readNpy`. */
export function parseNpy(bytes: Uint8Array, file: string): NdArray {
  const header = parseNpyHeader(bytes, file);
  checkNpySize(header, bytes.length, file);
  refuseText(header, file);
  const { dataOffset, count, itemBytes, shape, fortranOrder } = header;
  const data = allocateValues(header, false);
  // A copy, because decoding uses it up; `slice` of a Buffer would be none.
  const values = new Uint8Array(bytes.subarray(dataOffset, dataOffset + count * itemBytes));
  decodeValues(values, header, data, 0, file);
  if (!fortranOrder || shape.filter((length) => length > 1).length < 2) return { data, shape };
  return { data: toRowMajor(data, shape, allocateValues(header, false)), shape };
}

/**
 * The strings of a `.npy` file of bytes (`S`, taken as UTF-8) or unicode (`U`), without the zeros that pad them.
 * Throws FormatError for numbers and for column-major tables.
 */
export function parseNpyText(bytes: Uint8Array, file: string): { data: string[]; shape: readonly number[] } {
  const header = parseNpyHeader(bytes, file);
  checkNpySize(header, bytes.length, file);
  const { kind, itemBytes, dataOffset, count, shape } = header;
  const manyAxes = shape.filter((length) => length > 1).length > 1;
  if ((kind !== 'S' && kind !== 'U') || (header.fortranOrder && manyAxes))
    throw new FormatError({ file, found: `values of type '${header.descr}'`, expected: 'a list of text' });
  const data = Array.from({ length: count }, (_, index) => {
    const item = bytes.subarray(dataOffset + index * itemBytes, dataOffset + (index + 1) * itemBytes);
    return kind === 'S'
      ? utf8.decode(item.subarray(0, lengthWithoutPadding(item)))
      : utf32(item, header.bigEndian);
  });
  return { data, shape };
}

const utf8 = new TextDecoder();

function lengthWithoutPadding(item: Uint8Array): number {
  let length = item.length;
  while (length > 0 && item[length - 1] === 0) length--;
  return length;
}

function utf32(item: Uint8Array, bigEndian: boolean): string {
  const view = new DataView(item.buffer, item.byteOffset, item.length);
  let text = '';
  for (let at = 0; at < item.length; at += 4) {
    const point = view.getUint32(at, !bigEndian);
    text += String.fromCodePoint(point <= 0x10ffff ? point : 0xfffd);
  }
  return text.replace(/\0+$/, '');
}

/** Throws FormatError for text where numbers are needed. */
export function refuseText({ kind, descr }: NpyHeader, file: string): void {
  if (kind === 'S' || kind === 'U')
    throw new FormatError({
      file,
      found: `text ('${descr}')`,
      expected: 'numbers',
      todo: 'Export the file again.',
    });
}
