import { type Dataset, needSorting } from '../model/dataset.ts';
import { FormatError, isInputError, MissingPart } from '../model/errors.ts';
import { type NdArray, ndArray } from '../model/nd-array.ts';
import type { ProbeSite } from '../model/probe.ts';
import type { Stream } from '../model/recording.ts';
import type { Sorting } from '../model/sorting.ts';
import type { UnitId } from '../model/units.ts';
import type { Gathering, UnitSource } from './analysis.ts';

/** The templates of one unit, and the channels they lie on. */
export interface UnitTemplates {
  readonly unit: UnitId;
  /** What tells the probes of a merged dataset apart. */
  readonly probe: string;
  /** Ascending numbers of the templates that the sorter used for the unit's spikes, and for how many of them. */
  readonly templateIds: Int32Array;
  readonly spikeCounts: Int32Array;
  /** (templates × samples × channels) in the sorter's whitened units, as in templates.npy. */
  readonly templates: NdArray<Float32Array>;
  /** The same without the whitening, in the sorter's units; null without a whitening matrix. */
  readonly unwhitened: Float32Array | null;
  /** The same in µV, when they could be unwhitened and scaled by the amplitudes of the unit's spikes. */
  readonly microvolts: Float32Array | null;
  /** Column of the raw file of each channel. */
  readonly channels: Int32Array;
  readonly sites: readonly ProbeSite[] | null;
  readonly sampleRateHz: number;
}

/**
 * The templates that the sorter used for the spikes of one unit. A whitened template times the inverse of the whitening
 * matrix times a spike's amplitude is the spike in bits (Kilosort's model); here the amplitude is the mean over the
 * unit's spikes of that template. Throws MissingPart without templates, UnknownUnit.
 */
export async function unitTemplates(from: Gathering, unit: UnitId): Promise<UnitTemplates> {
  const source = await sourceOf(from, unit);
  const sorting = needSorting(source.dataset);
  const stream = sortedStreamOf(source.dataset);
  const all = await sorting.templates();
  if (!all)
    throw new MissingPart('templates', sorting.folder, 'Put templates.npy and spike_templates.npy there.');
  const [templateCount = 0, sampleCount = 0, channelCount = 0] = all.shape;
  const channels = (await sorting.channelMap()) ?? Int32Array.from({ length: channelCount }, (_, i) => i);
  const [spikeTemplates, amplitudes, inverse, scales] = await Promise.all([
    sorting.spikeTemplates(),
    orWarning(from, sorting.amplitudes()),
    orWarning(from, sorting.whiteningInverse()),
    orWarning(from, sorting.amplitudesScaleTemplates?.() ?? Promise.resolve(undefined)),
  ]);
  const uses = templateUses(source, spikeTemplates, amplitudes);
  const templateIds = Int32Array.from(uses.keys()).sort();
  const beyond = templateIds.find((template) => template < 0 || template >= templateCount);
  if (beyond !== undefined)
    throw new FormatError({
      file: `${sorting.folder}/spike_templates.npy`,
      found: `template ${beyond}`,
      expected: `0 to ${templateCount - 1} as in templates.npy`,
      todo: 'The two files are of different sortings; export the sorting again.',
    });
  const size = sampleCount * channelCount;
  const stored = new Float32Array(templateIds.length * size);
  templateIds.forEach((template, i) => {
    stored.set(all.data.subarray(template * size, (template + 1) * size), i * size);
  });
  const unwhitened = inverse ? unwhiten(stored, inverse.data, channelCount) : null;
  const gains = stream && gainsOf(stream, channels);
  const means = Float64Array.from(templateIds, (template) => {
    const { spikes, amplitude } = uses.get(template)!;
    return amplitude / spikes;
  });
  return {
    unit,
    probe: source.dataset.folder,
    templateIds,
    spikeCounts: Int32Array.from(templateIds, (template) => uses.get(template)!.spikes),
    templates: ndArray(stored, templateIds.length, sampleCount, channelCount),
    unwhitened,
    microvolts: unwhitened && gains && amplitudes && scales ? scaled(unwhitened, size, means, gains) : null,
    channels,
    sites: await sitesOf(stream, sorting, channels),
    sampleRateHz: stream?.sampleRateHz ?? sorting.sampleRateHz,
  };
}

