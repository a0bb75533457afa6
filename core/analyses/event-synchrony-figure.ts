import type { Figure, Panel } from '../figure/figure.ts';
import type { UnitId } from '../model/units.ts';
import { countText, numberText } from './number-text.ts';
import { mostRows, restNote } from './spike-train-figure.ts';

export interface EventSynchrony {
  readonly units: readonly UnitId[];
  readonly events: readonly { readonly name: string; readonly trialCount: number }[];
  readonly edgesMs: Float64Array;
  /** (units × events × bins): mean share of the other units that fire with a spike; NaN where there was none. */
  readonly fraction: Float64Array;
  /** Its standard error over trials; NaN for fewer than two. */
  readonly sem: Float64Array;
  /** Per unit, what independent units of these rates would give on average. */
  readonly byChance: readonly number[];
}

/** A row per unit and a column per kind of event: mean with standard error, and chance. */
export function eventSynchronyFigure(result: EventSynchrony): Figure {
  const { units, events, edgesMs, fraction, sem, byChance } = result;
  const bins = edgesMs.length - 1;
  const [from, to] = [edgesMs[0]!, edgesMs[bins]!];
  const step = (to - from) / bins;
  const percent = (flat: Float64Array, place: number) =>
    Float32Array.from(flat.subarray(place * bins, (place + 1) * bins), (value) => 100 * value);
  const shown = units.slice(0, mostRows);
  const panels = shown.flatMap((unit, row) =>
    events.map(({ name, trialCount }, column): Panel => {
      const place = row * events.length + column;
      const y = percent(fraction, place);
      const error = percent(sem, place).map((value) => (Number.isNaN(value) ? 0 : value));
      const chance = 100 * (byChance[row] ?? Number.NaN);
      const highest =
        y.reduce((most, value, i) => Math.max(most, (value || 0) + error[i]!), chance || 0) * 1.1 || 1;
      const x = { start: from + step / 2, step };
      const color = { series: row };
      return {
        row,
        column,
        title: events.length > 1 && row === 0 ? `${unit} · ${name}` : unit,
        titleColor: color,
        corner: countText(trialCount, 'trial'),
        x: { label: row === shown.length - 1 ? `time from ${name}` : '', unit: 'ms', domain: [from, to] },
        y: { label: 'together', unit: '%', domain: [0, highest] },
        marks: [
          {
            kind: 'area',
            x,
            y0: y.map((value, i) => value - error[i]!),
            y1: y.map((value, i) => value + error[i]!),
            color,
            opacity: 0.3,
          },
          { kind: 'line', x, y, color },
          { kind: 'rule', x: 0, color: 'muted', dash: true },
          ...(Number.isFinite(chance)
            ? [{ kind: 'rule' as const, y: chance, color: 'neutral' as const, dash: true }]
            : []),
        ],
      };
    }),
  );
  return {
    title: `Synchrony of ${units.length} units around events`,
    subtitle: 'share of the other units that fire with a spike · mean ± SEM over trials',
    alt: shown
      .map((unit, row) =>
        events
          .map(({ name }, column) => {
            const values = [...percent(fraction, row * events.length + column)].filter(Number.isFinite);
            return `Unit ${unit} around ${name}: ${numberText(Math.min(...values))} to ${numberText(Math.max(...values))} % of the others fire with a spike, ${numberText(100 * (byChance[row] ?? Number.NaN))} % by chance.`;
          })
          .join(' '),
      )
      .join(' '),
    panels,
    grid: { rows: shown.length, columns: events.length },
    legend: [
      { label: 'mean', color: 'text' },
      { label: 'SEM', color: 'text', shape: 'area' },
      { label: 'by chance', color: 'neutral', shape: 'dash' },
    ],
    notes: restNote(units.length),
  };
}
