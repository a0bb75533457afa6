import type { Color, Mark, Panel } from '../figure/figure.ts';
import { histogram, histogramEdges } from '../kernels/histogram.ts';

export interface HistogramSetting {
  readonly row: number;
  readonly column: number;
  /** What is counted by, with its unit, on the horizontal axis. */
  readonly label: string;
  readonly unit: string;
  /** What is counted: `batches`, `units`. */
  readonly counted: string;
  /** Whole numbers: a bar for each. */
  readonly whole?: boolean;
  /** Shown at least; widened to hold every value. */
  readonly domain?: readonly [number, number];
  readonly marks?: readonly Mark[];
  readonly title?: string;
}

/** Histograms of one or more sets of values over each other, with common bins; values that are not finite are left out. */
export function histogramPanel(
  sets: readonly { readonly values: Float64Array; readonly color: Color }[],
  { row, column, label, unit, counted, whole = false, domain, marks = [], title }: HistogramSetting,
): Panel {
  const finite = sets.map(({ values }) => values.filter(Number.isFinite));
  const { start, width, count } = histogramEdges(
    Float64Array.from([...finite.flatMap((values) => [...values]), ...(domain ?? [])]),
    whole,
  );
  const bars = finite.map((values, i): Mark => {
    const y = Float32Array.from(histogram(values, start, width, count));
    return {
      kind: 'bars',
      x: { start: start + width / 2, step: width },
      y,
      width,
      color: sets[i]!.color,
      opacity: i === 0 && sets.length > 1 ? 0.5 : 1,
    };
  });
  const highest = bars.reduce(
    (most, mark) => (mark.kind === 'bars' ? mark.y.reduce((a, b) => Math.max(a, b), most) : most),
    0,
  );
  return {
    row,
    column,
    ...(title === undefined ? {} : { title }),
    x: { label, unit, domain: [start, start + width * count] },
    y: { label: counted, unit: '', domain: [0, highest * 1.08 || 1] },
    marks: [...bars, ...marks],
  };
}
