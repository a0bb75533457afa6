import { binSpikes, binStart } from '../kernels/bin-spikes.ts';
import { ceilRatio, divide, exactRatio, multiply, type Ratio } from '../kernels/exact-ratio.ts';
import { deviation, mean } from '../kernels/moments.ts';
import { ParameterError } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { UnitId } from '../model/units.ts';
import { defineAnalysis } from './analysis.ts';
import { chosenTrains, type GatheredTrains, gatherTrains, observedTime } from './gathered-trains.ts';
import { countText, numberText } from './number-text.ts';
import { number } from './params.ts';
import { trainParams } from './train-params.ts';

/** As many counts as fit into 400 MB. */
const mostCounts = 100_000_000;
/** Finer columns cannot be seen. */
const mostColumns = 600;

interface BinnedTrains {
  readonly units: readonly UnitId[];
  readonly spikeCounts: readonly number[];
  /** Where bins begin again: at the start of each period. */
  readonly stretches: readonly { readonly startS: number; readonly binCount: number }[];
  readonly binCount: number;
  /** (units × bins), only where the array was asked for. */
  readonly counts: Int32Array | null;
  readonly meanCount: readonly number[];
  /** Variance of the counts over their mean: 1 for a Poisson train. */
  readonly fanoFactor: readonly number[];
  /** (units × columns) mean rate for the picture, over at most `mostColumns` columns. */
  readonly overview: { readonly rateHz: Float32Array; readonly columns: number; readonly durationS: number };
}

