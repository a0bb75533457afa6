import type { Figure } from '../figure/figure.ts';
import { numberText } from './number-text.ts';
import { pairMatrixPanel } from './pair-matrix.ts';
import type { Stack, StackParams } from './stack-params.ts';

/** The overview of all pairs: units by depth × units by depth, coloured by the largest deviation. */
export function stackFigure(stack: Stack, { binMs, windowMs }: StackParams): Figure {
  const { sources, targets, name, peakZ, peakLagMs, shape } = stack;
  const strongest = largestOf(peakZ, 3).map((pair) => {
    const from = sources[Math.floor(pair / targets.length)];
    const to = targets[pair % targets.length];
    return `${from} to ${to} with ${numberText(peakZ[pair]!)} SD at ${numberText(peakLagMs[pair]!)} ms`;
  });
  return {
    title: `${name || 'Correlogram stack'}: ${sources.length} × ${targets.length} units`,
    subtitle: [
      `bin ${numberText(binMs)} ms`,
      `window ${numberText(windowMs)} ms`,
      'largest deviation from the outer 80 %, in SD',
    ].join(' · '),
    alt: `Largest deviations of ${shape[0]} × ${shape[1]} correlograms of ${shape[2]} bins of ${numberText(binMs)} ms${
      strongest.length > 0 ? `; strongest ${strongest.join(', ')}` : ''
    }.`,
    panels: [
      pairMatrixPanel({
        rows: sources,
        columns: targets,
        rowDepthUm: stack.sourceDepthUm,
        columnDepthUm: stack.targetDepthUm,
        values: peakZ,
        label: 'largest deviation',
        unit: 'SD',
      }),
    ],
    grid: { rows: 1, columns: 1 },
    notes: ['A unit with itself is left white; red: more spikes than the baseline, blue: fewer.'],
  };
}

/** Positions of the largest values, whatever their sign, the largest first; a quarter of a million are not sorted for three. */
function largestOf(values: Float32Array, count: number): readonly number[] {
  const found: number[] = [];
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const last = found[count - 1];
    if (last !== undefined && Math.abs(values[last]!) >= Math.abs(value)) return;
    const place = found.findIndex((other) => Math.abs(values[other]!) < Math.abs(value));
    found.splice(place < 0 ? found.length : place, 0, i);
    found.length = Math.min(found.length, count);
  });
  return found;
}
