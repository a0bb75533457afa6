import type { Figure, Mark } from '../figure/figure.ts';
import { countText, numberText } from './number-text.ts';
import type { ScaledAcg, ScaledAcgParams } from './scaled-acg-params.ts';

/** One line per unit over lags in units of its modal interval. */
export function scaledAcgFigure(
  { units, spikeCounts, reasons, modesMs, values, valueCount }: ScaledAcg,
  { spikes }: ScaledAcgParams,
): Figure {
  const kept = units.flatMap((_, i) => (reasons[i] === null ? [i] : []));
  const highest = values.reduce((most, value) => (value > most ? value : most), 0);
  const marks = kept.map(
    (i): Mark => ({
      kind: 'line',
      x: { start: 0, step: 0.01 },
      y: Float32Array.from(values.subarray(i * valueCount, (i + 1) * valueCount)),
      color: { series: i },
    }),
  );
  return {
    title:
      units.length === 1
        ? `Scaled autocorrelogram of unit ${units[0]}`
        : `Scaled autocorrelograms of ${units.length} units`,
    subtitle: spikes === 'clean' ? 'clean spikes' : 'all spikes',
    alt: units
      .map((unit, i) =>
        reasons[i] === null
          ? `Unit ${unit}, ${countText(spikeCounts[i]!, 'spike')}: modal interval ${numberText(modesMs[i]!)} ms.`
          : `Unit ${unit} is left out: ${reasons[i]}.`,
      )
      .join(' '),
    panels: [
      {
        row: 0,
        column: 0,
        x: { label: 'lag', unit: 'modal intervals', domain: [0, valueCount / 100] },
        y: { label: 'autocorrelation', unit: 'of its mean', domain: [0, highest * 1.08 || 1] },
        marks:
          kept.length > 0
            ? [{ kind: 'rule', x: 1, color: 'muted', dash: true }, ...marks]
            : [nothing(valueCount)],
        legend: kept.map((i) => ({
          label: `${units[i]}: ${numberText(modesMs[i]!)} ms`,
          color: { series: i },
        })),
      },
    ],
    grid: { rows: 1, columns: 1 },
    notes: units.flatMap((unit, i) =>
      reasons[i] === null ? [] : [`Unit ${unit} is left out: ${reasons[i]}.`],
    ),
  };
}

/** Instead of lines, in the middle of the plot. */
const nothing = (valueCount: number): Mark => ({
  kind: 'text',
  x: valueCount / 200,
  y: 0.5,
  anchor: 'middle',
  color: 'muted',
  size: 12,
  text: 'No unit can be drawn; why is said below.',
});
