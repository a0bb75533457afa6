import { setImmediate } from 'node:timers/promises';
import { readNpy, readNpyHeader, refuseText } from '../formats/npy.ts';
import type { NpyHeader } from '../formats/npy-header.ts';
import { countUnits, idsToPositions, ranksByUnit, type UnitCounts } from '../kernels/group-by-unit.ts';
import { stableOrderInSteps } from '../kernels/stable-order.ts';
import { Cancelled, FormatError } from '../model/errors.ts';
import type { NdArray, TypedArray } from '../model/nd-array.ts';
import type { SpikeIndex } from '../model/sorting.ts';
import type { UnitId } from '../model/units.ts';
import { withFile } from './file-source.ts';
import { absent } from './part-status.ts';
import { isAbsent } from './read-file.ts';

/** The numbers of a `.npy` file, in shared memory unless told. Throws FormatError and AccessError. */
export const readArray = (file: string, shared = true): Promise<NdArray> =>
  withFile(file, (source) => readNpy(source, { shared }));

/**
 * One number per spike: (N,), (N, 1) and (1, N) are all fine. Throws FormatError for other shapes, and for another
 * length than `spikeCount` where that is given.
 */
export async function readColumn(file: string, spikeCount?: number, shared = true): Promise<TypedArray> {
  const { data, shape } = await readArray(file, shared);
  needColumn(file, shape);
  if (spikeCount !== undefined && data.length !== spikeCount)
    throw lengthMismatch(file, data.length, 'spike_times.npy', spikeCount);
  return data;
}

/** Throws FormatError for a table: (N,), (N, 1) and (1, N) are all one list. */
export function needColumn(file: string, shape: readonly number[]): void {
  if (shape.filter((length) => length !== 1).length > 1)
    throw new FormatError({
      file,
      found: `a shape of (${shape.join(', ')})`,
      expected: 'one list of numbers',
      todo: 'Export the sorting again.',
    });
}

export const lengthMismatch = (file: string, found: number, partner: string, expected: number) =>
  new FormatError({
    file,
    found: `${found} spikes`,
    expected: `${expected} as in ${partner}`,
    todo: 'The two files are of different sortings or one was cut; export the sorting again.',
  });

/** Throws FormatError and AccessError for files that are no lists of numbers of the same length; reads their headers. */
export async function checkSpikeLengths(timesFile: string, otherFile: string): Promise<void> {
  const [times, other] = [await columnHeader(timesFile), await columnHeader(otherFile)];
  if (times.count !== other.count)
    throw lengthMismatch(otherFile, other.count, 'spike_times.npy', times.count);
}

async function columnHeader(file: string): Promise<NpyHeader> {
  const header = await withFile(file, readNpyHeader).catch((error: unknown) => {
    throw isAbsent(error) ? absent(file, error) : error;
  });
  refuseText(header, file);
  needColumn(file, header.shape);
  return header;
}

/** The spikes of a sorting as they are held in memory. */
export interface LoadedSpikes {
  readonly index: SpikeIndex;
  /** The order they were brought into when the file's was not ascending. */
  readonly order: Uint32Array | undefined;
  /** Position in `index.units` of each spike's unit, in the order of the index. */
  readonly unitOf: () => Int32Array;
}

/**
 * Reads times and units of all spikes and indexes them by unit. Throws FormatError, AccessError, and Cancelled soon after
 * `signal` aborts.
 */
export async function loadSpikes(
  timesFile: string,
  clustersFile: string,
  signal?: AbortSignal,
): Promise<LoadedSpikes> {
  const [times, ids] = await Promise.all([readTimes(timesFile), readIds(clustersFile)]);
  if (ids.length !== times.length)
    throw lengthMismatch(clustersFile, ids.length, 'spike_times.npy', times.length);
  if (signal?.aborted) throw new Cancelled();
  const order = checkTimes(times, timesFile) ? undefined : await orderOf(times, signal);
  const samples = order ? reorder(times, order) : times;
  const clusters = order ? reorder(ids, order) : ids;
  const { units, offsets } = countUnits(clusters);
  return indexed(samples, clusters, { units, offsets }, order);
}

/** Some seconds for ten million spikes, in which whoever cancels is heard. */
async function orderOf(times: Float64Array, signal?: AbortSignal): Promise<Uint32Array> {
  const steps = stableOrderInSteps(times);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await setImmediate();
    if (signal?.aborted) throw new Cancelled();
  }
}

/** What was read, as it is held. `clusters` is used up. */
export function indexed(
  samples: Float64Array,
  clusters: Int32Array,
  { units, offsets }: UnitCounts,
  order?: Uint32Array,
): LoadedSpikes {
  let made: Int32Array | undefined;
  const unitOf = () => (made ??= idsToPositions(clusters, units));
  return { index: spikeIndex(samples, Array.from(units, String), offsets, unitOf), order, unitOf };
}

/**
 * The unit table needs no ranks, and making them takes longer than the table: they are made when they are first asked for,
 * and `unitOf` is let go.
 */
function spikeIndex(
  samples: Float64Array,
  units: readonly UnitId[],
  offsets: Float64Array,
  unitOf: () => Int32Array,
): SpikeIndex {
  let unranked: (() => Int32Array) | undefined = unitOf;
  let ranks: Uint32Array | undefined;
  return {
    samples,
    units,
    offsets,
    get ranks() {
      if (unranked) ranks = ranksByUnit(unranked(), offsets);
      unranked = undefined;
      return ranks as Uint32Array;
    },
  };
}

const readTimes = async (file: string) => toFloat64(await readColumn(file));
// Not shared: it is let go after the unit table, and shared memory weighs nothing in the collector's eyes.
const readIds = async (file: string) => unitNumbers(await readColumn(file, undefined, false), file);

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

/** Whether the times ascend, in one pass with the check that they are whole. Throws FormatError where one is not. */
function checkTimes(times: Float64Array, file: string): boolean {
  let ascends = true;
  let before = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!;
    if (!Number.isSafeInteger(time))
      throw new FormatError({
        file,
        found: `${time} at position ${i}`,
        expected: 'whole sample numbers',
        todo: 'Times in seconds must be multiplied by the sampling rate and rounded first.',
      });
    if (time < before) ascends = false;
    before = time;
  }
  return ascends;
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
