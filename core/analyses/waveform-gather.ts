import { regularSelection } from '../kernels/regular-selection.ts';
import { seededChoice } from '../kernels/seeded-choice.ts';
import { MissingPart, ParameterError } from '../model/errors.ts';
import type { UnitId } from '../model/units.ts';
import type { Gathering, UnitSource } from './analysis.ts';
import { countText } from './number-text.ts';
import { rawOfSpikes } from './raw-of-spikes.ts';
import { insidePeriods, namedUnits, spikeRateHz } from './sorted-units.ts';
import { unitTemplates } from './unit-templates.ts';
import type { WaveformInputs, WaveformParams, WaveformSource, WaveformUnit } from './waveform-params.ts';

/**
 * The spikes to cut of each unit, and the raw files to cut them from: one for all units of a probe.
 * Throws ParameterError for spikes of another unit and for a stream of another rate, MissingPart without raw data.
 */
export async function gatherWaveforms(
  from: Gathering,
  units: readonly UnitId[],
  params: WaveformParams,
): Promise<WaveformInputs> {
  const named =
    units.length === 0 && params.spikeIds ? [await unitOfSpike(from, params.spikeIds[0])] : namedUnits(units);
  const sources: WaveformSource[] = [];
  const places = new Map<string, number>();
  const chosen: WaveformUnit[] = [];
  for (const unit of named) {
    const source = await from.source(unit);
    const key = `${source.dataset.folder}\n${source.stream.id}`;
    const place = places.get(key) ?? sources.push(await sourceOf(from, source, params)) - 1;
    places.set(key, place);
    chosen.push({
      unit,
      source: place,
      ...(await chosenOf(from, unit, source.train, params)),
      ...(params.templates ? { templates: await templatesOf(from, unit) } : {}),
    });
  }
  return { sources, units: chosen };
}

async function sourceOf(
  from: Gathering,
  source: UnitSource,
  { sortedChannelsOnly, whiten }: WaveformParams,
): Promise<WaveformSource> {
  const recording = rawOfSpikes(from, source);
  const { stream, dataset } = source;
  const { sorting } = dataset;
  const voltages = stream.channels.filter(({ role }) => role !== 'sync');
  const sorted = sortedChannelsOnly || whiten === 'sorter' ? await sorting?.channelMap() : undefined;
  if (sortedChannelsOnly && !sorted)
    throw new MissingPart('channel_map.npy', dataset.folder, 'Put it back, or take all channels.');
  const channelOf = new Map(voltages.map((channel) => [channel.column, channel]));
  const channels =
    sortedChannelsOnly && sorted
      ? Array.from(sorted).flatMap((column) => channelOf.get(column) ?? [])
      : voltages;
  const siteOf = new Map(stream.probe?.sites.map((site) => [site.column, site]));
  const sites = channels.flatMap(({ column }) => siteOf.get(column) ?? []);
  const inverse = whiten === 'sorter' ? await sorting?.whiteningInverse() : undefined;
  if (whiten === 'sorter' && !inverse)
    throw new MissingPart(
      'whitening matrix of the sorter',
      dataset.folder,
      'Put whitening_mat.npy there, or whiten by noise.',
    );
  return {
    recording,
    sampleRateHz: stream.sampleRateHz,
    columns: Int32Array.from(channels, ({ column }) => column),
    channelIds: Int32Array.from(channels, ({ id }) => id),
    uvPerBit: Float64Array.from(channels, ({ uvPerBit }) => uvPerBit),
    sites: sites.length === channels.length ? sites : null,
    ...(inverse && {
      sorterWhitening: {
        inverse: Float64Array.from(inverse.data, Number),
        columns: sorted ?? Int32Array.from({ length: inverse.shape[0] ?? 0 }, (_, i) => i),
      },
    }),
  };
}

/** `ownTrain` is on the clock of the raw file; periods are on that of the dataset. */
async function chosenOf(from: Gathering, unit: UnitId, ownTrain: Float64Array, params: WaveformParams) {
  const [ids, train] = await Promise.all([from.spikeIds(unit), from.train(unit)]);
  const positions = params.spikeIds
    ? positionsOf(params.spikeIds, ids, unit)
    : selected(from, unit, train, params);
  return {
    spikeIds: Uint32Array.from(positions, (position) => ids[position] as number),
    samples: Float64Array.from(positions, (position) => ownTrain[position] as number),
  };
}

function positionsOf(wanted: readonly number[], ids: Uint32Array, unit: UnitId): number[] {
  const place = new Map(Array.from(ids, (id, i) => [id, i]));
  return wanted.map((id) => {
    const position = place.get(id);
    if (position === undefined) throw new ParameterError(`spikeIds: ${id} is no spike of unit ${unit}`);
    return position;
  });
}

function selected(
  from: Gathering,
  unit: UnitId,
  train: Float64Array,
  { periodsS, count, selection, batchSize, seed }: WaveformParams,
): Uint32Array {
  const all = Uint32Array.from({ length: train.length }, (_, i) => i);
  const inside = periodsS ? insidePeriods(train, all, periodsS, spikeRateHz(from)) : all;
  if (inside.length === 0) from.warn(`unit ${unit} has no spikes in the periods`);
  else if (count > inside.length && periodsS)
    from.warn(`unit ${unit} has ${countText(inside.length, 'spike')} in the periods, fewer than ${count}`);
  const picked =
    selection === 'random' && count > 0
      ? seededChoice(inside.length, count, seed)
      : regularSelection(inside.length, count, batchSize);
  return picked.map((i) => inside[i] as number);
}

async function templatesOf(from: Gathering, unit: UnitId): Promise<NonNullable<WaveformUnit['templates']>> {
  const { templates, templateIds, microvolts, unwhitened, channels } = await unitTemplates(from, unit);
  const values = microvolts ?? unwhitened ?? templates.data;
  const size = values.length / Math.max(1, templateIds.length);
  return {
    columns: channels,
    waveforms: Array.from(templateIds, (_, i) => values.slice(i * size, (i + 1) * size)),
  };
}

async function unitOfSpike(from: Gathering, id: number | undefined): Promise<UnitId> {
  const spikes = await from.dataset.sorting?.spikes();
  const rank = spikes && id !== undefined ? spikes.ranks.indexOf(id) : -1;
  const group = spikes ? spikes.offsets.findLastIndex((offset) => offset <= rank) : -1;
  const unit = rank === -1 ? undefined : spikes?.units[group];
  if (unit === undefined) throw new ParameterError(`spikeIds: the sorting has no spike ${id}`);
  return unit;
}
