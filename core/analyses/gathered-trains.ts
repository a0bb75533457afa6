import { type Periods, periodsToSamples } from '../model/periods.ts';
import type { UnitId } from '../model/units.ts';
import type { Gathering } from './analysis.ts';
import { recordedSpans, type Span, withinAll } from './recorded-spans.ts';
import { at, chosenSpikes, lengthS, namedUnits, spikeRateHz, type TrainChoice } from './sorted-units.ts';

/** The spike trains of the named units. */
export interface UnitTrains {
  readonly units: readonly UnitId[];
  /** Ascending sample numbers of each unit. */
  readonly trains: readonly Float64Array[];
  readonly sampleRateHz: number;
}

/** The same and how long they were listened to. */
export interface GatheredTrains extends UnitTrains {
  readonly durationS: number;
  /** When each unit's probe was recording, on a merged dataset. */
  readonly spans?: readonly Span[];
}

/** Throws UnknownUnit, and ParameterError when no unit is named. */
export async function unitTrains(from: Gathering, units: readonly UnitId[]): Promise<UnitTrains> {
  const named = namedUnits(units);
  const trains = await Promise.all(named.map((unit) => from.train(unit)));
  return { units: named, trains, sampleRateHz: spikeRateHz(from) };
}

/** Throws UnknownUnit, and ParameterError when no unit is named. */
export async function gatherTrains(from: Gathering, units: readonly UnitId[]): Promise<GatheredTrains> {
  const gathered = await unitTrains(from, units);
  const spans = await recordedSpans(from);
  if (spans)
    return {
      ...gathered,
      durationS: spans.whole[1] / gathered.sampleRateHz,
      spans: gathered.units.map((unit) => spans.of(unit)),
    };
  const last = gathered.trains.reduce((latest, train) => Math.max(latest, train.at(-1) ?? 0), 0);
  return { ...gathered, durationS: lengthS(from, gathered.sampleRateHz, last) };
}

/** The same with the spikes that refractory rule and periods leave. */
export const chosenTrains = (gathered: GatheredTrains, choice: TrainChoice): GatheredTrains => ({
  ...gathered,
  trains: gathered.trains.map((train) => at(train, chosenSpikes(train, gathered.sampleRateHz, choice))),
});

/** The stretches of time that are looked at. */
export interface ObservedTime {
  /** [start, end) in samples, ascending, apart from each other. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
  /** How much of the recording they cover. */
  readonly seconds: number;
}

/** The periods as far as there is a recording, or all of it; a merged probe may have begun before time 0. */
export function observedTime(
  { sampleRateHz, durationS, trains, spans }: GatheredTrains,
  periodsS: Periods | null,
): ObservedTime {
  const end = Math.max(
    Math.round(durationS * sampleRateHz),
    ...trains.map((train) => (train.at(-1) ?? -1) + 1),
  );
  const first = Math.min(
    0,
    ...trains.map((train) => train[0] ?? 0),
    ...(spans ?? []).map(([start]) => start),
  );
  if (!periodsS && !spans) return { ranges: [[first, end]], seconds: durationS };
  const ranges = (periodsS ? periodsToSamples(periodsS, sampleRateHz) : [[first, end] as const])
    .map(([from, to]): [number, number] => [Math.max(from, first), Math.min(to, end)])
    .filter(([from, to]) => to > from);
  return timeOf(ranges, sampleRateHz);
}

const timeOf = (ranges: ObservedTime['ranges'], sampleRateHz: number): ObservedTime => ({
  ranges,
  seconds: ranges.reduce((sum, [from, to]) => sum + to - from, 0) / sampleRateHz,
});

/** The part of it in which the probes of these units (places among those gathered) were all recording. */
export const timeTogether = (
  time: ObservedTime,
  { spans, sampleRateHz }: Pick<GatheredTrains, 'spans' | 'sampleRateHz'>,
  ...places: readonly number[]
): ObservedTime =>
  spans
    ? timeOf(
        withinAll(
          time.ranges,
          places.map((i) => spans[i] as Span),
        ),
        sampleRateHz,
      )
    : time;
