import { paddingOf } from '../kernels/filter-forward-backward.ts';
import { FormatError, MissingPart, ParameterError } from '../model/errors.ts';
import type { Stream } from '../model/recording.ts';
import type { UnitId } from '../model/units.ts';
import type { Gathering } from './analysis.ts';
import { cleaningOf } from './cleaning.ts';
import { sorterWhitening } from './cleaning-whitening.ts';
import { countText, numberText } from './number-text.ts';
import type { Overlay, RawTracesInputs, RawTracesParams } from './raw-traces-params.ts';
import { peakPosition, rawUnit } from './raw-unit.ts';
import { channelsAround } from './waveform-places.ts';

const defaultS = 0.1;
/** A minute of 40 channels, or six seconds of a probe. */
const mostValues = 2 ** 26;

/**
 * The stretch, its channels and the spikes over it. Units of merged datasets bring the raw file of their own probe; all of
 * them must share it. Throws ParameterError for a stretch outside the recording and for channels that are not there.
 */
export async function gatherRawTraces(
  from: Gathering,
  selected: readonly UnitId[],
  params: RawTracesParams,
): Promise<RawTracesInputs> {
  const units = params.overlayUnits ?? selected;
  const sources = await Promise.all(units.map((unit) => from.source(unit)));
  const own = sources[0];
  const stream = own?.stream ?? from.stream();
  const dataset = own?.dataset ?? from.dataset;
  for (const [i, source] of sources.entries())
    if (source.stream.raw?.file !== stream.raw?.file)
      throw new ParameterError(
        `overlayUnits: ${units[i]} was recorded in ${source.stream.id}, ${units[0]} in ${stream.id}; take units of one probe`,
      );
  const recording = stream.raw;
  if (!recording)
    throw new MissingPart(
      `raw data of ${stream.id}`,
      dataset.folder,
      stream.rawMissingReason ?? 'Put the .bin beside its .meta.',
    );
  if (recording.sampleType !== 'int16')
    throw new FormatError({
      file: recording.file,
      found: `${recording.sampleType} samples`,
      expected: 'int16',
    });
  const [startSample, endSample] = stretchOf(params, stream, recording.sampleCount);
  const cleaning = cleaningOf(stream, params);
  const padding = paddingOf(cleaning.shape.sections);
  if (recording.sampleCount <= padding)
    throw new FormatError({
      file: recording.file,
      found: countText(recording.sampleCount, 'sample'),
      expected: `more than the ${padding} that the filter needs`,
    });
  const places = placesOf(params, stream, cleaning.channelIds);
  if ((endSample - startSample) * places.length > mostValues)
    throw new ParameterError(
      `startS, endS: ${numberText((endSample - startSample) / stream.sampleRateHz)} s of ${countText(places.length, 'channel')} do not fit into memory; ask for a shorter stretch or fewer channels`,
    );
  const columnOf = new Map(stream.channels.map((channel) => [channel.column, channel]));
  const siteOf = new Map(stream.probe?.sites.map((site) => [site.column, site]));
  const columns = Array.from(places, (place) => cleaning.shape.columns[place] as number);
  const window = [startSample, endSample] as const;
  const overlays: Overlay[] = [];
  for (const unit of units) overlays.push(await overlayOf(from, unit, columns, window, params));
  return {
    stream,
    recording,
    startSample,
    endSample,
    cleaning,
    sorter: await sorterWhitening(dataset.sorting, dataset.folder, params),
    places,
    uvPerBit: Float64Array.from(columns, (column) => columnOf.get(column)?.uvPerBit ?? Number.NaN),
    sites: columns.map((column) => siteOf.get(column) ?? null),
    overlays,
  };
}

function stretchOf(
  { startS, endS }: RawTracesParams,
  { sampleRateHz, id }: Stream,
  total: number,
): readonly [number, number] {
  const durationS = total / sampleRateHz;
  const start = Math.round(startS * sampleRateHz);
  const end =
    endS === null
      ? Math.min(total, start + Math.round(defaultS * sampleRateHz))
      : Math.round(endS * sampleRateHz);
  if (start >= total)
    throw new ParameterError(`startS: ${startS} s is beyond the end of ${id} at ${numberText(durationS)} s`);
  if (end > total)
    throw new ParameterError(`endS: ${endS} s is beyond the end of ${id} at ${numberText(durationS)} s`);
  if (end <= start) throw new ParameterError(`endS: ${endS} s is not after startS, ${startS} s`);
  return [start, end];
}

function placesOf({ channels }: RawTracesParams, { id }: Stream, channelIds: Int32Array): Int32Array {
  if (channels === null)
    return Int32Array.from(channelIds.keys()).sort(
      (a, b) => (channelIds[a] as number) - (channelIds[b] as number),
    );
  const places = new Map(Array.from(channelIds, (channel, place) => [channel, place]));
  return Int32Array.from(channels, (channel) => {
    const place = places.get(channel);
    if (place === undefined)
      throw new ParameterError(
        `channels: ${id} has no channel ${channel}; it has ${countText(channelIds.length, 'channel')} from ${Math.min(...channelIds)} to ${Math.max(...channelIds)}`,
      );
    return place;
  });
}

async function overlayOf(
  from: Gathering,
  unit: UnitId,
  columns: readonly number[],
  [start, end]: readonly [number, number],
  { overlayChannels, overlayWindowSamples }: RawTracesParams,
): Promise<Overlay> {
  const own = await rawUnit(from, unit, { periodsS: null });
  const peak = await peakPosition(from, own);
  const around = channelsAround(peak, overlayChannels, own.sites, own.columns.length);
  const rows = Array.from(around, (place) => columns.indexOf(own.columns[place] as number));
  const half = Math.floor(overlayWindowSamples / 2);
  if (rows.every((row) => row === -1))
    from.warn(`unit ${unit} peaks on channel ${own.channelIds[peak]}, which is not among those shown`);
  return {
    unit,
    samples: own.samples
      .filter((sample) => sample + half > start && sample - half < end)
      .map((sample) => sample - start),
    channels: Int32Array.from(rows.filter((row) => row !== -1)),
    peakChannel: own.channelIds[peak] as number,
  };
}
