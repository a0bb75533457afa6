import type { Dataset } from '../model/dataset.ts';
import { chooseStream } from '../model/dataset.ts';
import { MissingPart, ParameterError } from '../model/errors.ts';
import type { Stream } from '../model/recording.ts';
import { numberText } from './number-text.ts';
import { rawColumns } from './raw-columns.ts';
import { mostTraceSamples, type TraceInputs, type TraceParams } from './trace-params.ts';

/** Which stretch of which stream is to be drawn how finely. */
export interface TraceStretch {
  readonly stream: string;
  readonly startSample: number;
  readonly endSample: number;
  /** Samples per column of the picture; 1 for the samples themselves. */
  readonly columnSamples: number;
  /** Columns of the raw file; all voltage channels unless told. */
  readonly channels?: readonly number[];
}

/** Throws MissingPart and ParameterError in one sentence. */
export function traceInputs(dataset: Dataset, stretch: TraceStretch, params: TraceParams): TraceInputs {
  const stream = chooseStream(dataset, stretch.stream);
  const { raw, sampleRateHz } = stream;
  if (!raw)
    throw new MissingPart(
      `raw data of ${stream.id}`,
      dataset.folder,
      stream.rawMissingReason ?? 'Put the .bin beside its .meta.',
    );
  const all = rawColumns(stream);
  if (all.columns.length === 0)
    throw new MissingPart(
      `voltage channels in ${stream.id}`,
      dataset.folder,
      'It holds digital words only; choose another stream.',
    );
  const { startSample, endSample } = checkedStretch(stretch, stream, raw.sampleCount);
  if (params.highpassHz !== null && params.highpassHz >= sampleRateHz / 2)
    throw new ParameterError(
      `highpassHz: ${numberText(params.highpassHz)} Hz is not below half the sampling rate of ${numberText(sampleRateHz)} Hz`,
    );
  const wanted = wantedPlaces(stretch.channels, all.columns, stream.id);
  return {
    recording: raw,
    startSample,
    endSample,
    columnSamples: stretch.columnSamples,
    columns: Int32Array.from(wanted, (place) => all.columns[place]!),
    gains: Float64Array.from(wanted, (place) => all.uvPerBit[place]!),
    highpassHz: params.highpassHz,
    order: params.order,
    sampleRateHz,
    references: referencesOf(stream, params, all.columns, wanted),
  };
}

function checkedStretch(
  { startSample, endSample, columnSamples }: TraceStretch,
  { id, sampleRateHz }: Stream,
  sampleCount: number,
): { startSample: number; endSample: number } {
  const seconds = (samples: number) => `${numberText(samples / sampleRateHz)} s`;
  const whole = [startSample, endSample, columnSamples].every(Number.isInteger);
  if (
    !whole ||
    columnSamples < 1 ||
    !(startSample >= 0 && endSample > startSample && startSample < sampleCount)
  )
    throw new ParameterError(
      `startSample, endSample: ${seconds(startSample)} to ${seconds(endSample)} is outside the recording of ${id}, which lasts ${seconds(sampleCount)}`,
    );
  if (endSample - startSample > mostTraceSamples)
    throw new ParameterError(
      `endSample: ${seconds(endSample - startSample)} is longer than the ${seconds(mostTraceSamples)} that are shown at once`,
    );
  return { startSample, endSample: Math.min(endSample, sampleCount) };
}

function wantedPlaces(
  channels: readonly number[] | undefined,
  columns: Int32Array,
  stream: string,
): number[] {
  if (!channels) return Array.from(columns, (_, place) => place);
  return channels.map((channel) => {
    const place = columns.indexOf(channel);
    if (place === -1)
      throw new ParameterError(
        `channels: ${channel} is no voltage channel of ${stream}, which has ${columns.length}`,
      );
    return place;
  });
}

/** Only microvolts of a probe have something in common; the median leaves out internal reference sites. */
function referencesOf(
  stream: Stream,
  { reference }: TraceParams,
  columns: Int32Array,
  wanted: readonly number[],
): TraceInputs['references'] {
  const sites = new Map(stream.probe?.sites.map((site) => [site.column, site]));
  if (reference === 'none' || stream.band === 'nidq' || stream.band === 'obx') return [];
  const shankOf = (place: number) =>
    reference === 'shank' ? (sites.get(columns[wanted[place]!]!)?.shank ?? 0) : 0;
  const places = wanted.map((_, place) => place);
  const shanks = [...new Set(places.map(shankOf))];
  return shanks.map((shank) => {
    const members = places.filter((place) => shankOf(place) === shank);
    const brain = members.filter((place) => !sites.get(columns[wanted[place]!]!)?.isReference);
    return { members: Int32Array.from(members), from: Int32Array.from(brain.length > 0 ? brain : members) };
  });
}
