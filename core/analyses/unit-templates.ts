import { FormatError, isInputError } from '../model/errors.ts';
import type { NdArray } from '../model/nd-array.ts';
import { ndArray } from '../model/nd-array.ts';
import type { Sorting } from '../model/sorting.ts';
import type { UnitId } from '../model/units.ts';
import type { Gathering } from './analysis.ts';

/**
 * The templates that the sorter used for the spikes of one unit, ascending number, as stored and in µV. A whitened
 * template times the inverse of the whitening matrix times a spike's amplitude is the spike in bits (Kilosort's model);
 * here the amplitude is the mean over the unit's spikes of that template.
 */
export async function unitTemplates(
  from: Gathering,
  sorting: Sorting,
  all: NdArray<Float32Array>,
  channels: Int32Array,
  unit: UnitId,
) {
  const [ids, spikeTemplates, amplitudes, inverse] = await Promise.all([
    from.spikeIds(unit),
    sorting.spikeTemplates(),
    orWarning(from, sorting.amplitudes()),
    orWarning(from, sorting.whiteningInverse()),
  ]);
  const [count = 0, sampleCount = 0, channelCount = 0] = all.shape;
  const uses = new Map<number, { spikes: number; amplitude: number }>();
  for (const id of ids) {
    const template = spikeTemplates ? (spikeTemplates[id] as number) : Number(unit);
    const use = uses.get(template) ?? { spikes: 0, amplitude: 0 };
    use.spikes++;
    use.amplitude += amplitudes?.[id] ?? Number.NaN;
    uses.set(template, use);
  }
  const templateIds = Int32Array.from(uses.keys()).sort();
  const beyond = templateIds.find((template) => template < 0 || template >= count);
  if (beyond !== undefined)
    throw new FormatError({
      file: `${sorting.folder}/spike_templates.npy`,
      found: `template ${beyond}`,
      expected: `0 to ${count - 1} as in templates.npy`,
      todo: 'The two files are of different sortings; export the sorting again.',
    });
  const size = sampleCount * channelCount;
  const stored = new Float32Array(templateIds.length * size);
  templateIds.forEach((template, i) => {
    stored.set(all.data.subarray(template * size, (template + 1) * size), i * size);
  });
  const gains = gainsOf(from, sorting, channels);
  const microvolts = inverse && gains && amplitudes ? new Float32Array(stored.length) : null;
  templateIds.forEach((template, i) => {
    const { spikes, amplitude } = uses.get(template) as { spikes: number; amplitude: number };
    if (!microvolts || !inverse || !gains) return;
    const whitened = stored.subarray(i * size, (i + 1) * size);
    unwhiten(
      whitened,
      inverse.data,
      gains,
      amplitude / spikes,
      microvolts.subarray(i * size, (i + 1) * size),
    );
  });
  return {
    unit,
    templateIds,
    templates: ndArray(stored, templateIds.length, sampleCount, channelCount),
    microvolts,
  };
}

/** What only scales the templates: when it is broken they are shown as stored, with its sentence. */
async function orWarning<T>(from: Gathering, part: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await part;
  } catch (error) {
    if (!isInputError(error)) throw error;
    from.warn(error.message);
    return undefined;
  }
}

function gainsOf({ dataset }: Gathering, sorting: Sorting, channels: Int32Array): Float64Array | undefined {
  const stream = dataset.streams.find(({ id }) => id === sorting.streamId);
  const gainOf = new Map(stream?.channels.map(({ column, uvPerBit }) => [column, uvPerBit]));
  const gains = Float64Array.from(channels, (column) => gainOf.get(column) ?? Number.NaN);
  return gains.every(Number.isFinite) ? gains : undefined;
}

/** out[s, c] = gain[c] · amplitude · Σₖ whitened[s, k] · inverse[k, c]; zeros of sparse templates are passed over. */
function unwhiten(
  whitened: Float32Array,
  inverse: ArrayLike<number>,
  gains: Float64Array,
  amplitude: number,
  out: Float32Array,
): void {
  const channelCount = gains.length;
  for (let start = 0; start < whitened.length; start += channelCount) {
    for (let k = 0; k < channelCount; k++) {
      const value = (whitened[start + k] as number) * amplitude;
      if (value === 0) continue;
      for (let c = 0; c < channelCount; c++)
        out[start + c] = (out[start + c] as number) + value * (inverse[k * channelCount + c] as number);
    }
    for (let c = 0; c < channelCount; c++) out[start + c] = (out[start + c] as number) * (gains[c] as number);
  }
}
