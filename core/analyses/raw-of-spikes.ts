import { MissingPart, ParameterError } from '../model/errors.ts';
import type { RecordingRef } from '../model/recording.ts';
import type { Gathering, UnitSource } from './analysis.ts';
import { spikeRateHz } from './sorted-units.ts';

/**
 * The raw file that a unit's spikes can be cut from. Throws MissingPart without raw data, ParameterError for a stream of
 * another rate than the spikes were sorted from.
 */
export function rawOfSpikes(from: Gathering, { stream, dataset }: UnitSource): RecordingRef {
  const { sorting, streams } = dataset;
  const sortedHz = sorting
    ? (streams.find(({ id }) => id === sorting.streamId)?.sampleRateHz ?? sorting.sampleRateHz)
    : spikeRateHz(from);
  if (Math.abs(stream.sampleRateHz / sortedHz - 1) > 0.001)
    throw new ParameterError(
      `stream: ${stream.id} has ${stream.sampleRateHz} Hz, expected one of ${sortedHz} Hz, as the spikes were sorted from`,
    );
  if (!stream.raw)
    throw new MissingPart(
      `raw data of ${stream.id}`,
      dataset.folder,
      stream.rawMissingReason ?? 'Put the .bin beside its .meta.',
    );
  return stream.raw;
}
