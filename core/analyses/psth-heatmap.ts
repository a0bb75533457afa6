import type { Figure, Panel } from '../figure/figure.ts';
import { ParameterError } from '../model/errors.ts';
import { lineMarks } from './psth-marks.ts';
import { type Psth, type PsthParams, quantityOf } from './psth-params.ts';

type Drawn = Pick<Figure, 'panels' | 'grid'> & { readonly notes: readonly string[] };

/** One map of units by time per kind of event, all on one scale of colours. */
export function heatmapPanels(result: Psth, params: PsthParams): Drawn {
  const { units, events, edgesMs, values } = result;
  const bins = edgesMs.length - 1;
  const { label, unit } = quantityOf(params);
  const colormap = mapName(params);
  const range = colorRange(values, params);
  const [from, to] = [edgesMs[0] as number, edgesMs.at(-1) as number];
  const inRow = params.transpose;
  const panels = events.map(({ name, trialCount }, k): Panel => {
    const image = new Float32Array(units.length * bins);
    units.forEach((_, u) => {
      const start = (u * events.length + k) * bins;
      image.set(values.subarray(start, start + bins), u * bins);
    });
    return {
      row: inRow ? 0 : k,
      column: inRow ? k : 0,
      title: name,
      corner: `${trialCount} trial${trialCount === 1 ? '' : 's'}`,
      x: { label: 'time from event', unit: 'ms', domain: [from, to] },
      y: {
        label: 'unit',
        unit: '',
        domain: [units.length, 0],
        ticks: units.map((_, u) => u + 0.5),
        tickLabels: units,
      },
      marks: [
        {
          kind: 'image',
          values: image,
          rows: units.length,
          columns: bins,
          x: [from, to],
          y: [0, units.length],
          range,
          colormap,
          color: 'text',
        },
        ...lineMarks(params),
      ],
      colorbar: { label, unit, range, colormap },
    };
  });
  const count = events.length;
  return { panels, grid: { rows: inRow ? 1 : count, columns: inRow ? count : 1 }, notes: [] };
}

const mapName = (params: PsthParams): string => params.colormap || (isSigned(params) ? 'RdBu_r' : 'viridis');

const isSigned = (params: PsthParams) => quantityOf(params).quantity !== 'rate';

/**
 * From a tenth inside the lowest value to a tenth inside the highest, as npyx has it, so that a single bin does not bleach
 * all others; or as far on both sides of `center` (0 where values have a sign) as the farther of the two.
 */
function colorRange(values: Float64Array, params: PsthParams): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const inside = Math.max(0, 0.1 * (most - least)) || 0;
  const center = params.center ?? (isSigned(params) ? 0 : null);
  let [low, high] = most >= least ? [least + inside, most - inside] : [0, 1];
  if (center !== null) {
    const reach = Math.max(Math.abs(high - center), Math.abs(low - center)) || 1;
    [low, high] = [center - reach, center + reach];
  }
  const [from, to] = [params.yMin ?? low, params.yMax ?? (high > low ? high : low + 1)];
  if (from >= to) throw new ParameterError(`yMin: ${from} is not below yMax, ${to}`);
  return [from, to];
}
