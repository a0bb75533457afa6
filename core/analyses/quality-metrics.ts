import type { PositionDrift } from '../kernels/position-drift.ts';
import { needSorting } from '../model/dataset.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { UnitId } from '../model/units.ts';
import { type Computing, defineAnalysis, type Gathering, inParts } from './analysis.ts';
import { gatherDrift } from './gather-drift.ts';
import { type ObservedTime, observedTime, timeTogether } from './gathered-trains.ts';
import { qualityMetricsFigure } from './quality-metrics-figure.ts';
import { computeQualityPart, type QualityPart, type UnitSpikes } from './quality-metrics-part.ts';
import { metricNames, type QualityMetrics, type QualityParams, qualityParams } from './quality-params.ts';
import { recordedSpans, type Span } from './recorded-spans.ts';
import { snr } from './snr.ts';
import { at, lengthS, spikeRateHz } from './sorted-units.ts';
import { unitRows } from './unit-rows.ts';

interface Inputs {
  readonly units: readonly UnitId[];
  readonly groups: readonly string[];
  /** Of all spikes, ascending, and where those of each unit are. */
  readonly samples: Float64Array;
  readonly ids: readonly Uint32Array[];
  /** Of each sorting that has any. */
  readonly amplitudes: readonly Float64Array[];
  /** Which of these is a unit's, -1 for none, and where in it; absent where that is as in `samples`. */
  readonly amplitudesOf: Int32Array;
  readonly amplitudeIds: readonly (Uint32Array | undefined)[];
  readonly sampleRateHz: number;
  readonly observed: ObservedTime;
  /** When each unit's probe was recording, on a merged dataset. */
  readonly spans?: readonly Span[];
  readonly snr: Float64Array | null;
  readonly drift: PositionDrift | null;
}

export const qualityMetrics = defineAnalysis({
  id: 'quality-metrics',
  version: 2,
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
    '`driftPeakToPeakUm`, `driftSdUm`, `driftMadUm`: spread of the unit’s median heights in intervals of `driftIntervalS`, from the sorter’s positions of the spikes, or the mean height of their channels weighted by the squared first principal component; of each interval 8192 spikes of all units are looked at.',
    '`firingRangeHz`: 95th minus 5th percentile of the rates in bins of `rateBinS`.',
  ].join('\n'),
  references: [
    'Hill, Mehta and Kleinfeld 2011, J. Neurosci. 31:8699',
    'Llobet, Wyngaard and Barbour 2022, bioRxiv 2022.02.08.479192',
    'Siegle, Jia et al. 2021, Nature 592:86, and the Allen Institute’s ecephys_spike_sorting',
    'Buccino et al. 2020, eLife 9:e61834 (SpikeInterface: firing range, drift, snr)',
    'Steinmetz et al. 2021, Science 372:eabf4588 (positions from features)',
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
    const sorting = needSorting(from.dataset);
    const { samples, units: all, offsets, ranks } = await sorting.spikes();
    const ids = units.map((unit) => {
      const place = all.indexOf(unit);
      return ranks.subarray(offsets[place], offsets[place + 1]);
    });
    const { amplitudes, amplitudesOf, amplitudeIds } = await gatherAmplitudes(from, units);
    if (amplitudes.length === 0) from.warn('no amplitudes.npy: how many spikes were missed is not told');
    const sampleRateHz = spikeRateHz(from);
    const spans = (await recordedSpans(from)) ?? undefined;
    const ofUnits = spans && units.map((unit) => spans.of(unit));
    return {
      units,
      ...(ofUnits ? { spans: ofUnits } : {}),
      groups: rows.map((row) => table.group[row] as string),
      ...{ samples, ids, amplitudes, amplitudesOf, amplitudeIds, sampleRateHz },
      observed:
        params.estimator === 'npyx' && !params.periodsS
          ? fromFirstToLast(samples, sampleRateHz)
          : observedTime(
              {
                units,
                trains: ids.map((own) =>
                  at(samples, Uint32Array.from([...own.slice(0, 1), ...own.slice(-1)])),
                ),
                sampleRateHz,
                durationS: spans
                  ? spans.whole[1] / sampleRateHz
                  : lengthS(from, sampleRateHz, samples.at(-1) ?? 0),
                ...(ofUnits ? { spans: ofUnits } : {}),
              },
              params.periodsS,
            ),
      drift: await gatherDrift(from, units, params),
      snr: params.snr ? Float64Array.from(await from.resultOf(snr, units), (of) => of.snr) : null,
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
      ...(inputs.drift
        ? {
            driftPeakToPeakUm: inputs.drift.peakToPeak,
            driftSdUm: inputs.drift.sd,
            driftMadUm: inputs.drift.mad,
          }
        : {}),
      snr: inputs.snr ?? new Float64Array(metrics.length).fill(Number.NaN),
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

/** The amplitudes of each sorting that the units are from, and where those of each unit are. */
async function gatherAmplitudes(
  from: Gathering,
  units: readonly UnitId[],
): Promise<Pick<Inputs, 'amplitudes' | 'amplitudesOf' | 'amplitudeIds'>> {
  const amplitudes: Float64Array[] = [];
  const amplitudesOf = new Int32Array(units.length).fill(-1);
  const amplitudeIds: (Uint32Array | undefined)[] = [];
  for (const [i, unit] of units.entries()) {
    const source = from.dataset.merged ? await from.source(unit) : undefined;
    const values = await needSorting(source?.dataset ?? from.dataset).amplitudes();
    amplitudeIds.push(source?.spikeIds);
    if (!values) continue;
    if (!amplitudes.includes(values)) amplitudes.push(values);
    amplitudesOf[i] = amplitudes.indexOf(values);
  }
  return { amplitudes, amplitudesOf, amplitudeIds };
}

/** What npyx takes for the recording. */
function fromFirstToLast(samples: Float64Array, sampleRateHz: number): ObservedTime {
  const [first, last] = [samples[0] ?? 0, samples.at(-1) ?? 0];
  return { ranges: [[first, last + 1]], seconds: (last - first) / sampleRateHz };
}

/** Groups of units with about as many spikes each, several for every thread. */
function partsOf(inputs: Inputs, params: QualityParams, { threadCount = 1 }: Computing): QualityPart[] {
  const { samples, ids, amplitudes, amplitudesOf, amplitudeIds, sampleRateHz } = inputs;
  const total = ids.reduce((sum, own) => sum + own.length + 1, 0);
  const enough = total / (4 * threadCount);
  const groups: UnitSpikes[][] = [];
  let spikes = Number.POSITIVE_INFINITY;
  ids.forEach((own, i) => {
    if (spikes >= enough) {
      groups.push([]);
      spikes = 0;
    }
    groups.at(-1)?.push({
      samples,
      ids: own,
      amplitudes: amplitudes[amplitudesOf[i] as number] ?? null,
      amplitudeIds: amplitudeIds[i] ?? own,
      observed: timeTogether(inputs.observed, inputs, i),
    });
    spikes += own.length + 1;
  });
  return groups.map((units) => ({
    units,
    sampleRateHz,
    params,
  }));
}
