import type { Figure, Panel } from '../figure/figure.ts';
import { countText, numberText } from './number-text.ts';
import type {
  PopulationParams,
  PopulationSynchronies,
  UnitSynchrony,
} from './population-synchrony-params.ts';
import { mostRows, restNote } from './spike-train-figure.ts';

const columns = 150;

/** Left the mean fraction over time, right the distribution of the number of units that fire together. */
export function populationFigure(result: PopulationSynchronies, params: PopulationParams): Figure {
  const units = result.units.slice(0, mostRows);
  const most = Math.max(1, ...units.flatMap(({ active }) => active.reduce((a, b) => Math.max(a, b), 0)));
  const shown = Math.min(most, 12);
  return {
    title: `Population synchrony of ${result.units.length} units`,
    subtitle: `within ±${numberText(params.syncMs / 2)} ms · each unit with the ${result.units.length - 1} others`,
    alt: units
      .map(
        ({ unit, samples, meanFraction, meanByChance }) =>
          `Unit ${unit}: ${countText(samples.length, 'spike')}, on average ${numberText(100 * meanFraction)} % of the others fire with one, ${numberText(100 * meanByChance)} % by chance.`,
      )
      .join(' '),
    panels: units.flatMap((unit, row) => [
      timePanel(unit, row, units.length, result),
      countPanel(unit, row, units.length, shown),
    ]),
    grid: { rows: units.length, columns: 2, columnWeights: [3, 1] },
    legend: [
      { label: 'mean', color: 'neutral', shape: 'line' },
      { label: 'by chance', color: 'muted', shape: 'dash' },
    ],
    notes: restNote(result.units.length),
  };
}

function timePanel(
  { unit, samples, fraction, meanFraction, meanByChance }: UnitSynchrony,
  row: number,
  count: number,
  { sampleRateHz, durationS }: PopulationSynchronies,
): Panel {
  const sums = new Float64Array(columns);
  const spikes = new Float64Array(columns);
  samples.forEach((sample, i) => {
    if (Number.isNaN(fraction[i])) return;
    const column = Math.min(
      columns - 1,
      Math.max(0, Math.floor(((sample / sampleRateHz) * columns) / durationS)),
    );
    sums[column] = sums[column]! + fraction[i]!;
    spikes[column] = spikes[column]! + 1;
  });
  const y = Float32Array.from(sums, (sum, i) => (100 * sum) / spikes[i]!);
  const highest =
    y.reduce((a, b) => (b > a ? b : a), 100 * Math.max(meanByChance || 0, meanFraction || 0)) * 1.1 || 1;
  const step = durationS / columns;
  return {
    row,
    column: 0,
    title: unit,
    titleColor: { series: row },
    corner: `${numberText(100 * meanFraction)} %, by chance ${numberText(100 * meanByChance)} %`,
    x: { label: row === count - 1 ? 'time' : '', unit: 's', domain: [0, durationS || 1] },
    y: { label: 'together', unit: '%', domain: [0, highest] },
    marks: [
      { kind: 'line', x: { start: step / 2, step }, y, color: { series: row } },
      ...(Number.isFinite(meanFraction)
        ? [{ kind: 'rule' as const, y: 100 * meanFraction, color: 'neutral' as const }]
        : []),
      ...(Number.isFinite(meanByChance)
        ? [{ kind: 'rule' as const, y: 100 * meanByChance, color: 'muted' as const, dash: true }]
        : []),
    ],
  };
}

function countPanel({ together, fraction }: UnitSynchrony, row: number, count: number, most: number): Panel {
  const bars = new Float32Array(most + 1);
  let judged = 0;
  together.forEach((units, i) => {
    if (Number.isNaN(fraction[i])) return;
    judged++;
    const bin = Math.min(most, units);
    bars[bin] = bars[bin]! + 1;
  });
  return {
    row,
    column: 1,
    x: {
      label: row === count - 1 ? 'together' : '',
      unit: 'units',
      domain: [-0.5, most + 0.5],
      ticks: [...bars.keys()].filter((value) => most <= 4 || value % Math.ceil(most / 4) === 0),
    },
    y: { label: 'spikes', unit: '%', domain: [0, 100] },
    marks: [
      {
        kind: 'bars',
        x: { start: 0, step: 1 },
        y: bars.map((value) => (judged > 0 ? (100 * value) / judged : 0)),
        width: 0.8,
        color: { series: row },
      },
    ],
  };
}
