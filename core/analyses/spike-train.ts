import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import { defineAnalysis } from './analysis.ts';
import { chosenTrains, type GatheredTrains, gatherTrains } from './gathered-trains.ts';
import { oneOrMany } from './one-or-many.ts';
import { trainFigure } from './spike-train-figure.ts';
import { trainParams } from './train-params.ts';

export const spikeTrain = defineAnalysis({
  id: 'spike-train',
  version: 1,
  title: 'Spike train',
  summary: 'Spike times of a unit, and its rate over the recording.',
  method:
    'Spikes of the unit among those of the sorting, ascending. A spike closer than `enforcedRpMs` to the last one kept is dropped, over the whole train and before periods are cut; a period holds its start and not its end.',
  npyx: ['trn'],
  target: 'unit',
  needs: ['sorting'],
  immediate: true,
  params: trainParams,

  gather: gatherTrains,

  compute: (inputs, params): GatheredTrains => chosenTrains(inputs, params),

  draw: trainFigure,

  toJson: ({ units, trains, sampleRateHz }) =>
    oneOrMany(units.map((unit, i) => ({ unit, sampleRateHz, samples: [...trains[i]!] }))),

  toArray({ units, trains }) {
    if (units.length > 1) throw new ParameterError(`units: got ${units.length}, expected one for an array`);
    const train = trains[0]!;
    return { array: ndArray(train, train.length), int64: true };
  },

  toTable: ({ units, trains, sampleRateHz }) => ({
    unit: units.flatMap((unit, i) => Array<string>(trains[i]!.length).fill(unit)),
    sample: Float64Array.from(trains.flatMap((train) => [...train])),
    timeS: Float64Array.from(
      trains.flatMap((train) => [...train]),
      (sample) => sample / sampleRateHz,
    ),
  }),
});
