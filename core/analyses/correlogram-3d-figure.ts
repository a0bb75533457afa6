import type { Figure } from '../figure/figure.ts';
import type { Correlogram3d, Correlogram3dParams } from './correlogram-3d-params.ts';
import { countText, numberText } from './number-text.ts';

const unitOf = { hertz: ['rate', 'Hz'], probability: ['probability', ''], counts: ['spikes', ''] } as const;

/** Rate class × lag as an image, slow classes below; of log bins the positive lags on a log axis. */
export function correlogram3dFigure(result: Correlogram3d, params: Correlogram3dParams): Figure {
  const { units, lagsMs, classRatesHz, spikesPerClass } = result;
  const rows = classRatesHz.length;
  const isLog = params.logBins !== null;
  const first = isLog ? (lagsMs.length + 1) / 2 : 0;
  const columns = lagsMs.length - first;
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++)
    values.set(result.values.subarray(row * lagsMs.length + first, (row + 1) * lagsMs.length), row * columns);
  const highest = values.reduce((most, value) => (value > most ? value : most), 0);
  const [label, unit] = unitOf[params.normalize];
  const [start, end] = isLog
    ? [params.binMs / 2, params.windowMs / 2]
    : [lagsMs[0]! - params.binMs / 2, lagsMs.at(-1)! + params.binMs / 2];
  const range = [0, highest || 1] as const;
  const title = units.length === 1 ? `unit ${units[0]}` : `${units[0]} → ${units[1]}`;
  return {
    title: `Correlogram by firing rate: ${title}`,
    subtitle: [
      isLog ? `${params.logBins} log bins` : `bin ${numberText(params.binMs)} ms`,
      `window ${numberText(params.windowMs)} ms`,
      `rate over ${numberText(params.smoothMs)} ms`,
    ].join(' · '),
    alt: `Correlograms of ${title} in ${rows} classes of firing rate from ${numberText(classRatesHz[0]!)} to ${numberText(classRatesHz[rows - 1]!)} Hz, ${countText(
      spikesPerClass.reduce((sum, count) => sum + count, 0),
      'spike',
    )} in all; largest value ${numberText(highest)}${unit && ` ${unit}`}.`,
    panels: [
      {
        row: 0,
        column: 0,
        x: { label: 'lag', unit: 'ms', domain: [start, end], ...(isLog ? { scale: 'log' as const } : {}) },
        y: {
          label: 'mean rate of the class',
          unit: 'Hz',
          domain: [0, rows],
          ticks: Array.from({ length: rows }, (_, row) => row + 0.5),
          tickLabels: Array.from(classRatesHz, (rate) => numberText(rate)),
        },
        marks: [
          {
            kind: 'image',
            values,
            rows,
            columns,
            x: [start, end],
            y: [0, rows],
            range,
            colormap: 'viridis',
            color: 'text',
          },
        ],
        colorbar: { label, unit, range, colormap: 'viridis' },
      },
    ],
    grid: { rows: 1, columns: 1 },
    notes: [
      `Spikes per class: ${spikesPerClass.join(', ')}. The last class holds all that are faster than its lower edge.`,
    ],
  };
}
