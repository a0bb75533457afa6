import path from 'node:path';
import { readNpyHeader, readNpyValues } from '../formats/npy.ts';
import {
  addTemplateUses,
  countIntervals,
  type IntervalCounts,
  listTemplateUses,
  noTemplateUses,
  type PresenceBins,
  type TemplateUse,
} from '../kernels/unit-statistics.ts';
import { Cancelled, FormatError, isInputError } from '../model/errors.ts';
import type { TypedArray } from '../model/nd-array.ts';
import type { Sorting, SpikeIndex } from '../model/sorting.ts';
import type { UnitId } from '../model/units.ts';
import { withFile } from './file-source.ts';
import type { LoadedSpikes } from './spike-files.ts';

/** What one pass over the spikes tells of each unit, in ascending order of their ids. */
export interface UnitStatistics extends Readonly<IntervalCounts> {
  readonly units: readonly UnitId[];
  readonly spikeCount: Float64Array;
  /** When the first spike of all is and the last one; NaN without spikes. */
  readonly firstSample: number;
  readonly lastSample: number;
  /** The templates of the unit's spikes, most used first; none when spike_templates.npy is missing or broken. */
  readonly templates: readonly (readonly TemplateUse[])[];
}

/** Spikes that are looked at together: a few megabytes of each file. */
const blockSpikes = 2 ** 19;

/**
 * Short intervals and templates of every unit. The files of templates and amplitudes are read through once and not
 * kept: for ten million spikes they would fill 120 MB that nobody asks for again. Throws Cancelled when `signal` aborts.
 */
export async function unitStatistics(
  folder: string,
  files: ReadonlySet<string>,
  { index, order, unitOf: positions }: LoadedSpikes,
  limitSamples: number,
  bins: PresenceBins,
  signal?: AbortSignal,
): Promise<UnitStatistics> {
  const { samples, units } = index;
  const unitOf = positions();
  const counts = {
    ...spikeCounts(index),
    ...countIntervals(samples, unitOf, units.length, limitSamples, bins),
  };
  const uses = noTemplateUses(units.length);
  if (files.has('spike_templates.npy')) {
    const inFileOrder = order ? unorder(unitOf, order) : unitOf;
    const templatesFile = path.join(folder, 'spike_templates.npy');
    const amplitudesFile = files.has('amplitudes.npy') ? path.join(folder, 'amplitudes.npy') : undefined;
    try {
      await eachBlock(templatesFile, samples.length, amplitudesFile, (start, templates, amplitudes) => {
        if (signal?.aborted) throw new Cancelled();
        checkTemplates(templates, templatesFile);
        addTemplateUses(uses, inFileOrder, start, templates, amplitudes);
      });
    } catch (error) {
      if (!isInputError(error)) throw error;
      return { ...counts, templates: units.map(() => []) };
    }
  }
  return { ...counts, templates: listTemplateUses(uses) };
}

/** The same for a sorting that is not on disk, from its arrays. */
export async function statisticsFromArrays(
  sorting: Sorting,
  limitSamples: number,
  bins: PresenceBins,
): Promise<UnitStatistics> {
  const index = await sorting.spikes();
  const unitOf = unitOfSpikes(index);
  const uses = noTemplateUses(index.units.length);
  const templates = await sorting.spikeTemplates();
  if (templates) addTemplateUses(uses, unitOf, 0, templates, await sorting.amplitudes());
  return {
    ...spikeCounts(index),
    ...countIntervals(index.samples, unitOf, index.units.length, limitSamples, bins),
    templates: listTemplateUses(uses),
  };
}

const spikeCounts = ({ samples, units, offsets }: SpikeIndex) => ({
  units,
  spikeCount: Float64Array.from(units, (_, i) => offsets[i + 1]! - offsets[i]!),
  firstSample: samples[0] ?? Number.NaN,
  lastSample: samples.at(-1) ?? Number.NaN,
});

/** The position of each spike's unit in `index.units`. */
export function unitOfSpikes({ units, offsets, ranks }: SpikeIndex): Int32Array {
  const unitOf = new Int32Array(ranks.length);
  for (let unit = 0; unit < units.length; unit++)
    for (let i = offsets[unit]!; i < offsets[unit + 1]!; i++) unitOf[ranks[i]!] = unit;
  return unitOf;
}

async function eachBlock(
  templatesFile: string,
  count: number,
  amplitudesFile: string | undefined,
  use: (start: number, templates: TypedArray, amplitudes: TypedArray | undefined) => void,
): Promise<void> {
  await withFile(templatesFile, async (templates) => {
    const templatesHeader = await readNpyHeader(templates);
    checkCount(templatesHeader.count, count, templatesFile);
    const read = async (readAmplitudes?: (start: number, end: number) => Promise<TypedArray>) => {
      const readBlock = (start: number) => {
        const end = Math.min(count, start + blockSpikes);
        return Promise.all([
          readNpyValues(templates, templatesHeader, start, end),
          readAmplitudes?.(start, end),
        ]);
      };
      let next = readBlock(0);
      for (let start = 0; start < count; start += blockSpikes) {
        const [of, scaled] = await next;
        // The next block is on its way while this one is counted.
        if (start + blockSpikes < count) {
          next = readBlock(start + blockSpikes);
          next.catch(() => {});
        }
        use(start, of, scaled);
      }
    };
    if (!amplitudesFile) return read();
    return withFile(amplitudesFile, async (amplitudes) => {
      const header = await readNpyHeader(amplitudes).catch(() => undefined);
      // Broken amplitudes cost the amplitudes only.
      if (header?.count !== count) return read();
      return read((start, end) => readNpyValues(amplitudes, header, start, end));
    });
  });
}

function checkCount(found: number, expected: number, file: string): void {
  if (found !== expected)
    throw new FormatError({ file, found: `${found} spikes`, expected: `${expected} as in spike_times.npy` });
}

function checkTemplates(templates: TypedArray, file: string): void {
  for (let i = 0; i < templates.length; i++)
    if (!(templates[i]! >= 0 && Number.isInteger(templates[i])))
      throw new FormatError({ file, found: `${templates[i]}`, expected: 'numbers of templates from 0 on' });
}

/** Values as they stood before `order` was applied. */
function unorder(values: Int32Array, order: Uint32Array): Int32Array {
  const out = new Int32Array(values.length);
  for (let i = 0; i < order.length; i++) out[order[i]!] = values[i]!;
  return out;
}
