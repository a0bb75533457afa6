import { needSorting } from '../model/dataset.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { UnitId } from '../model/units.ts';
import { type Computing, defineAnalysis, type Gathering, inParts } from './analysis.ts';
import { gatherTrains, type ObservedTime, observedTime } from './gathered-trains.ts';
import { qualityMetricsFigure } from './quality-metrics-figure.ts';
import { computeQualityPart, type QualityPart } from './quality-metrics-part.ts';
import { metricNames, type QualityMetrics, type QualityParams, qualityParams } from './quality-params.ts';
import { spikeAmplitudes } from './spike-amplitudes.ts';
import { unitRows } from './unit-rows.ts';

interface Inputs {
  readonly units: readonly UnitId[];
  readonly groups: readonly string[];
  readonly trains: readonly Float64Array[];
  readonly amplitudes: readonly (Float64Array | null)[];
  readonly sampleRateHz: number;
  readonly observed: ObservedTime;
}

export const qualityMetrics = defineAnalysis({
  id: 'quality-metrics',
  version: 1,
  title: 'Quality metrics',
  summary:
    'How complete, how pure and how steady each unit is: presence, missed spikes, contamination, firing range.',
  method: [
    'With N spikes in the observed time T, the refractory time τ and the censored time τc; censored spikes are dropped first.',
    '`rateHz` N / T. `presenceRatio`: share of bins of `presenceBinS` with a spike. `isiViolationShare`: share of intervals below τ.',
    '`isiViolationRatio`: v·T / (2·N²·(τ − τc)) with v short intervals, the rate of violations over the rate of the unit; may exceed 1.',
    '`hillContamination`: lower root f of f·(1 − f) = v·T / (2·(τ − τc)·N²), the share of spikes of one other neuron.',
    '`llobetContamination`: 1 − √(1 − v·(T − 2·N·τc) / (N²·(τ − τc))) with v pairs of spikes, the share of spikes of many others, with its 95 % Poisson interval `llobetLow` to `llobetHigh`.',
    '`amplitudeCutoff`: what the mirrored upper flank of the amplitudes’ histogram (500 bins, smoothed by 3) has below the lowest bin.',
    '`missedShare`: what a Gaussian fitted to the amplitudes above their first percentile by maximum likelihood has below them.',
    '`firingRangeHz`: 95th minus 5th percentile of the rates in bins of `rateBinS`.',
  ].join('\n'),
  references: [
    'Hill, Mehta and Kleinfeld 2011, J. Neurosci. 31:8699',
    'Llobet, Wyngaard and Barbour 2022, bioRxiv 2022.02.08.479192',
    'Siegle, Jia et al. 2021, Nature 592:86, and the Allen Institute’s ecephys_spike_sorting',
    'Buccino et al. 2020, eLife 9:e61834 (SpikeInterface: firing range)',
    'Cohen 1950, Ann. Math. Statist. 21:557',
  ],
  npyx: ['quality_metrics', 'isi_violations', 'presence_ratio', 'amplitude_cutoff'],
  target: 'recording',
  needs: ['sorting'],
  params: qualityParams,

  async gather(from, named, params): Promise<Inputs> {
    if (params.censoredMs >= params.refractoryMs)
      throw new ParameterError(
        `censoredMs: ${params.censoredMs} ms is not below the refractory time of ${params.refractoryMs} ms`,
      );
    const table = await from.unitTable();
    const where = from.dataset.sorting?.folder ?? from.dataset.folder;
    const rows = unitRows(table, named, params.quality, where);
    if (rows.length === 0)
      throw new ParameterError(`quality: no unit is labelled ${params.quality}; all takes every unit`);
    const units = rows.map((row) => table.ids[row] as UnitId);
    const gathered = await gatherTrains(from, units);
    const amplitudes = await Promise.all(units.map((unit) => spikeAmplitudes(from, unit)));
    if (amplitudes.every((values) => values === null))
      from.warn('no amplitudes.npy: how many spikes were missed is not told');
    return {
      units,
      groups: rows.map((row) => table.group[row] as string),
      trains: gathered.trains,
      amplitudes,
      sampleRateHz: gathered.sampleRateHz,
      observed:
        params.estimator === 'npyx' && !params.periodsS
          ? await fromFirstToLast(from, gathered.sampleRateHz)
          : observedTime(gathered, params.periodsS),
    };
  },

  async compute(inputs, params, context): Promise<QualityMetrics> {
    if (!(inputs.observed.seconds > 0))
      throw new ParameterError('periodsS: none of the periods lies in the recording');
    const parts = partsOf(inputs, params, context);
    let finished = 0;
    const results = await inParts(
      context,
      (part: QualityPart) => {
        const done = computeQualityPart(part);
        context.progress(++finished / parts.length);
        return done;
      },
      parts,
    );
    const metrics = results.flat();
    const unknown = new Float64Array(metrics.length).fill(Number.NaN);
    const column = (name: (typeof metricNames)[number]): Float64Array =>
      Float64Array.from(metrics, (of) => (name in of ? of[name as keyof typeof of] : Number.NaN));
    return {
      units: inputs.units,
      groups: inputs.groups,
      spikeCount: Float64Array.from(metrics, ({ spikeCount }) => spikeCount),
      observedS: inputs.observed.seconds,
      ...(Object.fromEntries(metricNames.map((name) => [name, column(name)])) as Record<
        (typeof metricNames)[number],
        Float64Array
      >),
      snr: unknown,
    };
  },
  part: computeQualityPart,

  draw: qualityMetricsFigure,

  toJson: (metrics) => ({
    observedS: metrics.observedS,
    units: metrics.units.map((id, i) => ({
      id,
      group: metrics.groups[i],
      spikeCount: metrics.spikeCount[i],
      ...Object.fromEntries(metricNames.map((name) => [name, metrics[name][i]])),
    })),
  }),

  toArray: (metrics) => ({
    array: ndArray(
      Float64Array.from(
        metrics.units.flatMap((_, i) => metricNames.map((name) => metrics[name][i] as number)),
      ),
      metrics.units.length,
      metricNames.length,
    ),
  }),

  toTable: (metrics) => ({
    id: metrics.units,
    group: metrics.groups,
    spikeCount: metrics.spikeCount,
    ...Object.fromEntries(metricNames.map((name) => [name, metrics[name]])),
  }),
});

/** What npyx takes for the recording. */
async function fromFirstToLast(from: Gathering, sampleRateHz: number): Promise<ObservedTime> {
  const { samples } = await needSorting(from.dataset).spikes();
  const [first, last] = [samples[0] ?? 0, samples.at(-1) ?? 0];
  return { ranges: [[first, last + 1]], seconds: (last - first) / sampleRateHz };
}

/** Groups of units with about as many spikes each, several for every thread. */
function partsOf(inputs: Inputs, params: QualityParams, { threadCount = 1 }: Computing): QualityPart[] {
  const { trains, amplitudes, sampleRateHz, observed } = inputs;
  const total = trains.reduce((sum, train) => sum + train.length + 1, 0);
  const enough = total / (4 * threadCount);
  const groups: number[][] = [];
  let spikes = Number.POSITIVE_INFINITY;
  trains.forEach((train, i) => {
    if (spikes >= enough) {
      groups.push([]);
      spikes = 0;
    }
    groups.at(-1)?.push(i);
    spikes += train.length + 1;
  });
  return groups.map((members) => ({
    trains: members.map((i) => trains[i] as Float64Array),
    amplitudes: members.map((i) => amplitudes[i] ?? null),
    sampleRateHz,
    ranges: observed.ranges,
    observedS: observed.seconds,
    params,
  }));
}
