import type { Figure, Panel } from '../figure/figure.ts';
import { toZscore } from '../kernels/normalize-correlogram.ts';
import { countText, numberText } from './number-text.ts';
import { pairMatrixPanel } from './pair-matrix.ts';
import type { Stack, StackParams } from './stack-params.ts';

/** The overview of all pairs: units by depth × units by depth, coloured by how far each is beyond chance. */
export function stackFigure(stack: Stack, { binMs, windowMs, show }: StackParams): Figure {
  const { sources, targets, name, paired, peakZ, peakLagMs, shape } = stack;
  const told = new Set<string>();
  const strongest = largestOf(peakZ, 6).flatMap((pair) => {
    const from = sources[paired ? pair : Math.floor(pair / targets.length)]!;
    const to = targets[paired ? pair : pair % targets.length]!;
    // By chance one pair in twenty has as much; and each is there twice where sources are targets.
    if (Math.abs(peakZ[pair]!) < 1.96 || told.has(`${to} ${from}`)) return [];
    told.add(`${from} ${to}`);
    return [`${from} to ${to} with ${numberText(peakZ[pair]!)} SD at ${numberText(peakLagMs[pair]!)} ms`];
  });
  return {
    title: `${name || 'Correlogram stack'}: ${paired ? countText(sources.length, 'pair') : `${sources.length} × ${targets.length} units`}`,
    subtitle: [
      `bin ${numberText(binMs)} ms`,
      `window ${numberText(windowMs)} ms`,
      paired
        ? 'deviation from the outer 80 %, in SD'
        : show === 'asymmetry'
          ? 'spikes after less spikes before, in SD of chance'
          : 'largest peak or trough, in SD beyond chance',
    ].join(' · '),
    alt: `Largest peaks and troughs of ${shape.slice(0, -1).join(' × ')} correlograms of ${shape.at(-1)} bins of ${numberText(binMs)} ms${
      strongest.length > 0 ? `; strongest ${strongest.join(', ')}` : ''
    }.`,
    panels: [
      paired
        ? pairsPanel(stack, binMs)
        : pairMatrixPanel({
            rows: sources,
            columns: targets,
            rowDepthUm: stack.sourceDepthUm,
            columnDepthUm: stack.targetDepthUm,
            rowShank: stack.sourceShank,
            columnShank: stack.targetShank,
            values: show === 'asymmetry' ? stack.asymmetry : peakZ,
            label: show === 'asymmetry' ? 'asymmetry' : 'beyond chance',
            unit: 'SD',
            leastEnd: 6,
          }),
    ],
    grid: { rows: 1, columns: 1 },
    notes: [
      `${paired ? '' : 'A unit with itself is left blank. '}${
        !paired && show === 'asymmetry'
          ? 'Red: the column unit fires rather after the row unit, blue: before it.'
          : 'Red: more spikes than the baseline, blue: fewer.'
      }${paired || show === 'asymmetry' ? '' : ` ${chanceNote}`}`,
    ],
  };
}

const chanceNote =
  'SD are those of a normal distribution, corrected for the number of bins: of independent pairs at most 5 % are beyond ±2.';

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

/** One row of colours for each pair, the first on top: its correlogram over lags. */
function pairsPanel({ sources, targets, values, lagsMs, shape }: Stack, binMs: number): Panel {
  const [rows, columns] = shape as [number, number];
  const image = new Float32Array(rows * columns);
  sources.forEach((source, row) => {
    // The baseline's spread does not tell of an autocorrelogram, whose middle is empty by definition.
    const own = values?.subarray(row * columns, (row + 1) * columns);
    image.set(
      own && source !== targets[row]
        ? toZscore(Float64Array.from(own))
        : Array<number>(columns).fill(Number.NaN),
      row * columns,
    );
  });
  const end = image.reduce((most, z) => Math.max(most, Math.abs(z) || 0), 0) || 1;
  const range = [-end, end] as const;
  return {
    row: 0,
    column: 0,
    x: { label: 'lag', unit: 'ms', domain: [lagsMs[0]! - binMs / 2, lagsMs.at(-1)! + binMs / 2] },
    y: {
      label: 'pair',
      unit: '',
      domain: [rows, 0],
      ticks: sources.map((_, row) => row + 0.5),
      tickLabels: sources.map((source, row) => `${source} → ${targets[row]}`),
    },
    marks: [
      {
        kind: 'image',
        values: image,
        rows,
        columns,
        x: [lagsMs[0]! - binMs / 2, lagsMs.at(-1)! + binMs / 2],
        y: [0, rows],
        range,
        colormap: 'RdBu_r',
        color: 'text',
      },
    ],
    colorbar: { label: 'deviation', unit: 'SD', range, colormap: 'RdBu_r' },
  };
}
