import { nearlyWhole } from '../kernels/nearly-whole.ts';
import { chooseStream, type Dataset } from '../model/dataset.ts';
import { ParameterError } from '../model/errors.ts';
import { type EventKind, type EventsUnit, type EventTimes, mostEventKinds } from '../model/events.ts';
import type { Stream } from '../model/recording.ts';
import { type ReadEvents, readEvents } from './read-events.ts';

/**
 * The events of all sources in samples of the spikes' stream, from its first sample on; kinds in the order of the
 * sources. A name that comes twice is told apart by its source. Throws as `readEvents`, and MissingPart without a stream
 * whose rate turns seconds into samples.
 */
export async function eventKinds(
  dataset: Dataset,
  sources: readonly string[],
  unit: EventsUnit,
  warn: (message: string) => void,
): Promise<EventKind[]> {
  const rateHz = rateOf(dataset);
  const read = await Promise.all(sources.map((source) => readEvents(source, dataset.folder, unit)));
  const taken = new Set<string>();
  const kinds = read.flatMap((events, i) => {
    if (events.remark) warn(events.remark);
    const clock = events.openEphysFolder === undefined ? undefined : clockOf(events, dataset, warn);
    return events.kinds.map((kind): EventKind => {
      const name = taken.has(kind.name) ? `${kind.name} (${sources[i]})` : kind.name;
      if (taken.has(name)) throw new ParameterError(`events: ${sources[i]} was given twice`);
      taken.add(name);
      return { name, samples: samplesOf(kind, rateHz, clock) };
    });
  });
  if (kinds.length > mostEventKinds)
    throw new ParameterError(`events: got ${kinds.length} kinds, expected at most ${mostEventKinds}`);
  return kinds;
}

function samplesOf(
  { values, unit }: EventTimes,
  rateHz: number,
  clock?: Pick<Stream, 'firstSample' | 'sampleRateHz'>,
): Float64Array {
  if (unit === 'samples' && clock)
    return values.map((value) => nearlyWhole(((value - clock.firstSample) / clock.sampleRateHz) * rateHz));
  const perUnit = unit === 'samples' ? 1 : unit === 's' ? rateHz : rateHz / 1000;
  return values.map((value) => nearlyWhole(value * perUnit));
}

function rateOf(dataset: Dataset): number {
  const { sorting, streams } = dataset;
  const own = streams.find(({ id }) => id === sorting?.streamId)?.sampleRateHz ?? sorting?.sampleRateHz;
  return own ?? chooseStream(dataset).sampleRateHz;
}

/** The stream on whose samples an Open Ephys event source counts. */
function clockOf({ openEphysFolder }: ReadEvents, dataset: Dataset, warn: (message: string) => void): Stream {
  const spikes = chooseStream(dataset);
  const own = dataset.streams.find(({ id }) => id.endsWith(`#${openEphysFolder}`));
  if (own?.id === spikes.id) return own;
  warn(
    own
      ? `events of ${openEphysFolder} are on its own clock, taken to begin with ${spikes.id}`
      : `events of ${openEphysFolder} are taken to count on the clock of ${spikes.id}`,
  );
  return own ?? spikes;
}
