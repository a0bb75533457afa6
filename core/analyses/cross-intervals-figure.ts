import type { Figure, Panel } from '../figure/figure.ts';
import type { CrossIntervalParams, CrossIntervals, PairIntervals } from './cross-intervals-params.ts';
import { steps } from './isi-figure.ts';
import { numberText } from './number-text.ts';

/** Panels smaller than an eighth of the figure cannot be read. */
const mostUnits = 8;

/** Rows are the units whose spikes one starts from, columns those one goes to; two units are one above the other. */
export function crossIntervalFigure(result: CrossIntervals, params: CrossIntervalParams): Figure {
  const units = result.units.slice(0, mostUnits);
  const two = units.length === 2;
  const pairs = result.pairs.filter(({ from, to }) => units.includes(from) && units.includes(to));
  const place = ({ from, to }: PairIntervals) =>
    two ? { row: units.indexOf(from), column: 0 } : { row: units.indexOf(from), column: units.indexOf(to) };
  const last = result.edgesMs.at(-1)!;
  const panels = pairs.map((pair): Panel => {
    const { row, column } = place(pair);
    const highest =
      Math.max(
        pair.counts.reduce((a, b) => Math.max(a, b), 0),
        pair.byChance.reduce((a, b) => Math.max(a, b || 0), 0),
      ) * 1.1 || 1;
    const lowest = row === units.length - 1 || (row === units.length - 2 && column === units.length - 1);
    return {
      row,
      column,
      title: `${pair.from} → ${pair.to}`,
      titleColor: { series: row },
      corner: `median ${numberText(pair.medianMs)} ms`,
      x: { label: lowest ? 'interval' : '', unit: 'ms', domain: [0, last] },
      y: {
        label: column === 0 || (row === 0 && column === 1) ? 'spikes' : '',
        unit: '',
        domain: [0, highest],
      },
      marks: [
        steps(result.edgesMs, pair.counts, row),
        {
          kind: 'line',
          x: {
            start: (result.edgesMs[1]! - result.edgesMs[0]!) / 2,
            step: result.edgesMs[1]! - result.edgesMs[0]!,
          },
          y: Float32Array.from(pair.byChance, (value) => value || 0),
          color: 'neutral',
          dash: true,
        },
      ],
    };
  });
  const words = { nearest: 'nearest spike', next: 'next spike', previous: 'spike before' }[params.direction];
  return {
    title: two
      ? `Intervals between units ${units[0]} and ${units[1]}`
      : `Intervals between ${result.units.length} units`,
    subtitle: `to the ${words} · bin ${numberText(params.binMs)} ms`,
    alt: `Times from the spikes of one unit to the ${words} of another. ${pairs
      .map(
        ({ from, to, medianMs, counts, byChance }) =>
          `${from} to ${to}: median ${numberText(medianMs)} ms, ${counts[0]} in the first bin where chance has ${numberText(byChance[0]!)}.`,
      )
      .join(' ')}`,
    panels,
    grid: two ? { rows: 2, columns: 1 } : { rows: units.length, columns: units.length },
    legend: [{ label: 'by chance', color: 'neutral', shape: 'dash' }],
    notes:
      result.units.length > mostUnits
        ? [`The first ${mostUnits} of ${result.units.length} units are drawn; files hold all.`]
        : [],
  };
}
