import { ParameterError } from '../model/errors.ts';
import type { EventKind } from '../model/events.ts';
import { type Periods, periodsToSamples } from '../model/periods.ts';
import type { GatheredTrials } from './gather-events.ts';
import { type Span, withinAll } from './recorded-spans.ts';

/** The events of one kind that are trials. */
export interface Trials {
  readonly name: string;
  /** In samples, in the order of the source. */
  readonly events: Float64Array;
  /** Position of each among the events of the source, from 0. */
  readonly indices: Uint32Array;
  readonly outsideCount: number;
}

/**
 * The stretches in which anything was recorded, [start, end) in samples: the recording, or its periods. Throws
 * ParameterError for a period that lies outside.
 */
export function recordedStretches(
  periodsS: Periods | null,
  sampleRateHz: number,
  sampleCount: number,
  firstSample = 0,
): (readonly [number, number])[] {
  if (!periodsS) return [[firstSample, sampleCount]];
  const lengthS = Number((sampleCount / sampleRateHz).toPrecision(8));
  for (const [startS, endS] of periodsS)
    if (startS * sampleRateHz >= sampleCount || endS * sampleRateHz <= firstSample)
      throw new ParameterError(`periodsS: ${startS}:${endS} lies outside the recording of ${lengthS} s`);
  return periodsToSamples(periodsS, sampleRateHz)
    .map(([from, to]) => [Math.max(firstSample, from), Math.min(sampleCount, to)] as const)
    .filter(([from, to]) => to > from);
}

/**
 * The same as far as the probes of all units were recording. Throws ParameterError where they never were at once.
 */
export function recordedTogether(
  { units, spans, sampleRateHz, sampleCount, firstSample }: GatheredTrials,
  periodsS: Periods | null,
): readonly Span[] {
  const recorded = withinAll(recordedStretches(periodsS, sampleRateHz, sampleCount, firstSample), spans);
  if (recorded.length === 0)
    throw new ParameterError(`units: the probes of ${units.join(', ')} were never recording at once`);
  return recorded;
}

/** The events that lie in recorded stretches. Throws ParameterError when there are none of a kind. */
export function trialsOf(
  { name, samples }: EventKind,
  recorded: readonly (readonly [number, number])[],
): Trials {
  const isInside = (sample: number) => recorded.some(([from, to]) => sample >= from && sample < to);
  const indices = Uint32Array.from(Array.from(samples.keys()).filter((i) => isInside(samples[i] as number)));
  if (indices.length === 0)
    throw new ParameterError(`periodsS: none of the ${samples.length} events of '${name}' lies in them`);
  return {
    name,
    events: Float64Array.from(indices, (i) => samples[i] as number),
    indices,
    outsideCount: samples.length - indices.length,
  };
}

/** How many windows [from, to) around events reach beyond the recorded stretches. */
export const incompleteCount = (
  events: Float64Array,
  from: number,
  to: number,
  recorded: readonly (readonly [number, number])[],
): number =>
  events.reduce(
    (count, event) =>
      count + (recorded.some(([start, end]) => start <= event + from && event + to <= end) ? 0 : 1),
    0,
  );
