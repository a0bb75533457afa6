import { readNpy } from '../formats/npy.ts';
import { groupByUnit } from '../kernels/group-by-unit.ts';
import { isAscending, stableOrder } from '../kernels/stable-order.ts';
import { FormatError } from '../model/errors.ts';
import type { NdArray, TypedArray } from '../model/nd-array.ts';
import type { SpikeIndex } from '../model/sorting.ts';
import { withFile } from './file-source.ts';

/** The numbers of a `.npy` file in shared memory. Throws FormatError and AccessError. */
export const readArray = (file: string): Promise<NdArray> =>
  withFile(file, (source) => readNpy(source, { shared: true }));

/**
 * One number per spike: (N,), (N, 1) and (1, N) are all fine. Throws FormatError for other shapes, and for another
 * length than `spikeCount` where that is given.
 */
export async function readColumn(file: string, spikeCount?: number): Promise<TypedArray> {
  const { data, shape } = await readArray(file);
  if (shape.filter((length) => length !== 1).length > 1)
    throw new FormatError({
      file,
      found: `a shape of (${shape.join(', ')})`,
      expected: 'one number per spike',
    });
  if (spikeCount !== undefined && data.length !== spikeCount)
    throw lengthMismatch(file, data.length, 'spike_times.npy', spikeCount);
  return data;
}

export const lengthMismatch = (file: string, found: number, partner: string, expected: number) =>
  new FormatError({
    file,
    found: `${found} spikes`,
    expected: `${expected} as in ${partner}`,
    todo: 'The two files are of different sortings or one was cut; export the sorting again.',
  });

/** The spikes of a sorting, and the order they were brought into when the file's was not ascending. */
export interface LoadedSpikes {
  readonly index: SpikeIndex;
  readonly order: Uint32Array | undefined;
}

/** Reads times and units of all spikes and indexes them by unit. Throws FormatError, AccessError. */
export async function loadSpikes(timesFile: string, clustersFile: string): Promise<LoadedSpikes> {
  const times = wholeNumbers(await readColumn(timesFile), timesFile);
  const clusters = unitNumbers(await readColumn(clustersFile), clustersFile);
  if (clusters.length !== times.length)
    throw lengthMismatch(clustersFile, clusters.length, 'spike_times.npy', times.length);
  const order = isAscending(times) ? undefined : stableOrder(times);
  const { units, offsets, ranks } = groupByUnit(order ? reorder(clusters, order) : clusters);
  const samples = order ? reorder(times, order) : times;
  return { index: { samples, units: Array.from(units, String), offsets, ranks }, order };
}

/** The values at the positions of `order`, in shared memory. */
export function reorder<A extends TypedArray>(values: A, order: Uint32Array): A {
  const Values = values.constructor as new (buffer: SharedArrayBuffer) => A;
  const out = new Values(new SharedArrayBuffer(values.byteLength));
  for (let i = 0; i < order.length; i++) out[i] = values[order[i]!]!;
  return out;
}

/** Values as float64, in shared memory. */
export function toFloat64(values: TypedArray): Float64Array {
  if (values instanceof Float64Array) return values;
  const out = new Float64Array(new SharedArrayBuffer(8 * values.length));
  out.set(values);
  return out;
}

function wholeNumbers(values: TypedArray, file: string): Float64Array {
  const times = toFloat64(values);
  for (let i = 0; i < times.length; i++)
    if (!Number.isSafeInteger(times[i]))
      throw new FormatError({
        file,
        found: `${times[i]} at position ${i}`,
        expected: 'whole sample numbers',
        todo: 'Times in seconds must be multiplied by the sampling rate and rounded first.',
      });
  return times;
}

/** Numbers of units or templates as 32-bit integers, in shared memory. Throws FormatError for anything else. */
export function unitNumbers(values: TypedArray, file: string): Int32Array {
  const out =
    values instanceof Int32Array ? values : new Int32Array(new SharedArrayBuffer(4 * values.length));
  if (out !== values) out.set(values);
  let bad = -1;
  for (let i = 0; i < out.length; i++)
    if (out[i]! < 0 || out[i] !== values[i]) {
      bad = i;
      break;
    }
  if (bad < 0) return out;
  throw new FormatError({
    file,
    found: `${values[bad]} at position ${bad}`,
    expected: 'whole numbers from 0 to 2147483647',
    todo: 'Export the sorting again.',
  });
}
