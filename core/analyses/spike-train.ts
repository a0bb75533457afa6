import type { Panel } from '../figure/figure.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { UnitId } from '../model/units.ts';
import { defineAnalysis } from './analysis.ts';
import { countText, numberText } from './number-text.ts';
import { oneOrMany } from './one-or-many.ts';
import { choice, number, periods } from './params.ts';
import { at, chosenSpikes, lengthS, namedUnits, spikeRateHz } from './sorted-units.ts';

interface Inputs {
  readonly units: readonly UnitId[];
  readonly trains: readonly Float64Array[];
  readonly sampleRateHz: number;
  readonly durationS: number;
}

/** Bins of a second, but so many that drift and silences show and so few that they can be told apart. */
const binsOver = (durationS: number): number => Math.min(200, Math.max(24, Math.floor(durationS)));

export const spikeTrain = defineAnalysis({
  id: 'spike-train',
  version: 1,
  title: 'Spike train',
  summary: 'Spike times of a unit, and its rate over the recording.',
  npyx: ['trn'],
  target: 'unit',
  needs: ['sorting'],
  immediate: true,
  params: {
    periodsS: periods({ doc: 'Only spikes within these periods: start included, end not.', npyx: 'periods' }),
    enforcedRpMs: number({
      default: 0,
      min: -1,
      doc: 'Drop spikes that follow another within this time; 0 drops repeated samples, -1 nothing.',
      npyx: 'enforced_rp',
    }),
    refractory: choice(['kept', 'npyx'], {
      default: 'kept',
      doc: 'Measure the gap from the last spike kept, or as npyx from the spike before even if it was dropped.',
    }),
  },

  async gather(from, units): Promise<Inputs> {
    const named = namedUnits(units);
    const trains = await Promise.all(named.map((unit) => from.train(unit)));
    const sampleRateHz = spikeRateHz(from);
    const last = Math.max(0, ...trains.map((train) => train.at(-1) ?? 0));
    return { units: named, trains, sampleRateHz, durationS: lengthS(from, sampleRateHz, last) };
  },

  compute: (inputs, params): Inputs => ({
    ...inputs,
    trains: inputs.trains.map((train) => at(train, chosenSpikes(train, inputs.sampleRateHz, params))),
  }),

  draw({ units, trains, sampleRateHz, durationS }, { enforcedRpMs }) {
    const binCount = binsOver(durationS);
    const binS = durationS / binCount || 1;
    const meanHz = trains.map((train) => train.length / durationS);
    const panels = trains.map((train, row): Panel => {
      const rates = new Float32Array(binCount);
      for (const sample of train) {
        const bin = Math.min(binCount - 1, Math.floor(sample / sampleRateHz / binS));
        rates[bin] = (rates[bin] as number) + 1 / binS;
      }
      const highest = rates.reduce((a, b) => Math.max(a, b), 0);
      return {
        row,
        column: 0,
        title: units[row] as string,
        titleColor: { series: row },
        corner: `${numberText(meanHz[row] as number)} Hz`,
        x: { label: row === units.length - 1 ? 'time' : '', unit: 's', domain: [0, durationS || 1] },
        y: { label: 'rate', unit: 'Hz', domain: [0, highest * 1.05 || 1] },
        marks: [
          {
            kind: 'bars',
            x: { start: binS / 2, step: binS },
            y: rates,
            width: binS,
            color: { series: row },
          },
        ],
      };
    });
    return {
      title: units.length === 1 ? `Spike train of unit ${units[0]}` : `Spike trains of ${units.length} units`,
      subtitle: `enforced refractory period ${numberText(enforcedRpMs)} ms · bins ${numberText(binS)} s`,
      alt: `Firing rate over ${numberText(durationS)} s. ${units
        .map((unit, i) => {
          const count = countText((trains[i] as Float64Array).length, 'spike');
          return `Unit ${unit}: ${count}, mean ${numberText(meanHz[i] as number)} Hz.`;
        })
        .join(' ')}`,
      panels,
      grid: { rows: units.length, columns: 1 },
    };
  },

  toJson: ({ units, trains, sampleRateHz }) =>
    oneOrMany(units.map((unit, i) => ({ unit, sampleRateHz, samples: [...(trains[i] as Float64Array)] }))),

  toArray({ units, trains }) {
    if (units.length > 1) throw new ParameterError(`units: got ${units.length}, expected one for an array`);
    const train = trains[0] as Float64Array;
    return { array: ndArray(train, train.length), int64: true };
  },

  toTable: ({ units, trains, sampleRateHz }) => ({
    unit: units.flatMap((unit, i) => Array<string>((trains[i] as Float64Array).length).fill(unit)),
    sample: Float64Array.from(trains.flatMap((train) => [...train])),
    timeS: Float64Array.from(
      trains.flatMap((train) => [...train]),
      (sample) => sample / sampleRateHz,
    ),
  }),
});
