import { paddingOf } from '../kernels/filter-forward-backward.ts';
import { chooseStream, type Dataset } from '../model/dataset.ts';
import { MissingPart, ParameterError } from '../model/errors.ts';
import type { Stream } from '../model/recording.ts';
import { type Cleaning, cleaningOf } from './cleaning.ts';
import { sorterWhitening } from './cleaning-whitening.ts';
import { numberText } from './number-text.ts';
import { mostTraceSamples, type TraceInputs, type TraceParams, type TraceStretch } from './trace-params.ts';

/** What may be read beside a stretch for its filter: 150 MB of a probe. */
const mostMarginSamples = 200_000;

/**
 * Medians are told finer than what is written needs: where a GPU and a processor round a value differently, the medians then
 * differ by less than a hundredth of a bit.
 */
const medianParts = 128;

/** Throws MissingPart and ParameterError in one sentence. */
export async function traceInputs(
  dataset: Dataset,
  stretch: TraceStretch,
  params: TraceParams,
): Promise<TraceInputs> {
  const stream = chooseStream(dataset, stretch.stream);
  const { raw, channels } = stream;
  if (!raw)
    throw new MissingPart(
      `raw data of ${stream.id}`,
      dataset.folder,
      stream.rawMissingReason ?? 'Put the .bin beside its .meta.',
    );
  if (channels.every(({ role }) => role === 'sync'))
    throw new MissingPart(
      `voltage channels in ${stream.id}`,
      dataset.folder,
      'It holds digital words only; choose another stream.',
    );
  const checked = checkedStretch(stretch, stream, raw.sampleCount);
  const cleaning = fittingCleaning(stream, params, raw.sampleCount);
  const { columns } = cleaning.shape;
  const uvPerBit = new Map(channels.map((channel) => [channel.column, channel.uvPerBit]));
  const places = wantedPlaces(stretch.channels, columns, stream.id);
  const sorter = await sorterWhitening(dataset.sorting, dataset.folder, params);
  return {
    recording: raw,
    ...checked,
    columnSamples: stretch.columnSamples,
    ...(stretch.onlyFurthest ? { onlyFurthest: true } : {}),
    cleaning,
    places,
    gains: Float64Array.from(places, (place) => uvPerBit.get(columns[place]!)!),
    whitening: params.whiten === 'none' ? null : { params, stream, sorter },
  };
}

/** Throws ParameterError for a stretch that is too long to be read while somebody waits. */
export function checkLength({ startSample, endSample }: TraceInputs, { sampleRateHz }: Stream): void {
  if (endSample - startSample <= mostTraceSamples) return;
  const seconds = (samples: number) => `${numberText(samples / sampleRateHz)} s`;
  throw new ParameterError(
    `endSample: ${seconds(endSample - startSample)} is longer than the ${seconds(mostTraceSamples)} that are read at once; make an overview of the recording first`,
  );
}

/** Without its filter where the recording is shorter than the filter needs: it is shown as it is, then. */
function fittingCleaning(stream: Stream, params: TraceParams, sampleCount: number): Cleaning {
  const cleaning = cleaningOf(stream, params);
  if (cleaning.before + cleaning.behind > mostMarginSamples)
    throw new ParameterError(
      `highpassHz: ${numberText(params.highpassHz ?? params.lowpassHz ?? 0)} Hz of order ${params.order} needs ${numberText(cleaning.before / stream.sampleRateHz)} s before each picture; take a higher corner or a lower order`,
    );
  const fitting =
    sampleCount > paddingOf(cleaning.shape.sections)
      ? cleaning
      : cleaningOf(stream, { ...params, highpassHz: null, lowpassHz: null });
  return { ...fitting, shape: { ...fitting.shape, medianParts } };
}

function checkedStretch(
  { startSample, endSample, columnSamples }: TraceStretch,
  { id, sampleRateHz }: Stream,
  sampleCount: number,
): { readonly startSample: number; readonly endSample: number } {
  const seconds = (samples: number) => `${numberText(samples / sampleRateHz)} s`;
  const whole = [startSample, endSample, columnSamples].every(Number.isInteger);
  const isInside = startSample >= 0 && endSample > startSample && startSample < sampleCount;
  if (!whole || columnSamples < 1 || !isInside)
    throw new ParameterError(
      `startSample, endSample: ${seconds(startSample)} to ${seconds(endSample)} is outside the recording of ${id}, which lasts ${seconds(sampleCount)}`,
    );
  return { startSample, endSample: Math.min(endSample, sampleCount) };
}

function wantedPlaces(
  channels: readonly number[] | undefined,
  columns: Int32Array,
  stream: string,
): Int32Array {
  if (!channels) return Int32Array.from(columns, (_, place) => place);
  return Int32Array.from(channels, (channel) => {
    const place = columns.indexOf(channel);
    if (place === -1)
      throw new ParameterError(
        `channels: ${channel} is no voltage channel of ${stream}, which shows ${columns.length}`,
      );
    return place;
  });
}
