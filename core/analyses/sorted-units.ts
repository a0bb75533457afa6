import { bisectLeft } from '../kernels/bisect.ts';
import { enforceRefractory, isApart, type RefractoryRule } from '../kernels/enforce-refractory.ts';
import { chooseStream, needSorting } from '../model/dataset.ts';
import { ParameterError } from '../model/errors.ts';
import { type Periods, periodsToSamples } from '../model/periods.ts';
import type { UnitId } from '../model/units.ts';
import type { Gathering } from './analysis.ts';

/** The units to work on, each once, in the order given. Throws ParameterError when none is named. */
export function namedUnits(units: readonly UnitId[]): readonly UnitId[] {
  if (units.length > 0) return [...new Set(units)];
  throw new ParameterError('units: none given, expected one or more such as 12,45 or good');
}

/** Sampling rate of the spikes: of the stream they came from, whose header knows it best, else as the sorter was told. */
export function spikeRateHz({ dataset }: Gathering): number {
  const sorting = needSorting(dataset);
  return dataset.streams.find(({ id }) => id === sorting.streamId)?.sampleRateHz ?? sorting.sampleRateHz;
}

/** Length of the recording in seconds, as far as its header or raw file tells, else up to `lastSample`. */
export function lengthS({ dataset }: Gathering, sampleRateHz: number, lastSample: number): number {
  const stream = dataset.streams.length > 0 ? chooseStream(dataset) : undefined;
  if (stream?.sampleCount) return stream.sampleCount / stream.sampleRateHz;
  return lastSample / sampleRateHz;
}

export interface TrainChoice {
  readonly periodsS: Periods | null;
  readonly enforcedRpMs: number;
  readonly refractory: RefractoryRule;
}

/** Positions in `train` of the spikes that stay: the refractory rule first, over the whole train, then the periods. */
export function chosenSpikes(
  train: Float64Array,
  sampleRateHz: number,
  { periodsS, enforcedRpMs, refractory }: TrainChoice,
): Uint32Array {
  const kept = enforceRefractory(train, (enforcedRpMs * sampleRateHz) / 1000, refractory);
  return periodsS ? insidePeriods(train, kept, periodsS, sampleRateHz) : kept;
}

/** Those of `positions` (ascending, into `train`) whose spikes lie in the periods. */
export function insidePeriods(
  train: Float64Array,
  positions: Uint32Array,
  periodsS: Periods,
  sampleRateHz: number,
): Uint32Array {
  const inside = new Uint8Array(train.length);
  for (const [start, end] of periodsToSamples(periodsS, sampleRateHz))
    inside.fill(1, bisectLeft(train, start), bisectLeft(train, end));
  return positions.filter((position) => inside[position] === 1);
}

/**
 * The values of `train` at `positions`, which ascend; itself where they are all. A loop, because `Float64Array.from` takes
 * 13 ms for 100 000 spikes.
 */
export function at(train: Float64Array, positions: Uint32Array): Float64Array {
  if (positions.length === train.length) return train;
  return valuesAt(train, positions, new Float64Array(positions.length));
}

/** The spikes that stay; `train` itself where they are all, which most trains are. */
export const chosenTrain = (train: Float64Array, sampleRateHz: number, choice: TrainChoice): Float64Array =>
  choice.periodsS === null && isApart(train, (choice.enforcedRpMs * sampleRateHz) / 1000)
    ? train
    : at(train, chosenSpikes(train, sampleRateHz, choice));

/**
 * The spikes that stay, in memory that threads share. Where only one period leaves any out it is a part of `train` itself
 * if that is shared: 100 million spikes are not copied.
 */
export function sharedTrain(train: Float64Array, sampleRateHz: number, choice: TrainChoice): Float64Array {
  const { enforcedRpMs, periodsS } = choice;
  const isShared = train.buffer instanceof SharedArrayBuffer;
  if (isShared && isApart(train, (enforcedRpMs * sampleRateHz) / 1000)) {
    const [period, ...others] = periodsS
      ? periodsToSamples(periodsS, sampleRateHz)
      : [[0, Infinity] as const];
    if (period && others.length === 0)
      return train.subarray(bisectLeft(train, period[0]), bisectLeft(train, period[1]));
  }
  const positions = chosenSpikes(train, sampleRateHz, choice);
  return valuesAt(train, positions, new Float64Array(new SharedArrayBuffer(8 * positions.length)));
}

function valuesAt(train: Float64Array, positions: Uint32Array, values: Float64Array): Float64Array {
  for (let i = 0; i < positions.length; i++) values[i] = train[positions[i] as number] as number;
  return values;
}
