import type { Figure, Panel } from '../figure/figure.ts';
import { countText, numberText } from './number-text.ts';

export interface JointPsth {
  readonly units: readonly [string, string];
  readonly edgesMs: Float64Array;
  readonly events: readonly {
    readonly name: string;
    readonly trialCount: number;
    /** (bins × bins): bins of the first unit by bins of the second. */
    readonly matrix: Float64Array;
    /** Means along the diagonals: the second unit from bins − 1 before to bins − 1 after the first. */
    readonly byLag: Float64Array;
  }[];
}

type Measure = { readonly measure: 'correlation' | 'covariance' | 'counts'; readonly binMs: number };

const nameOf = { correlation: 'correlation', covariance: 'covariance', counts: 'product' } as const;

/** Per kind of event: the matrix, what lies along its diagonal (both units at once), and its means by lag. */
export function jointFigure({ units, edgesMs, events }: JointPsth, { measure, binMs }: Measure): Figure {
  const bins = edgesMs.length - 1;
  const [from, to] = [edgesMs[0] as number, edgesMs[bins] as number];
  const label = nameOf[measure];
  const reach = Math.max(1e-12, ...events.map(({ matrix }) => reachOf(matrix)));
  const range: [number, number] = measure === 'counts' ? [0, reach] : [-reach, reach];
  const colormap = measure === 'counts' ? 'viridis' : 'RdBu_r';
  const panels = events.flatMap(({ name, trialCount, matrix, byLag }, row): Panel[] => {
    // The image's rows are the second unit's time, so that the first one's runs to the right.
    const image = new Float32Array(bins * bins);
    for (let i = 0; i < bins; i++)
      for (let j = 0; j < bins; j++) image[j * bins + i] = matrix[i * bins + j] as number;
    const time = { unit: 'ms', domain: [from, to] as const };
    const diagonal = Float32Array.from({ length: bins }, (_, i) => matrix[i * bins + i] as number);
    const start = from + binMs / 2;
    // Means over fewer bins than half the window are mostly noise.
    const half = bins >> 1;
    return [
      {
        row: 2 * row,
        column: 0,
        rowSpan: 2,
        title: name,
        corner: countText(trialCount, 'trial'),
        equalAspect: true,
        x: { label: `time of ${units[0]}`, ...time },
        y: { label: `time of ${units[1]}`, ...time },
        marks: [
          {
            kind: 'image',
            values: image,
            rows: bins,
            columns: bins,
            x: [from, to],
            y: [from, to],
            range,
            colormap,
            color: 'text',
          },
          { kind: 'rule', x: 0, color: 'muted', dash: true },
          { kind: 'rule', y: 0, color: 'muted', dash: true },
        ],
        colorbar: { label, unit: '', range, colormap },
      },
      curve(2 * row, 'both at once', 'time from event', [from, to], { start, step: binMs }, diagonal, label),
      curve(
        2 * row + 1,
        `${units[1]} after ${units[0]}`,
        'lag',
        [-(half + 0.5) * binMs, (half + 0.5) * binMs],
        { start: -half * binMs, step: binMs },
        Float32Array.from(byLag.subarray(bins - 1 - half, bins + half)),
        label,
        [-half * binMs, 0, half * binMs],
      ),
    ];
  });
  return {
    title: `Units ${units[0]} and ${units[1]} together around ${events.length === 1 ? events[0]?.name : `${events.length} kinds of events`}`,
    subtitle: `bin ${numberText(binMs)} ms · ${measure === 'counts' ? 'mean product of counts' : `${label} less the shift predictor`}`,
    alt: `Joint peri-stimulus time histogram of units ${units[0]} and ${units[1]}, ${numberText(from)} to ${numberText(to)} ms. ${events
      .map(({ name, trialCount, byLag }) => {
        const peak = byLag.reduce(
          (best, value, i) =>
            Math.abs(value) > Math.abs(byLag[best] as number) || Number.isNaN(byLag[best]) ? i : best,
          0,
        );
        return `${name}, ${countText(trialCount, 'trial')}: mean ${label} at lag 0 ${numberText(byLag[bins - 1] as number)}, strongest ${numberText(byLag[peak] as number)} at ${numberText((peak - bins + 1) * binMs)} ms.`;
      })
      .join(' ')}`,
    panels,
    grid: { rows: 2 * events.length, columns: 2, columnWeights: [1.2, 1] },
    notes: [
      'Positive lag: the second unit fires after the first. Bins in which a unit always fires alike are blank.',
    ],
  };
}

/** How far values go from zero, but for the outermost 1 %. */
function reachOf(matrix: Float64Array): number {
  const sizes = matrix
    .filter((value) => !Number.isNaN(value))
    .map(Math.abs)
    .sort();
  return sizes[Math.floor(0.99 * (sizes.length - 1))] ?? 0;
}

function curve(
  row: number,
  title: string,
  label: string,
  domain: readonly [number, number],
  x: { start: number; step: number },
  y: Float32Array,
  yLabel: string,
  ticks?: readonly number[],
): Panel {
  const finite = y.filter((value) => !Number.isNaN(value));
  const low = Math.min(0, ...finite);
  const high = Math.max(0, ...finite);
  return {
    row,
    column: 1,
    title,
    x: { label, unit: 'ms', domain, ...(ticks ? { ticks } : {}) },
    y: {
      label: yLabel,
      unit: '',
      domain: high > low ? [low * 1.1, high * 1.1] : [-1, 1],
    },
    marks: [
      { kind: 'rule', y: 0, color: 'faint' },
      { kind: 'rule', x: 0, color: 'muted', dash: true },
      { kind: 'bars', x, y, width: x.step, color: 'neutral' },
    ],
  };
}
