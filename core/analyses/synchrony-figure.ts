import type { Figure } from '../figure/figure.ts';
import { numberText } from './number-text.ts';
import { measures, type Synchrony, type SynchronyParams } from './synchrony-params.ts';

/** The matrix of all pairs as a heat map, the colours symmetric about what independent units would give. */
export function synchronyFigure({ units, depthUm, values }: Synchrony, params: SynchronyParams): Figure {
  const { label, unit, neutral, least } = measures[params.measure];
  const count = units.length;
  const known = [...values].filter((value) => Number.isFinite(value));
  const reach =
    Math.max(least, colorEnd(known.map((value) => Math.abs(value - neutral)).sort((a, b) => a - b))) || 1;
  const range = [neutral - reach, neutral + reach] as const;
  const ticks = units.map((_, i) => i + 0.5);
  const axis = { unit: '', ticks, tickLabels: units };
  const byDepth = params.order === 'depth' && !depthUm.every(Number.isNaN);
  const name = byDepth ? 'unit, by depth' : 'unit';
  return {
    title: `Synchrony of ${count} units`,
    subtitle: `${params.measure} · ${scaleText(params)}`,
    alt: `Matrix of ${count} units by ${params.measure}. ${strongest(units, values, unit)}`,
    panels: [
      {
        row: 0,
        column: 0,
        x: { ...axis, label: name, domain: [0, count] },
        y: { ...axis, label: name, domain: [count, 0] },
        marks: [
          {
            kind: 'image',
            values: Float32Array.from(values),
            rows: count,
            columns: count,
            x: [0, count],
            y: [0, count],
            range,
            colormap: 'RdBu_r',
            color: 'text',
          },
        ],
        colorbar: { label, unit, range, colormap: 'RdBu_r' },
        equalAspect: true,
      },
    ],
    grid: { rows: 1, columns: 1 },
    notes: [
      `White is what independent units would give, ${neutral}; units are not compared with themselves.`,
    ],
  };
}

function scaleText(params: SynchronyParams): string {
  switch (params.measure) {
    case 'tiling':
    case 'correlation-index':
      return `within ±${numberText(params.coincidenceMs)} ms`;
    case 'pearson':
    case 'covariance':
      return `counts in bins of ${numberText(params.countBinMs)} ms`;
    default:
      return `middle ${numberText(params.syncMs)} of ${numberText(params.windowMs)} ms · bin ${numberText(params.binMs)} ms`;
  }
}

/** A few giants must not make all others pale. */
function colorEnd(sizes: readonly number[]): number {
  const share = (part: number) => sizes[Math.floor(part * (sizes.length - 1))] ?? 0;
  return Math.min(share(1), Math.max(share(0.98), 4 * share(0.5))) || share(1);
}

function strongest(units: readonly string[], values: Float64Array, unit: string): string {
  let best = -1;
  values.forEach((value, i) => {
    if (Number.isFinite(value) && (best === -1 || value > values[best]!)) best = i;
  });
  if (best === -1) return 'No pair could be measured.';
  const [from, to] = [units[Math.floor(best / units.length)], units[best % units.length]];
  return `Largest ${numberText(values[best]!)}${unit && ` ${unit}`} for ${from} and ${to}.`;
}
