import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import { defineAnalysis } from './analysis.ts';
import { type GatheredTrains, gatherTrains } from './gathered-trains.ts';
import { oneOrMany } from './one-or-many.ts';
import { at, chosenSpikes } from './sorted-units.ts';
import { trainFigure } from './spike-train-figure.ts';
import { trainParams } from './train-params.ts';

interface Inputs extends GatheredTrains {
  readonly spikeIds: readonly Uint32Array[];
}

export const spikeIds = defineAnalysis({
  id: 'spike-ids',
  version: 1,
  title: 'Spike ids',
  summary:
    'Positions of a unit’s spikes among all spikes of the sorting, as many as `spike-train` has samples.',
  npyx: ['ids'],
  method:
    'Positions count from 0 in spike_times.npy, in time order. npyx’s `ids` keeps repeated samples where its `trn` drops them; here both drop them unless `enforcedRpMs` is -1.',
  target: 'unit',
  needs: ['sorting'],
  immediate: true,
  params: trainParams,

  async gather(from, units): Promise<Inputs> {
    const gathered = await gatherTrains(from, units);
    return { ...gathered, spikeIds: await Promise.all(gathered.units.map((unit) => from.spikeIds(unit))) };
  },

  compute(inputs, params): Inputs {
    const chosen = inputs.trains.map((train) => chosenSpikes(train, inputs.sampleRateHz, params));
    return {
      ...inputs,
      trains: inputs.trains.map((train, i) => at(train, chosen[i]!)),
      spikeIds: inputs.spikeIds.map((ids, i) => chosen[i]!.map((position) => ids[position]!)),
    };
  },

  draw(result, params) {
    const figure = trainFigure(result, params);
    const marks = result.units.map((_, row) => ({
      kind: 'line' as const,
      x: Float32Array.from(result.trains[row]!, (sample) => sample / result.sampleRateHz),
      y: Float32Array.from(result.spikeIds[row]!),
      color: { series: row },
    }));
    return {
      ...figure,
      title: result.units.length === 1 ? `Spike ids of unit ${result.units[0]}` : 'Spike ids',
      alt: `${result.units
        .map((unit, i) => {
          const ids = result.spikeIds[i]!;
          return `Unit ${unit}: ${ids.length} spikes, ids ${ids[0] ?? '–'} to ${ids.at(-1) ?? '–'}.`;
        })
        .join(' ')}`,
      panels: figure.panels.map((panel, row) => ({
        ...panel,
        y: {
          label: 'position among all spikes',
          unit: '',
          domain: [0, Math.max(1, ...result.spikeIds.map((ids) => ids.at(-1) ?? 0))] as const,
        },
        marks: [marks[row]!],
      })),
    };
  },

  toJson: ({ units, spikeIds }) =>
    oneOrMany(units.map((unit, i) => ({ unit, ids: [...(spikeIds[i] ?? [])] }))),

  toArray({ units, spikeIds }) {
    if (units.length > 1) throw new ParameterError(`units: got ${units.length}, expected one for an array`);
    const ids = Float64Array.from(spikeIds[0] ?? []);
    return { array: ndArray(ids, ids.length), int64: true };
  },

  toTable: ({ units, trains, spikeIds, sampleRateHz }) => ({
    unit: units.flatMap((unit, i) => Array<string>(trains[i]!.length).fill(unit)),
    id: Float64Array.from(spikeIds.flatMap((ids) => [...ids])),
    sample: Float64Array.from(trains.flatMap((train) => [...train])),
    timeS: Float64Array.from(
      trains.flatMap((train) => [...train]),
      (sample) => sample / sampleRateHz,
    ),
  }),
});
