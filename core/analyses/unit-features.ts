import { intervalsOf, localVariations, trainWithin } from '../kernels/interspike-intervals.ts';
import {
  burstIndex,
  intervalRatio,
  irregularity,
  localVariation,
  logIntervalEntropy,
  logIntervalMode,
  revisedLocalVariation,
  skewness,
} from '../kernels/interval-features.ts';
import { binCountsAfter } from '../kernels/lags-after.ts';
import { deviation, mean, quantileOfSorted } from '../kernels/moments.ts';
import { defineAnalysis } from './analysis.ts';
import { refractoryMs } from './correlogram-params.ts';
import {
  chosenTrains,
  type GatheredTrains,
  gatherTrains,
  observedTime,
  timeTogether,
} from './gathered-trains.ts';
import { number } from './params.ts';
import { trainParams } from './train-params.ts';
import { featuresFigure } from './unit-features-figure.ts';
import type { Features, UnitFeatures } from './unit-features-result.ts';

const binsPerDecade = 20;

export const unitFeatures = defineAnalysis({
  id: 'unit-features',
  version: 1,
  title: 'Unit features',
  summary: 'How regularly units fire: some twenty measures of their intervals in one table.',
  npyx: ['temporal_features', 'get_unit_feat', 'feature_extraction'],
  method:
    'All over intervals I within a period, in ms. `cv` is SD/mean; `cv2` the mean of 2·|I₂ − I₁|/(I₁ + I₂) over neighbouring intervals; `lv` 3 × the mean of ((I₁ − I₂)/(I₁ + I₂))²; `lvr` the same revised for `refractoryMs`; `ir` the mean of |ln(I₂/I₁)|; `si` −½ × the mean of ln(4·I₁·I₂/(I₁ + I₂)²). For a Poisson train they are 1, 1, 1, 1, 2·ln 2 and 1 − ln 2 (`lvr` with a refractory time of 0); for a regular one all are 0. `modeMs` and `entropyBits` are of intervals in 20 bins per decade; `burstPercent` is the share of intervals under `burstMs`; `burstIndex` compares the highest bin of the autocorrelogram up to 10 ms with its mean from 40 to 50 ms.',
  references: [
    'Holt, Softky, Koch and Douglas 1996, J. Neurophysiol. 75:1806',
    'Shinomoto, Shima and Tanji 2003, Neural Comput. 15:2823',
    'Shinomoto et al. 2009, PLoS Comput. Biol. 5:e1000433',
    'Davies, Gerstein and Baker 2006, J. Neurophysiol. 96:906',
    'Royer et al. 2012, Nat. Neurosci. 15:769',
  ],
  target: 'units',
  needs: ['sorting'],
  params: {
    refractoryMs: number({ default: 5, min: 0, max: 100, doc: 'Refractory time that `lvr` allows for.' }),
    burstMs: number({ default: 10, min: 0.1, max: 1000, doc: 'Intervals under this count as bursting.' }),
    ...trainParams,
  },

  gather: gatherTrains,

  compute(inputs: GatheredTrains, params, { signal, progress, warn }): UnitFeatures {
    const chosen = chosenTrains(inputs, params);
    const time = observedTime(chosen, params.periodsS);
    const perMs = inputs.sampleRateHz / 1000;
    const features = chosen.units.map((unit, i): Features => {
      signal.throwIfAborted();
      progress(i / chosen.units.length);
      const train = chosen.trains[i]!;
      if (train.length < 3) warn(`unit ${unit}: too few spikes for what compares intervals`);
      const { ranges, seconds } = timeTogether(time, chosen, i);
      const parts = trainWithin(train, ranges).map((part) => part.map((sample) => sample / perMs));
      const intervals = intervalsOf(parts);
      const sorted = intervals.toSorted();
      const share = (limit: number) =>
        (100 * intervals.reduce((count, ms) => count + Number(ms < limit), 0)) / intervals.length;
      return {
        spikeCount: train.length,
        overallHz: seconds > 0 ? train.length / seconds : Number.NaN,
        meanInstantaneousHz: mean(intervals.filter((ms) => ms > 0).map((ms) => 1000 / ms)),
        medianMs: quantileOfSorted(sorted, 0.5),
        modeMs: logIntervalMode(intervals, binsPerDecade),
        shortestMs: sorted[0] ?? Number.NaN,
        violationPercent: share(refractoryMs),
        cv: deviation(intervals) / mean(intervals),
        cv2: mean(localVariations(parts).filter((value) => !Number.isNaN(value))),
        lv: localVariation(parts),
        lvr: revisedLocalVariation(parts, params.refractoryMs),
        ir: intervalRatio(parts),
        si: irregularity(parts),
        skewness: skewness(intervals),
        entropyBits: logIntervalEntropy(intervals, binsPerDecade),
        burstPercent: share(params.burstMs),
        burstIndex: burstIndex(binCountsAfter(parts, 1, 50)),
      };
    });
    return { units: chosen.units, features };
  },

  draw: featuresFigure,

  toJson: ({ units, features }) => ({ units: units.map((unit, i) => ({ unit, ...features[i]! })) }),

  toTable({ units, features }) {
    const names = Object.keys(features[0] ?? {}) as (keyof Features)[];
    return {
      unit: [...units],
      ...Object.fromEntries(names.map((name) => [name, features.map((each) => each[name])])),
    };
  },
});
