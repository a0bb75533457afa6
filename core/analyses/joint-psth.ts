import { alignSpikes, countAligned } from '../kernels/aligned-spikes.ts';
import { jointPsth as joint, meanOfDiagonals } from '../kernels/joint-psth.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import { defineAnalysis } from './analysis.ts';
import { binCount, edgeSamples, edgesMs, middlesMs } from './event-grid.ts';
import { eventParams } from './event-params.ts';
import { recordedTogether, trialsOf } from './event-trials.ts';
import { type GatheredTrials, gatherTrials } from './gather-events.ts';
import type { JointPsth } from './joint-psth-figure.ts';
import { jointFigure } from './joint-psth-figure.ts';
import { countText } from './number-text.ts';
import { rowsOf } from './one-or-many.ts';
import { choice, number, periods, range } from './params.ts';
import { at, chosenSpikes, namedUnits } from './sorted-units.ts';
import { refractoryParams } from './train-params.ts';

/** A matrix of more bins than this is larger than it can be read. */
const mostBins = 1000;

export const jointPsth = defineAnalysis({
  id: 'joint-psth',
  version: 2,
  title: 'Joint PSTH',
  summary:
    'How two units fire together around events beyond what each does on its own: bins of one by bins of the other, along the diagonal, and by lag.',
  method:
    'With counts n₁(trial, bin) and n₂(trial, bin): covariance ⟨n₁(u) n₂(v)⟩ − ⟨n₁(u)⟩ ⟨n₂(v)⟩ over trials, the product of means being the shift predictor; correlation divides by both standard deviations. The diagonal (u = v) shows how synchrony changes around the event, the means along diagonals the correlogram of what the event does not explain.',
  references: [
    'Gerstein and Perkel 1969, Science 164:828',
    'Aertsen, Gerstein, Habib and Palm 1989, J. Neurophysiol. 61:900',
  ],
  npyx: ['jPSTH'],
  target: 'units',
  needs: ['sorting'],
  params: {
    ...eventParams,
    binMs: number({ default: 20, min: 0.01, max: 60_000, doc: 'Bin width.', npyx: 'b' }),
    windowMs: range({
      default: [-500, 1000],
      doc: 'Around each event: start included, end not; a whole number of bins.',
      npyx: 'window',
    }),
    measure: choice(['correlation', 'covariance', 'counts'], {
      default: 'correlation',
      doc: 'Mean product of counts less that of the means (the shift predictor) over both standard deviations; without the division; or the mean product itself.',
    }),
    periodsS: periods({ doc: 'Only trials whose whole window lies within these periods.', npyx: 'periods' }),
    enforcedRpMs: refractoryParams.enforcedRpMs,
  },

  async gather(from, units, params): Promise<GatheredTrials> {
    const named = namedUnits(units);
    if (named.length !== 2)
      throw new ParameterError(`units: got ${named.length}, expected two for a joint PSTH, such as 12,45`);
    return gatherTrials(from, named, params);
  },

  compute(inputs, params, { warn }): JointPsth {
    const { units, trains, kinds, sampleRateHz } = inputs;
    const { binMs, windowMs, measure, periodsS, enforcedRpMs } = params;
    if (!windowMs) throw new ParameterError('windowMs: none given, expected two ends such as -500:1000');
    const count = binCount('windowMs', windowMs, binMs, sampleRateHz);
    if (count > mostBins)
      throw new ParameterError(
        `binMs: ${binMs} ms cuts the window into ${count} bins, expected at most ${mostBins}`,
      );
    const edges = edgesMs(windowMs[0], count, binMs);
    const samples = edgeSamples(edges, sampleRateHz);
    const [from, to] = [samples[0] as number, samples[count] as number];
    const recorded = recordedTogether(inputs, periodsS);
    const chosen = trains.map((train) =>
      at(train, chosenSpikes(train, sampleRateHz, { periodsS: null, enforcedRpMs, refractory: 'kept' })),
    );
    const events = kinds.map((kind) => {
      const { name, events: inside, outsideCount } = trialsOf(kind, recorded);
      const whole = inside.filter((event) =>
        recorded.some(([start, end]) => start <= event + from && event + to <= end),
      );
      const left = inside.length - whole.length + outsideCount;
      if (left > 0)
        warn(
          `${countText(left, 'event')} of '${name}' left out: their windows reach beyond ${periodsS ? 'the periods' : 'the recording'}`,
        );
      if (whole.length < 2)
        throw new ParameterError(
          `events: ${countText(whole.length, 'whole trial')} of '${name}', expected two or more`,
        );
      const [first, second] = chosen.map((train) =>
        countAligned(alignSpikes(train, whole, from, to), samples),
      );
      const matrix = joint(first as Float64Array, second as Float64Array, count, measure);
      return { name, trialCount: whole.length, matrix, byLag: meanOfDiagonals(matrix, count) };
    });
    return { units: units as [string, string], edgesMs: edges, events };
  },

  draw: jointFigure,

  toJson({ units, edgesMs, events }, { measure, binMs }) {
    const bins = edgesMs.length - 1;
    return {
      units,
      measure,
      timesMs: middlesMs(edgesMs),
      lagsMs: Array.from({ length: 2 * bins - 1 }, (_, i) =>
        Number(((i - bins + 1) * binMs).toPrecision(12)),
      ),
      events: events.map(({ name, trialCount, matrix, byLag }) => ({
        name,
        trialCount,
        values: rowsOf(matrix, bins),
        diagonal: Array.from({ length: bins }, (_, i) => matrix[i * bins + i] as number),
        byLag: [...byLag],
      })),
    };
  },

  toArray({ edgesMs, events }) {
    const bins = edgesMs.length - 1;
    const all = new Float64Array(events.length * bins * bins);
    events.forEach(({ matrix }, k) => {
      all.set(matrix, k * bins * bins);
    });
    return { array: ndArray(all, events.length, bins, bins) };
  },
});
