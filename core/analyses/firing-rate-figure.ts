import type { Figure, Mark, Panel } from '../figure/figure.ts';
import type { FiringRateParams, FiringRates } from './firing-rate-params.ts';
import { countText, numberText } from './number-text.ts';
import { mostRows, restNote } from './spike-train-figure.ts';

/** The smoothed rate of each unit over time; a bar below it while it fires, a darker one where it is steadiest. */
export function rateFigure(result: FiringRates, params: FiringRateParams): Figure {
  const units = result.units.slice(0, mostRows);
  const panels = units.map((unit, row): Panel => {
    const rates = result.rateHz[row]!;
    const [overall, mean] = [result.overallHz[row]!, result.meanHz[row]!];
    const peak = rates.reduce((a, b) => Math.max(a, b), 0);
    const highest = Math.max(peak, overall || 0, Number.isFinite(mean) ? mean : 0) * 1.1 || 1;
    const bar = (periods: readonly (readonly [number, number])[], color: 'neutral' | 'accent'): Mark[] =>
      periods.map(([start, end]) => ({
        kind: 'area',
        x: Float32Array.of(start, end),
        y0: Float32Array.of(-0.07 * highest, -0.07 * highest),
        y1: Float32Array.of(-0.025 * highest, -0.025 * highest),
        color,
      }));
    const stable = result.stableS[row];
    const rule = (y: number, dash: boolean): Mark[] =>
      Number.isFinite(y) ? [{ kind: 'rule', y, color: dash ? 'muted' : 'neutral', dash }] : [];
    return {
      row,
      column: 0,
      title: unit,
      titleColor: { series: row },
      corner: `N/T ${numberText(overall)} Hz · npyx ${numberText(mean)} Hz · CV2 ${numberText(result.cv2[row]!)}`,
      x: {
        label: row === units.length - 1 ? 'time' : '',
        unit: 's',
        domain: [0, result.durationS || 1],
      },
      y: { label: 'rate', unit: 'Hz', domain: [-0.09 * highest, highest] },
      marks: [
        ...rule(overall, false),
        ...rule(mean, true),
        {
          kind: 'line',
          x: Float32Array.from(result.timesS),
          y: withGaps(rates, result.timesS, params.binMs / 1000),
          color: { series: row },
        },
        ...bar(result.firingS[row]!, 'neutral'),
        ...bar(stable ? [stable] : [], 'accent'),
      ],
    };
  });
  return {
    title:
      units.length === 1 ? `Firing rate of unit ${units[0]}` : `Firing rates of ${result.units.length} units`,
    subtitle: [
      `bins ${numberText(params.binMs)} ms`,
      params.smoothMs > 0
        ? `${params.kernel === 'causal' ? 'causal half-Gaussian' : 'Gaussian'} of ${numberText(params.smoothMs)} ms`
        : 'not smoothed',
    ].join(' · '),
    alt: units
      .map((unit, i) => {
        const stable = result.stableS[i];
        return `Unit ${unit}: ${countText(result.spikeCounts[i]!, 'spike')} in ${numberText(result.observedS)} s, ${numberText(result.overallHz[i]!)} Hz overall, ${numberText(result.meanHz[i]!)} Hz by mean interval, CV ${numberText(result.cv[i]!)}, CV2 ${numberText(result.cv2[i]!)}${stable ? `, steadiest from ${numberText(stable[0])} to ${numberText(stable[1])} s` : ''}.`;
      })
      .join(' '),
    panels,
    grid: { rows: units.length, columns: 1 },
    legend: [
      { label: 'N/T', color: 'neutral', shape: 'line' },
      { label: 'npyx’s mean', color: 'muted', shape: 'dash' },
      { label: 'firing', color: 'neutral', shape: 'area' },
      { label: 'steadiest stretch', color: 'accent', shape: 'area' },
    ],
    notes: restNote(result.units.length),
  };
}

/** The curve breaks where time was not observed. */
function withGaps(rates: Float64Array, timesS: Float64Array, binS: number): Float32Array {
  const shown = Float32Array.from(rates);
  for (let i = 1; i < shown.length; i++) if (timesS[i]! - timesS[i - 1]! > 1.5 * binS) shown[i] = Number.NaN;
  return shown;
}
