import { nearlyWhole } from '../kernels/nearly-whole.ts';
import { chooseStream, needSorting } from '../model/dataset.ts';
import { isInputError, ParameterError } from '../model/errors.ts';
import type { EventKind } from '../model/events.ts';
import type { UnitId } from '../model/units.ts';
import type { Gathering } from './analysis.ts';
import { clocks } from './clocks.ts';
import type { EventChoice } from './event-params.ts';
import { type UnitTrains, unitTrains } from './gathered-trains.ts';
import { recordedSpans, type Span } from './recorded-spans.ts';
import { spikeRateHz } from './sorted-units.ts';
import { sync } from './sync.ts';

/** Events, and how long the recording is that they lie in; all in samples of the spikes' stream, or the main one without spikes. */
export interface GatheredEvents {
  readonly kinds: readonly EventKind[];
  readonly sampleRateHz: number;
  /** Where the recording ends, and where it begins when that is not 0: a merged probe may have begun before the first. */
  readonly sampleCount: number;
  readonly firstSample?: number;
}

/** Events and the spikes of units around them. */
export interface GatheredTrials extends GatheredEvents, UnitTrains {
  /** When each unit's probe was recording; all of the time unless told. */
  readonly spans?: readonly Span[];
}

/** Throws what `gatherEvents` and `unitTrains` throw. */
export async function gatherTrials(
  from: Gathering,
  units: readonly UnitId[],
  params: EventChoice,
): Promise<GatheredTrials> {
  const trains = await unitTrains(from, units);
  const spans = await recordedSpans(from);
  return {
    ...trains,
    ...(await gatherEvents(from, params)),
    ...(spans ? { spans: trains.units.map((unit) => spans.of(unit)) } : {}),
  };
}

/**
 * The events of files and sync lines, in that order. Throws ParameterError when none is given or when no event of a kind
 * lies in the recording, and what reading them throws.
 */
export async function gatherEvents(from: Gathering, params: EventChoice): Promise<GatheredEvents> {
  const { events, syncLine } = params;
  if (!events?.length && !syncLine?.length)
    throw new ParameterError(
      'events: none given, expected files such as stimuli.csv, times such as go=1.5 2.25, or a syncLine',
    );
  const sampleRateHz = from.dataset.sorting ? spikeRateHz(from) : chooseStream(from.dataset).sampleRateHz;
  const spans = await recordedSpans(from);
  const [firstSample, sampleCount] = spans?.whole ?? [0, await recordedSamples(from)];
  const ofFiles = events?.length ? await from.events(events, params.eventsUnit) : [];
  const ofLines = syncLine?.length ? await lineEvents(from, syncLine, params.edge, sampleRateHz) : [];
  const kinds = [...ofFiles, ...ofLines];
  for (const { name, samples } of kinds)
    refuseAllOutside(name, samples, [firstSample, sampleCount], sampleRateHz);
  return { kinds, sampleRateHz, sampleCount, ...(firstSample === 0 ? {} : { firstSample }) };
}

/** Edges of sync lines of the stream that the spikes came from, or of the one that was named. */
async function lineEvents(
  from: Gathering,
  lines: readonly string[],
  edge: EventChoice['edge'],
  sampleRateHz: number,
): Promise<EventKind[]> {
  const found = await from.resultOf(sync, []);
  const own = eventStreamId(from);
  const toSpikes = await onSpikeClock(from, found, own, sampleRateHz);
  return lines.map((name) => {
    const line = found.lines.find((each) => each.line === name);
    const samples = edge === 'rising' ? line?.onsetSamples : line?.offsetSamples;
    if (!samples?.length)
      throw new ParameterError(
        `syncLine: line ${name} of ${found.stream} has no ${edge} edge; lines that have: ${found.lines.map((each) => each.line).join(', ') || 'none'}`,
      );
    return {
      name: `line ${name}${edge === 'falling' ? ' falling' : ''}`,
      samples: samples.map((sample) => nearlyWhole(toSpikes(sample))),
    };
  });
}

/**
 * Samples of a stream to samples of the spikes' stream: by the pulses that both have, or, when there are none, as if the
 * two had begun together, with a warning.
 */
async function onSpikeClock(
  from: Gathering,
  { stream, sampleRateHz }: { readonly stream: string; readonly sampleRateHz: number },
  own: string | null,
  spikeRateHz: number,
): Promise<(sample: number) => number> {
  if (own === null || stream === own) return (sample) => sample;
  const compared = await from.resultOf(clocks, []).catch((error: unknown) => {
    if (isInputError(error)) return undefined;
    throw error;
  });
  const clock = compared?.clocks.find(
    (each) => each.stream === (compared.referenceStream === own ? stream : own),
  );
  if (clock && compared?.referenceStream === own) return (sample) => clock.a * sample + clock.bSamples;
  if (clock && compared?.referenceStream === stream) return (sample) => (sample - clock.bSamples) / clock.a;
  from.warn(`sync lines of ${stream} are taken to begin with ${own}`);
  return (sample) => (sample * spikeRateHz) / sampleRateHz;
}

/** The stream that events are counted on: that of the spikes, the main one of a recording that is not sorted. */
export const eventStreamId = ({ dataset }: Gathering): string | null =>
  dataset.sorting ? dataset.sorting.streamId : chooseStream(dataset).id;

/** Length of the events' stream; up to the last spike where neither header nor raw file tells. */
async function recordedSamples(from: Gathering): Promise<number> {
  const stream = from.dataset.streams.find(({ id }) => id === eventStreamId(from));
  if (stream?.sampleCount) return stream.sampleCount;
  const sorting = needSorting(from.dataset);
  return ((await sorting.spikes()).samples.at(-1) ?? 0) + 1;
}

/** Times in another unit than was thought lie far outside: a mistake to tell, not an empty figure to draw. */
function refuseAllOutside(name: string, samples: Float64Array, [start, end]: Span, rateHz: number): void {
  if (samples.some((sample) => sample >= start && sample < end)) return;
  const seconds = (value: number) => `${Number((value / rateHz).toPrecision(6))} s`;
  throw new ParameterError(
    `events: none of the ${samples.length} of '${name}' lies in the recording of ${seconds(end - start)}, the first is at ${seconds(samples[0] as number)}; set eventsUnit if their times are samples or milliseconds`,
  );
}
