import type { Axis, Figure, Mark, Panel } from '../figure/figure.ts';
import { countText, numberText } from './number-text.ts';
import type { Features, UnitFeatures } from './unit-features-result.ts';

/** More names than these cannot be told apart. */
const mostNames = 24;

interface Side {
  readonly of: keyof Features;
  readonly label: string;
  readonly unit: string;
  readonly log?: boolean;
}
const rate: Side = { of: 'overallHz', label: 'rate', unit: 'Hz', log: true };
const pictures: readonly (readonly [Side, Side])[] = [
  [rate, { of: 'cv2', label: 'CV2', unit: '' }],
  [rate, { of: 'lvr', label: 'LvR', unit: '' }],
  [
    { of: 'medianMs', label: 'median interval', unit: 'ms', log: true },
    { of: 'burstIndex', label: 'burst index', unit: '' },
  ],
  [
    { of: 'cv', label: 'CV', unit: '', log: true },
    { of: 'entropyBits', label: 'entropy of intervals', unit: 'bits' },
  ],
];

/** Four views of the table, one dot a unit. */
export function featuresFigure({ units, features }: UnitFeatures): Figure {
  return {
    title: `Features of ${countText(units.length, 'unit')}`,
    alt: units
      .slice(0, mostNames)
      .map((unit, i) => {
        const { overallHz, cv2, lvr, burstIndex } = features[i]!;
        return `Unit ${unit}: ${numberText(overallHz)} Hz, CV2 ${numberText(cv2)}, LvR ${numberText(lvr)}, burst index ${numberText(burstIndex)}.`;
      })
      .join(' '),
    panels: pictures.map(([x, y], i) => panelOf(units, features, x, y, i)),
    grid: { rows: 2, columns: 2 },
    notes: ['A Poisson train has CV, CV2 and LvR of about 1; a regular one of 0.'],
  };
}

function panelOf(
  units: readonly string[],
  features: readonly Features[],
  x: Side,
  y: Side,
  place: number,
): Panel {
  const shown = units.flatMap((_, i) => {
    const [a, b] = [features[i]![x.of], features[i]![y.of]];
    return Number.isFinite(a) && Number.isFinite(b) && (!x.log || a > 0) ? [{ i, a, b }] : [];
  });
  const names = units.length <= mostNames;
  return {
    row: Math.floor(place / 2),
    column: place % 2,
    x: axisOf(
      x,
      shown.map(({ a }) => a),
    ),
    y: axisOf(
      y,
      shown.map(({ b }) => b),
    ),
    marks: shown.flatMap(({ i, a, b }): Mark[] => [
      {
        kind: 'points',
        x: Float32Array.of(a),
        y: Float32Array.of(b),
        size: 7,
        color: names ? { series: i } : 'neutral',
      },
      ...(names
        ? [
            {
              kind: 'text' as const,
              x: a,
              y: b,
              text: ` ${units[i]}`,
              anchor: 'start' as const,
              color: 'muted' as const,
            },
          ]
        : []),
    ]),
  };
}

function axisOf({ label, unit, log }: Side, values: readonly number[]): Axis {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (values.length === 0)
    return { label, unit, domain: log ? [0.1, 100] : [0, 1], ...(log ? { scale: 'log' } : {}) };
  if (log) return { label, unit, domain: [low / 1.5, high * 1.8], scale: 'log' };
  const margin = (high - low) * 0.12 || 0.1;
  return { label, unit, domain: [Math.min(0, low - margin), Math.max(0, high + margin)] };
}
