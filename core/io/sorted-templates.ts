import path from 'node:path';
import { FormatError } from '../model/errors.ts';
import type { NdArray, TypedArray } from '../model/nd-array.ts';
import { readArray } from './spike-files.ts';

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
  const file = path.join(folder, 'templates.npy');
  const { data, shape } = await readArray(file);
  const [templateCount = 0, sampleCount = 0, width = 0] = shape;
  if (shape.length !== 3)
    throw new FormatError({
      file,
      found: `a shape of (${shape.join(', ')})`,
      expected: '(templates, samples, channels)',
      todo: 'Export the sorting again.',
    });
  const indexName = ['templates_ind.npy', 'template_ind.npy'].find((name) => files.has(name));
  if (indexName) {
    const index = await readArray(path.join(folder, indexName));
    const isWhole = isEachRowCounting(index.data, width);
    if (index.data.length === templateCount * width && !isWhole) {
      const all = channelCount ?? 1 + highest(index.data);
      return spread(data, index.data, [templateCount, sampleCount, width], all);
    }
  }
  if (channelCount !== undefined && width !== channelCount)
    throw new FormatError({
      file,
      found: `${width} channels`,
      expected: `${channelCount} as in channel_map.npy`,
      todo: 'The two files are of different sortings; export the sorting again.',
    });
  return { data: toFloat32(data), shape };
}

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
