import path from 'node:path';
import { readNpyHeader, refuseText } from '../formats/npy.ts';
import type { NpyHeader } from '../formats/npy-header.ts';
import { FormatError, isInputError } from '../model/errors.ts';
import type { NdArray, TypedArray } from '../model/nd-array.ts';
import { withFile } from './file-source.ts';
import { readArray } from './spike-files.ts';

/** The header of templates.npy. Throws FormatError for what `readTemplates` would refuse. */
export async function checkTemplates(
  folder: string,
  files: ReadonlySet<string>,
  channelCount: number | undefined,
): Promise<NpyHeader> {
  const header = await withFile(path.join(folder, 'templates.npy'), readNpyHeader);
  const { shape } = header;
  refuseText(header, path.join(folder, 'templates.npy'));
  if (shape.length !== 3) throw wrongShape(folder, shape);
  // The usual case is told by the header alone.
  if (channelCount !== undefined && shape[2] !== channelCount)
    await channelsOfSparse(folder, files, shape, channelCount);
  return header;
}

/**
 * The templates of a sorting, (templates × samples × sorted channels) in shared memory. Sparse ones, where another file
 * says which channels each template has, are spread out. `channelCount` is the length of channel_map.npy.
 * Throws FormatError when the two do not fit together.
 */
export async function readTemplates(
  folder: string,
  files: ReadonlySet<string>,
  channelCount: number | undefined,
): Promise<NdArray<Float32Array>> {
  const { data, shape } = await readArray(path.join(folder, 'templates.npy'));
  if (shape.length !== 3) throw wrongShape(folder, shape);
  const sparse = await channelsOfSparse(folder, files, shape, channelCount);
  if (!sparse) return { data: toFloat32(data), shape };
  const [templateCount = 0, sampleCount = 0, width = 0] = shape;
  return spread(data, sparse.index, [templateCount, sampleCount, width], sparse.channelCount);
}

/**
 * The channels of each sparse template (templates × width) and how many channels there are; undefined when templates
 * have all channels. Throws FormatError when neither is so.
 */
async function channelsOfSparse(
  folder: string,
  files: ReadonlySet<string>,
  [templateCount = 0, , width = 0]: readonly number[],
  channelCount: number | undefined,
): Promise<{ index: TypedArray; channelCount: number } | undefined> {
  const name = indexFile(files);
  const index = name && (await indexValues(path.join(folder, name), width === channelCount));
  if (index && index.length === templateCount * width && !isEachRowCounting(index, width)) {
    const last = highest(index);
    // One past the last channel pads a row; any higher number is a channel that is not there.
    if (channelCount !== undefined && last > channelCount)
      throw new FormatError({
        file: path.join(folder, name),
        found: `channel ${last}`,
        expected: `0 to ${channelCount - 1} as in channel_map.npy`,
        todo: 'The two files are of different sortings or one was cut; export the sorting again.',
      });
    return { index, channelCount: channelCount ?? 1 + last };
  }
  if (channelCount !== undefined && width !== channelCount) throw wrongWidth(folder, width, channelCount);
  return undefined;
}

/** Undefined for a broken file when nobody needs it: templates with as many channels as were sorted have them all. */
async function indexValues(file: string, isOptional: boolean): Promise<TypedArray | undefined> {
  try {
    return (await readArray(file)).data;
  } catch (error) {
    if (isOptional && isInputError(error)) return undefined;
    throw error;
  }
}

/** Whether another file says which channels each template has. Throws as `readTemplates` does. */
export const isSparse = async (...given: Parameters<typeof channelsOfSparse>): Promise<boolean> =>
  (await channelsOfSparse(...given)) !== undefined;

const indexFile = (files: ReadonlySet<string>): string | undefined =>
  ['templates_ind.npy', 'template_ind.npy'].find((name) => files.has(name));

const wrongShape = (folder: string, shape: readonly number[]): FormatError =>
  new FormatError({
    file: path.join(folder, 'templates.npy'),
    found: `a shape of (${shape.join(', ')})`,
    expected: '(templates, samples, channels)',
    todo: 'Export the sorting again.',
  });

const wrongWidth = (folder: string, width: number, channelCount: number): FormatError =>
  new FormatError({
    file: path.join(folder, 'templates.npy'),
    found: `${width} channels`,
    expected: `${channelCount} as in channel_map.npy`,
    todo: 'The two files are of different sortings; export the sorting again.',
  });

function toFloat32(values: TypedArray): Float32Array {
  if (values instanceof Float32Array) return values;
  const out = new Float32Array(new SharedArrayBuffer(4 * values.length));
  out.set(values);
  return out;
}

function highest(values: TypedArray): number {
  let most = -1;
  for (const value of values) if (value > most) most = value;
  return most;
}

/** True for the index of templates that have all channels, as Kilosort writes it. */
function isEachRowCounting(index: TypedArray, width: number): boolean {
  for (let i = 0; i < index.length; i++) if (index[i] !== i % width) return false;
  return true;
}

/** Channels that are -1 or past the last one only pad the row. */
function spread(
  data: TypedArray,
  index: TypedArray,
  [templateCount, sampleCount, width]: [number, number, number],
  channelCount: number,
): NdArray<Float32Array> {
  const count = templateCount * sampleCount * channelCount;
  const out = new Float32Array(new SharedArrayBuffer(4 * count));
  for (let template = 0; template < templateCount; template++)
    for (let i = 0; i < width; i++) {
      const channel = index[template * width + i]!;
      if (!(channel >= 0 && channel < channelCount)) continue;
      for (let sample = template * sampleCount; sample < (template + 1) * sampleCount; sample++)
        out[sample * channelCount + channel] = data[sample * width + i]!;
    }
  return { data: out, shape: [templateCount, sampleCount, channelCount] };
}
