import { mean } from '../kernels/moments.ts';
import { populationSynchrony as synchronyWith } from '../kernels/population-synchrony.ts';
import { ParameterError } from '../model/errors.ts';
import { defineAnalysis } from './analysis.ts';
import { firingRate } from './firing-rate.ts';
import type { FiringRates } from './firing-rate-params.ts';
import { chosenTrains, type GatheredTrains, gatherTrains, observedTime } from './gathered-trains.ts';
import { populationFigure } from './population-synchrony-figure.ts';
import {
  type PopulationParams,
  type PopulationSynchronies,
  populationParams,
  type UnitSynchrony,
} from './population-synchrony-params.ts';

interface Inputs extends GatheredTrains {
  /** [start, end) in seconds, per unit. */
  readonly firingS: FiringRates['firingS'];
}

export const populationSynchrony = defineAnalysis({
  id: 'population-synchrony',
  version: 1,
  title: 'Population synchrony',
  summary: 'Which share of the other selected units fires together with each spike of a unit.',
  npyx: ['frac_pop_sync', 'fraction_pop_sync'],
  method:
    'At each spike of a unit, the other selected units count that are in one of their firing periods (see Firing rate, with the smoothing given here) and have a spike within `silenceMs`. The fraction is the share of these with a spike within half of `syncMs`, both ends included. By chance it is the mean over these of (1 − exp(−rate · `syncMs`)) / (1 − exp(−2 · rate · `silenceMs`)), with rates over their firing periods.',
  target: 'units',
  needs: ['sorting'],
  params: populationParams,

  async gather(from, units, params: PopulationParams): Promise<Inputs> {
    const gathered = await gatherTrains(from, units);
    if (gathered.units.length < 2)
      throw new ParameterError(
        'units: got 1, expected two or more, of which each is compared with the others',
      );
    const { firingS } = await from.resultOf(firingRate, gathered.units, {
      binMs: Math.max(1, Math.min(100, params.firingSmoothMs / 10)),
      smoothMs: params.firingSmoothMs,
      firingThresholdPercent: params.firingThresholdPercent,
      periodsS: params.periodsS,
      enforcedRpMs: params.enforcedRpMs,
      refractory: params.refractory,
    });
    return { ...gathered, firingS };
  },

  compute(inputs: Inputs, params, { signal, progress }): PopulationSynchronies {
    const { sampleRateHz, durationS } = inputs;
    const chosen = chosenTrains(inputs, params);
    const { ranges: observed } = observedTime(chosen, params.periodsS);
    const perMs = sampleRateHz / 1000;
    // The last bin of a rate ends before the recording does; a period that reaches it goes on to the end.
    const ranges = inputs.firingS.map((periods) =>
      periods.map(([startS, endS]): [number, number] => {
        const end = observed.find(
          ([, last]) => last - endS * sampleRateHz < 100 * perMs && last > endS * sampleRateHz,
        );
        return [startS * sampleRateHz, end ? end[1] : endS * sampleRateHz];
      }),
    );
    const rates = chosen.trains.map((train, i) => {
      const seconds = ranges[i]!.reduce((sum, [start, end]) => sum + end - start, 0) / sampleRateHz;
      return seconds > 0 ? train.length / seconds : 0;
    });
    const units = chosen.units.map((unit, i): UnitSynchrony => {
      signal.throwIfAborted();
      progress(i / chosen.units.length);
      const others = chosen.units.map((_, j) => j).filter((j) => j !== i);
      const samples = chosen.trains[i]!;
      const found = synchronyWith(
        samples,
        others.map((j) => chosen.trains[j]!),
        others.map((j) => ranges[j]!),
        (params.syncMs / 2) * perMs,
        params.silenceMs * perMs,
        others.map((j) => chanceOf(rates[j]!, params)),
      );
      const fraction = Float64Array.from(samples, (_, k) =>
        100 * found.firing[k]! >= params.minimumFiringPercent * others.length && found.active[k]! > 0
          ? found.together[k]! / found.active[k]!
          : Number.NaN,
      );
      return {
        unit,
        samples,
        ...found,
        fraction,
        meanFraction: meanOver(fraction, (k) => fraction[k]!),
        meanByChance: meanOver(fraction, (k) => found.byChance[k]! / found.active[k]!),
      };
    });
    return { units, sampleRateHz, durationS };
  },

  draw: populationFigure,

  toJson: ({ units }) => ({
    units: units.map(({ unit, meanFraction, meanByChance, samples, fraction, firing, active, together }) => ({
      unit,
      meanFraction,
      meanByChance,
      samples: [...samples],
      fraction: [...fraction],
      firingCount: [...firing],
      activeCount: [...active],
      togetherCount: [...together],
    })),
  }),

  toTable: ({ units, sampleRateHz }) => ({
    unit: units.flatMap(({ unit, samples }) => Array<string>(samples.length).fill(unit)),
    timeS: Float64Array.from(units.flatMap(({ samples }) => [...samples].map((each) => each / sampleRateHz))),
    fraction: Float64Array.from(units.flatMap(({ fraction }) => [...fraction])),
    firingCount: Int32Array.from(units.flatMap(({ firing }) => [...firing])),
    activeCount: Int32Array.from(units.flatMap(({ active }) => [...active])),
    togetherCount: Int32Array.from(units.flatMap(({ together }) => [...together])),
  }),
});

/** Mean over the spikes that have a fraction. */
function meanOver(fraction: Float64Array, of: (spike: number) => number): number {
  return mean([...fraction.keys()].filter((k) => !Number.isNaN(fraction[k])).map(of));
}

/** For independent Poisson spikes: the probability of one so near, given one that is not too far. */
const chanceOf = (rateHz: number, { syncMs, silenceMs }: PopulationParams): number =>
  rateHz === 0 ? 0 : Math.expm1((-rateHz * syncMs) / 1000) / Math.expm1((-2 * rateHz * silenceMs) / 1000);
