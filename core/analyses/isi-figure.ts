import type { Figure, Mark, Panel } from '../figure/figure.ts';
import { refractoryMs } from './correlogram-params.ts';
import type { Intervals, IsiParams } from './isi-params.ts';
import { countText, numberText } from './number-text.ts';
import { mostRows, restNote } from './spike-train-figure.ts';

/** One histogram per unit; the refractory time shaded, the median dashed. */
export function intervalFigure(result: Intervals, params: IsiParams): Figure {
  const units = result.units.slice(0, mostRows);
  const columns = units.length > 3 ? 2 : 1;
  const rows = Math.ceil(units.length / columns);
  const { edgesMs } = result;
  const log = params.scale === 'log';
  const domain = [edgesMs[0]!, edgesMs.at(-1)!] as const;
  const panels = units.map((unit, i): Panel => {
    const counts = result.counts[i]!;
    const highest = counts.reduce((a, b) => Math.max(a, b), 0) * 1.08 || 1;
    const [row, column] = [Math.floor(i / columns), i % columns];
    const median = result.medianMs[i]!;
    const shown = median >= domain[0] && median < domain[1];
    return {
      row,
      column,
      title: unit,
      titleColor: { series: i },
      corner: `CV ${numberText(result.cv[i]!)} · CV2 ${numberText(result.cv2[i]!)}`,
      x: {
        label: i + columns >= units.length ? 'interspike interval' : '',
        unit: 'ms',
        domain,
        ...(log ? { scale: 'log' as const } : {}),
      },
      y: { label: column === 0 ? 'intervals' : '', unit: '', domain: [0, highest] },
      marks: [
        ...(refractoryMs > domain[0] ? [refractoryBand(domain[0], highest)] : []),
        steps(edgesMs, counts, i),
        ...(shown ? [{ kind: 'rule' as const, x: median, color: 'muted' as const, dash: true }] : []),
      ],
    };
  });
  return {
    title:
      result.units.length === 1
        ? `Interspike intervals of unit ${units[0]}`
        : `Interspike intervals of ${result.units.length} units`,
    subtitle: log ? `${params.binsPerDecade} bins per decade` : `bin ${numberText(params.binMs)} ms`,
    alt: units
      .map(
        (unit, i) =>
          `Unit ${unit}: ${countText(result.intervalsMs[i]!.length, 'interval')}, median ${numberText(result.medianMs[i]!)} ms, CV ${numberText(result.cv[i]!)}, CV2 ${numberText(result.cv2[i]!)}, ${numberText(result.violationPercent[i]!)} % under ${refractoryMs} ms.`,
      )
      .join(' '),
    panels,
    grid: { rows, columns },
    legend: [
      { label: `under ${refractoryMs} ms`, color: 'warning', shape: 'area' },
      { label: 'median', color: 'muted', shape: 'dash' },
    ],
    notes: [
      units
        .map((unit, i) => `${unit}: ${numberText(result.violationPercent[i]!)} % under ${refractoryMs} ms`)
        .join(' · '),
      ...restNote(result.units.length),
    ],
  };
}

const refractoryBand = (from: number, highest: number): Mark => ({
  kind: 'area',
  x: Float32Array.of(from, refractoryMs),
  y0: Float32Array.of(0, 0),
  y1: new Float32Array(2).fill(highest),
  color: 'warning',
  opacity: 0.15,
});

/** A histogram over edges of any spacing: the outline goes along each bin from edge to edge. */
export function steps(edges: Float64Array, counts: ArrayLike<number>, series: number): Mark {
  const count = counts.length;
  const x = new Float32Array(2 * count);
  const y1 = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    x[2 * i] = edges[i]!;
    x[2 * i + 1] = edges[i + 1]!;
    y1[2 * i] = counts[i]!;
    y1[2 * i + 1] = counts[i]!;
  }
  return { kind: 'area', x, y0: new Float32Array(2 * count), y1, color: { series } };
}