type TemplateSource = Pick<UnitSource, 'dataset' | 'unit' | 'spikeIds'>;

/** Templates need no stream: a sorting alone has them too. */
async function sourceOf(from: Gathering, unit: UnitId): Promise<TemplateSource> {
  try {
    return await from.source(unit);
  } catch (error) {
    const own = (error as Error).name === 'MissingPart' && (await from.dataset.sorting?.templates());
    if (!own) throw error;
    return { dataset: from.dataset, unit, spikeIds: await from.spikeIds(unit) };
  }
}

const sortedStreamOf = ({ streams, sorting }: Dataset): Stream | undefined =>
  streams.find(({ id }) => id === sorting?.streamId);

function templateUses(
  { unit, spikeIds }: TemplateSource,
  spikeTemplates: Int32Array | undefined,
  amplitudes: Float64Array | undefined,
): Map<number, { spikes: number; amplitude: number }> {
  const uses = new Map<number, { spikes: number; amplitude: number }>();
  for (const id of spikeIds) {
    const template = spikeTemplates ? (spikeTemplates[id] as number) : Number(unit);
    const use = uses.get(template) ?? { spikes: 0, amplitude: 0 };
    use.spikes++;
    use.amplitude += amplitudes?.[id] ?? Number.NaN;
    uses.set(template, use);
  }
  return uses;
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

function gainsOf(stream: Stream, channels: Int32Array): Float64Array | undefined {
  const gainOf = new Map(stream.channels.map(({ column, uvPerBit }) => [column, uvPerBit]));
  const gains = Float64Array.from(channels, (column) => gainOf.get(column) ?? Number.NaN);
  return gains.every(Number.isFinite) ? gains : undefined;
}

/** out[s, c] = Σₖ whitened[s, k] · inverse[k, c]; zeros of sparse templates are passed over. */
function unwhiten(whitened: Float32Array, inverse: ArrayLike<number>, channelCount: number): Float32Array {
  const out = new Float32Array(whitened.length);
  const row = new Float64Array(channelCount);
  for (let start = 0; start < whitened.length; start += channelCount) {
    row.fill(0);
    for (let k = 0; k < channelCount; k++) {
      const value = whitened[start + k]!;
      if (value === 0) continue;
      for (let c = 0; c < channelCount; c++) row[c]! += value * inverse[k * channelCount + c]!;
    }
    out.set(row, start);
  }
  return out;
}

/** Each template, of `size` values, times its amplitude and each channel's gain. */
function scaled(
  values: Float32Array,
  size: number,
  amplitudes: Float64Array,
  gains: Float64Array,
): Float32Array {
  return values.map(
    (value, i) => value * (amplitudes[Math.floor(i / size)] as number) * (gains[i % gains.length] as number),
  );
}

async function sitesOf(
  stream: Stream | undefined,
  sorting: Sorting,
  channels: Int32Array,
): Promise<readonly ProbeSite[] | null> {
  const siteOf = new Map(stream?.probe?.sites.map((site) => [site.column, site]));
  const known = [...channels].flatMap((column) => siteOf.get(column) ?? []);
  if (known.length === channels.length) return known;
  const positions = await sorting.channelPositions();
  if (!positions || positions.shape[0] !== channels.length) return null;
  return Array.from(channels, (column, i) => ({
    column,
    id: column,
    shank: 0,
    xUm: positions.data[2 * i] as number,
    yUm: positions.data[2 * i + 1] as number,
    isReference: false,
  }));
}