export const binnedTrains = defineAnalysis({
  id: 'binned-trains',
  version: 1,
  title: 'Binned trains',
  summary: 'Spike counts of units in bins of equal width, ready for population analyses.',
  npyx: ['trnb', 'binarize'],
  method:
    'Bin k of a period that starts at sample s₀ holds the samples s with k·w ≤ s − s₀ < (k + 1)·w, where w is the bin width in samples, computed as a fraction and not rounded. Every spike is in one bin. The array is (units × bins), the bins of one period after those of the other.',
  target: 'units',
  needs: ['sorting'],
  params: {
    binMs: number({
      default: 10,
      min: 0.001,
      max: 3_600_000,
      doc: 'Bin width; it need not be a whole number of samples. The last bin of a period may be cut short by its end.',
      npyx: 'b',
    }),
    ...trainParams,
  },

  gather: gatherTrains,

  compute(inputs: GatheredTrains, { binMs, ...choice }, { whole, warn, signal, progress }): BinnedTrains {
    const chosen = chosenTrains(inputs, choice);
    const { units, trains, sampleRateHz } = chosen;
    const width = widthOf(binMs, sampleRateHz);
    const { ranges } = observedTime(chosen, choice.periodsS);
    const stretches = ranges.map(([start, end]) => ({
      start,
      end,
      binCount: ceilRatio(divide({ numerator: BigInt(end - start), denominator: 1n }, width)),
    }));
    const binCount = stretches.reduce((sum, stretch) => sum + stretch.binCount, 0);
    if (binCount * units.length > mostCounts)
      throw new ParameterError(
        `binMs: ${binMs} ms makes ${binCount} bins for each of ${units.length} units, at most ${mostCounts} counts in all; take wider bins, fewer units or shorter periods`,
      );
    for (const { start, end, binCount: count } of stretches) {
      const covered = binStart(start, width, count);
      if (covered > end)
        warn(
          `the last bin before ${numberText(end / sampleRateHz)} s is cut short to ${numberText(((end - binStart(start, width, count - 1)) * 1000) / sampleRateHz)} ms`,
        );
    }
    const counts = whole ? new Int32Array(units.length * binCount) : null;
    const columns = Math.max(1, Math.min(mostColumns, binCount));
    const rateHz = new Float32Array(units.length * columns);
    const moments = units.map((_, i) => {
      signal.throwIfAborted();
      progress((i + 1) / units.length);
      const row = counts ? counts.subarray(i * binCount, (i + 1) * binCount) : new Int32Array(binCount);
      let first = 0;
      for (const stretch of stretches) {
        const part = trains[i]!.filter((sample) => sample >= stretch.start && sample < stretch.end);
        binSpikes(
          part,
          stretch.start,
          width,
          stretch.binCount,
          row.subarray(first, first + stretch.binCount),
        );
        first += stretch.binCount;
      }
      rateHz.set(overviewOf(row, columns, binMs / 1000), i * columns);
      const average = mean(row);
      return { average, fano: deviation(row, average) ** 2 / average };
    });
    return {
      units,
      spikeCounts: trains.map(({ length }) => length),
      stretches: stretches.map(({ start, binCount: count }) => ({
        startS: start / sampleRateHz,
        binCount: count,
      })),
      binCount,
      counts,
      meanCount: moments.map(({ average }) => average),
      fanoFactor: moments.map(({ fano }) => fano),
      overview: { rateHz, columns, durationS: (binCount * binMs) / 1000 },
    };
  },

  slim: (result) => ({ ...result, counts: null }),

  draw(result, { binMs }) {
    const { units, overview } = result;
    const highest = overview.rateHz.reduce((a, b) => Math.max(a, b), 0) || 1;
    const ticks = units.map((_, i) => i + 0.5);
    return {
      title: `Binned trains of ${countText(units.length, 'unit')}`,
      subtitle: `bins ${numberText(binMs)} ms · ${countText(result.binCount, 'bin')}`,
      alt: `Spike counts in ${countText(result.binCount, 'bin')} of ${numberText(binMs)} ms. ${units
        .map(
          (unit, i) =>
            `Unit ${unit}: ${countText(result.spikeCounts[i]!, 'spike')}, Fano factor ${numberText(result.fanoFactor[i]!)}.`,
        )
        .join(' ')}`,
      panels: [
        {
          row: 0,
          column: 0,
          x: { label: 'time observed', unit: 's', domain: [0, overview.durationS || 1] },
          y: { label: 'unit', unit: '', domain: [units.length, 0], ticks, tickLabels: units },
          marks: [
            {
              kind: 'image',
              values: overview.rateHz,
              rows: units.length,
              columns: overview.columns,
              x: [0, overview.durationS || 1],
              y: [0, units.length],
              range: [0, highest],
              colormap: 'viridis',
              color: 'text',
            },
          ],
          colorbar: { label: 'rate', unit: 'Hz', range: [0, highest], colormap: 'viridis' },
        },
      ],
      grid: { rows: 1, columns: 1 },
    };
  },

  toJson: (result, { binMs }) => ({
    units: result.units,
    binMs,
    shape: [result.units.length, result.binCount],
    periods: result.stretches,
    spikeCounts: result.spikeCounts,
    meanCount: result.meanCount,
    fanoFactor: result.fanoFactor,
  }),

  toArray: ({ units, binCount, counts }) => ({
    array: ndArray(counts ?? new Int32Array(0), units.length, binCount),
  }),

  toTable: ({ units, spikeCounts, meanCount, fanoFactor }) => ({
    unit: [...units],
    spikeCount: [...spikeCounts],
    meanCount: [...meanCount],
    fanoFactor: [...fanoFactor],
  }),
});

function widthOf(binMs: number, sampleRateHz: number): Ratio {
  const width = divide(multiply(exactRatio(binMs), exactRatio(sampleRateHz)), exactRatio(1000));
  if (width.numerator >= width.denominator) return width;
  throw new ParameterError(
    `binMs: ${binMs} ms is below one sample, ${(1000 / sampleRateHz).toFixed(4)} ms at ${sampleRateHz} Hz`,
  );
}

/** Mean rate over neighbouring bins. */
function overviewOf(counts: Int32Array, columns: number, binS: number): Float32Array {
  const rates = new Float32Array(columns);
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * counts.length) / columns);
    const to = Math.floor(((column + 1) * counts.length) / columns);
    let sum = 0;
    for (let bin = from; bin < to; bin++) sum += counts[bin]!;
    rates[column] = sum / (Math.max(1, to - from) * binS);
  }
  return rates;
}
