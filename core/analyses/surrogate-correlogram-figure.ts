import type { Figure } from '../figure/figure.ts';
import { countText, numberText } from './number-text.ts';
import type { SurrogateCorrelogram, SurrogateParams } from './surrogate-correlogram-params.ts';

/** Bars, and the band of chance around what the surrogates give. */
export function surrogateFigure(
  { units, pairedCount, lagsMs, values, expected, halfBand }: SurrogateCorrelogram,
  params: SurrogateParams,
): Figure {
  const { binMs, windowMs, rateCorrected, normalize, confidencePercent, surrogateCount } = params;
  const middle = rateCorrected ? expected.map(() => 0) : expected;
  const low = Float32Array.from(middle, (value, bin) => value - halfBand[bin]!);
  const high = Float32Array.from(middle, (value, bin) => value + halfBand[bin]!);
  const lowest = Math.min(0, ...values, ...low);
  const highest = Math.max(...values, ...high, 0);
  const [label, unit] = normalize === 'hertz' ? ['rate', 'Hz'] : ['probability', ''];
  const peak = values.indexOf(Math.max(...values));
  const outside = values.filter((value, bin) => value < low[bin]! || value > high[bin]!).length;
  const x = { start: lagsMs[0]!, step: binMs };
  return {
    title: `Correlogram of ${units[0]} → ${units[1]}${rateCorrected ? ', rate-corrected' : ''}`,
    subtitle: `bin ${numberText(binMs)} ms · window ${numberText(windowMs)} ms · ${countText(surrogateCount, 'surrogate')}`,
    alt: `Correlogram of ${units[0]} to ${units[1]} over ${countText(pairedCount, 'paired spike')}: peak ${numberText(values[peak]!)}${unit && ` ${unit}`} at ${numberText(lagsMs[peak]!)} ms; ${outside} of ${values.length} bins lie outside the band of ${confidencePercent} %.`,
    panels: [
      {
        row: 0,
        column: 0,
        corner: `peak ${numberText(values[peak]!)}${unit && ` ${unit}`}`,
        x: { label: 'lag', unit: 'ms', domain: [-windowMs / 2, windowMs / 2] },
        y: {
          label: rateCorrected ? `${label} above chance` : label,
          unit,
          domain: [lowest * 1.12, highest > lowest ? highest * 1.12 : 1],
        },
        marks: [
          { kind: 'bars', x, y: Float32Array.from(values), width: binMs, color: 'neutral' },
          { kind: 'area', x, y0: low, y1: high, color: 'accent', opacity: 0.25 },
          { kind: 'line', x, y: Float32Array.from(middle), color: 'accent' },
          { kind: 'rule', x: 0, color: 'muted', dash: true },
        ],
      },
    ],
    grid: { rows: 1, columns: 1 },
    notes: [
      `Band: ${confidencePercent} % of chance counts. ${countText(pairedCount, 'spike')} of ${units[0]} have one of ${units[1]} in the window.`,
    ],
  };
}
