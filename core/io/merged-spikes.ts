import { parseMergedNumber } from '../formats/merged-units.ts';
import { readNpyHeader, readNpyValues, refuseText } from '../formats/npy.ts';
import { countUnits, idsToPositions, ranksByUnit } from '../kernels/group-by-unit.ts';
import { isAscending, stableOrder } from '../kernels/stable-order.ts';
import { FormatError } from '../model/errors.ts';
import { mergedUnitId } from '../model/merged.ts';
import type { TypedArray } from '../model/nd-array.ts';
import type { SpikeIndex } from '../model/sorting.ts';
import { withFile } from './file-source.ts';
import { lengthMismatch, needColumn, reorder } from './spike-files.ts';

/**
 * The spikes of a merged folder by unit, on the clock of its first dataset. Times before that dataset's first sample
 * are negative; npyx stores them in unsigned numbers, as which they are huge and stand at the end, and they are set
 * right here. Throws FormatError, AccessError.
 */
export async function loadMergedSpikes(
  timesFile: string,
  clustersFile: string,
  decimals: number,
  warn: (message: string) => void,
): Promise<SpikeIndex> {
  const [times, numbers] = await Promise.all([readSigned(timesFile), readSigned(clustersFile)]);
  if (numbers.values.length !== times.values.length)
    throw lengthMismatch(clustersFile, numbers.values.length, 'spike_times.npy', times.values.length);
  const order = isAscending(times.values) ? undefined : stableOrder(times.values);
  if (order && times.isUnsigned && times.values[order[0]!]! < 0)
    warn(
      `${timesFile}: found times before the first dataset's begin stored as unsigned numbers, as npyx does; they are read as the negative ones they are.`,
    );
  const samples = order ? reorder(times.values, order) : times.values;
  const keys = unitKeys(order ? reorder(numbers.values, order) : numbers.values, clustersFile, decimals);
  const { units, offsets } = countUnits(keys.ofSpikes);
  return {
    samples,
    units: Array.from(units, (key) => mergedUnitId(key % keys.stride, Math.floor(key / keys.stride))),
    offsets,
    ranks: ranksByUnit(idsToPositions(keys.ofSpikes, units), offsets),
  };
}

/** One whole number for each spike's unit, ascending first by dataset and then by cluster: dataset × stride + cluster. */
function unitKeys(
  numbers: Float64Array,
  file: string,
  decimals: number,
): { ofSpikes: Int32Array; stride: number } {
  const clusters = new Int32Array(numbers.length);
  const datasets = new Int32Array(numbers.length);
  let stride = 1;
  let most = 0;
  for (let i = 0; i < numbers.length; i++) {
    const parts = parseMergedNumber(numbers[i]!, decimals);
    if (!parts) throw foreignNumber(file, numbers[i]!, i, decimals);
    clusters[i] = parts.cluster;
    datasets[i] = parts.dataset;
    stride = Math.max(stride, parts.cluster + 1);
    most = Math.max(most, parts.dataset);
  }
  if ((most + 1) * stride > 2 ** 31) throw foreignNumber(file, stride - 1, 0, decimals);
  for (let i = 0; i < clusters.length; i++) clusters[i]! += datasets[i]! * stride;
  return { ofSpikes: clusters, stride };
}

const foreignNumber = (file: string, value: number, position: number, decimals: number) =>
  new FormatError({
    file,
    found: `${value} at position ${position}`,
    expected: `numbers of units with ${decimals} decimal${decimals > 1 ? 's' : ''} for the dataset, such as 92.${'1'.padStart(decimals, '0')}`,
    todo: 'Merge the datasets again.',
  });

/** A column of numbers as float64 in shared memory, 64-bit ones taken as signed. */
async function readSigned(file: string): Promise<{ values: Float64Array; isUnsigned: boolean }> {
  return withFile(file, async (source) => {
    const header = await readNpyHeader(source);
    refuseText(header, file);
    needColumn(file, header.shape);
    const isUnsigned = header.kind === 'u' && header.itemBytes === 8;
    const values: TypedArray = await readNpyValues(
      source,
      isUnsigned ? { ...header, kind: 'i' } : header,
      0,
      header.count,
    );
    const shared = new Float64Array(new SharedArrayBuffer(8 * values.length));
    shared.set(values);
    return { values: shared, isUnsigned };
  });
}
