import type { Periods } from '../model/periods.ts';
import type { UnitId } from '../model/units.ts';
import type { Gathering } from './analysis.ts';
import type { RawUnit } from './matched-waveforms-params.ts';
import { rawColumns } from './raw-columns.ts';
import { rawOfSpikes } from './raw-of-spikes.ts';
import { insidePeriods, spikeRateHz } from './sorted-units.ts';
import { waveforms } from './waveforms.ts';

/**
 * A unit's spikes in the periods, and the raw file to cut them from. Periods are on the clock of the dataset, samples on
 * the clock of the raw file. Throws MissingPart without raw data, ParameterError for a stream of another rate.
 */
export async function rawUnit(
  from: Gathering,
  unit: UnitId,
  { periodsS }: { readonly periodsS: Periods | null },
): Promise<RawUnit> {
  const [source, train] = await Promise.all([from.source(unit), from.train(unit)]);
  const recording = rawOfSpikes(from, source);
  const all = Uint32Array.from({ length: train.length }, (_, i) => i);
  const positions = periodsS ? insidePeriods(train, all, periodsS, spikeRateHz(from)) : all;
  if (periodsS && positions.length === 0) from.warn(`unit ${unit} has no spikes in the periods`);
  return {
    unit,
    recording,
    sampleRateHz: source.stream.sampleRateHz,
    ...rawColumns(source.stream),
    spikeIds: positions.map((position) => source.spikeIds[position] as number),
    samples: Float64Array.from(positions, (position) => source.train[position] as number),
  };
}

/**
 * Position among the channels of the unit's peak channel: of its templates, or without them where the mean of two
 * hundred waveforms is largest.
 */
export async function peakPosition(from: Gathering, { unit, columns }: RawUnit): Promise<number> {
  const table = await from.unitTable();
  const place = columns.indexOf(table.peakChannel[table.ids.indexOf(unit)] ?? -1);
  if (place !== -1) return place;
  const { units } = await from.resultOf(waveforms, [unit], { count: 200 });
  return Math.max(0, units[0]?.peak ?? 0);
}
