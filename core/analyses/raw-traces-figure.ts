import type { Figure, LineMark, Mark, Panel } from '../figure/figure.ts';
import { subtractChannelMedians } from '../kernels/common-reference.ts';
import { countText, numberText, roundLength } from './number-text.ts';
import type { RawTraces, RawTracesParams } from './raw-traces-params.ts';

/** More points on a line than this cannot be told apart: then the lowest and highest value of each column is drawn. */
const mostPoints = 3000;
const mostCells = 1500;

/** One line per channel, the deepest lowest and shank beside shank from below, or voltages in colours. */
export function rawTracesFigure(result: RawTraces, params: RawTracesParams): Figure {
  const { stream, startSample, sampleRateHz, channelIds, overlays } = result;
  const width = channelIds.length;
  const length = result.valuesUv.length / width;
  const values = result.valuesUv.slice();
  subtractChannelMedians(values, width);
  const order = depthOrder(result);
  const size = quantile(values, 0.995);
  const startS = startSample / sampleRateHz;
  const spikes = overlays.reduce((sum, { samples }) => sum + samples.length, 0);
  const durationMs = (1000 * length) / sampleRateHz;
  const panel =
    params.show === 'heatmap'
      ? heatmap(result, values, order, size)
      : lines(result, values, order, params.offsetUv ?? Math.max(1, 1.5 * size), params);
  return {
    title: `Raw traces of ${stream}`,
    subtitle: [
      `${numberText(durationMs)} ms from ${startS.toFixed(3)} s`,
      countText(width, 'channel'),
      ...result.steps,
    ].join(' · '),
    alt: `${countText(width, 'channel')} of ${stream} over ${numberText(durationMs)} ms from ${startS.toFixed(3)} s, ${result.steps.length === 0 ? 'as recorded' : result.steps.join(', ')}. 99 of 100 values lie within ${numberText(quantile(values, 0.99))} µV of the median of their channel.${overlays.length > 0 ? ` ${countText(spikes, 'spike')} of ${countText(overlays.length, 'unit')} ${spikes === 1 ? 'is' : 'are'} drawn over them: ${overlays.map(({ unit, samples }) => `${samples.length} of unit ${unit}`).join(', ')}.` : ''}`,
    panels: [panel],
    grid: { rows: 1, columns: 1 },
    ...(overlays.length > 0
      ? {
          legend: overlays.map(({ unit, peakChannel }, series) => ({
            label: `${unit} (channel ${peakChannel})`,
            color: { series },
            shape: 'line' as const,
          })),
        }
      : {}),
    notes: ['Each channel is drawn about its median over the stretch; files hold the values themselves.'],
  };
}

/** Rows of the result from the lowest site up, shank after shank; by number where positions are not known. */
function depthOrder({ sites, channelIds }: RawTraces): number[] {
  const rank = (row: number) => sites[row];
  return Array.from(channelIds.keys()).sort((a, b) => {
    const [p, q] = [rank(a), rank(b)];
    if (!p || !q) return (channelIds[a] as number) - (channelIds[b] as number);
    return p.shank - q.shank || p.yUm - q.yUm || p.xUm - q.xUm;
  });
}

function lines(
  result: RawTraces,
  values: Float32Array,
  order: readonly number[],
  offset: number,
  { overlayWindowSamples }: RawTracesParams,
): Panel {
  const { channelIds, sampleRateHz, overlays } = result;
  const width = channelIds.length;
  const length = values.length / width;
  const stepMs = 1000 / sampleRateHz;
  const heightOf = new Map(order.map((row, height) => [row, height * offset]));
  const columns = length > mostPoints ? Math.ceil(mostPoints / 2) : 0;
  const points = columns > 0 ? 2 * columns : length;
  const y = new Float32Array(points * width);
  order.forEach((row, height) => {
    const line = y.subarray(height * points, (height + 1) * points);
    if (columns > 0) extremes(values, row, width, line);
    else for (let s = 0; s < length; s++) line[s] = values[s * width + row] as number;
    for (let i = 0; i < points; i++) line[i] = (line[i] as number) + height * offset;
  });
  const endMs = length * stepMs;
  const marks: Mark[] = [
    {
      kind: 'line',
      x: columns > 0 ? { start: 0, step: endMs / points } : { start: 0, step: stepMs },
      y,
      pointCount: points,
      color: overlays.length > 0 ? 'neutral' : 'text',
      width: width > 64 ? 0.4 : 0.7,
    },
    ...overlays.map(({ samples, channels }, series): LineMark => {
      const half = Math.floor(overlayWindowSamples / 2);
      const xs: number[] = [];
      const ys: number[] = [];
      for (const row of channels)
        for (const spike of samples) {
          const first = Math.max(0, Math.ceil(spike - half));
          const last = Math.min(length, Math.floor(spike - half + overlayWindowSamples));
          for (let s = first; s < last; s++) {
            xs.push(s * stepMs);
            ys.push((values[s * width + row] as number) + (heightOf.get(row) ?? 0));
          }
          xs.push(Number.NaN);
          ys.push(Number.NaN);
        }
      return {
        kind: 'line',
        x: Float32Array.from(xs),
        y: Float32Array.from(ys),
        color: { series },
        width: 1.3,
      };
    }),
  ];
  const barUv = roundLength(Math.max(2 * offset, width * offset * 0.08));
  return {
    row: 0,
    column: 0,
    x: { label: 'time', unit: 'ms', domain: [0, endMs] },
    y: {
      label: 'channel',
      unit: '',
      domain: [-1.5 * offset, (width + 0.5) * offset],
      ticks: order.map((_, height) => height * offset),
      tickLabels: order.map((row) => String(channelIds[row])),
    },
    marks,
    scaleBars: { y: { length: barUv, label: `${numberText(barUv)} µV` } },
  };
}

/** Lowest and highest value of equal parts of a channel, in turn. */
function extremes(values: Float32Array, row: number, width: number, out: Float32Array): void {
  const length = values.length / width;
  const columns = out.length / 2;
  for (let c = 0; c < columns; c++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    const last = Math.floor(((c + 1) * length) / columns);
    for (let s = Math.floor((c * length) / columns); s < last; s++) {
      const value = values[s * width + row] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    out[2 * c] = low;
    out[2 * c + 1] = high;
  }
}

/** Each cell has the value of its time that is farthest from zero. */
function heatmap(
  { channelIds, sites, sampleRateHz, overlays }: RawTraces,
  values: Float32Array,
  order: readonly number[],
  size: number,
): Panel {
  const width = channelIds.length;
  const length = values.length / width;
  const columns = Math.min(length, mostCells);
  const cells = new Float32Array(width * columns);
  order.forEach((row, height) => {
    for (let c = 0; c < columns; c++) {
      let farthest = 0;
      const last = Math.floor(((c + 1) * length) / columns);
      for (let s = Math.floor((c * length) / columns); s < last; s++) {
        const value = values[s * width + row] as number;
        if (Math.abs(value) > Math.abs(farthest)) farthest = value;
      }
      cells[height * columns + c] = farthest;
    }
  });
  const endMs = (1000 * length) / sampleRateHz;
  const range = [-(size || 1), size || 1] as const;
  const heightOf = new Map(order.map((row, height) => [row, height + 0.5]));
  const placed = sites.every((site) => site !== null);
  return {
    row: 0,
    column: 0,
    x: { label: 'time', unit: 'ms', domain: [0, endMs] },
    y: {
      label: placed ? 'depth' : 'channel',
      unit: placed ? 'µm' : '',
      domain: [0, width],
      ticks: order.map((_, height) => height + 0.5),
      tickLabels: order.map((row) => (placed ? numberText(sites[row]?.yUm ?? 0) : String(channelIds[row]))),
    },
    marks: [
      {
        kind: 'image',
        values: cells,
        rows: width,
        columns,
        x: [0, endMs],
        y: [0, width],
        range,
        colormap: 'RdBu_r',
        color: 'text',
      },
      ...overlays.map(({ samples, channels }, series): Mark => {
        const inside = samples.filter((sample) => sample >= 0 && sample < length);
        const heights = Array.from(channels, (row) => heightOf.get(row) ?? 0);
        const middle = heights.reduce((sum, height) => sum + height, 0) / Math.max(1, heights.length);
        return {
          kind: 'points',
          x: Float32Array.from(heights.length > 0 ? inside : [], (sample) => (1000 * sample) / sampleRateHz),
          y: new Float32Array(heights.length > 0 ? inside.length : 0).fill(middle),
          size: 9,
          shape: 'circle',
          hollow: true,
          color: { series },
        };
      }),
    ],
    colorbar: { label: 'voltage', unit: 'µV', range, colormap: 'RdBu_r' },
  };
}

/** Of the sizes of the values, from a thousandth of them. */
function quantile(values: Float32Array, share: number): number {
  const step = Math.max(1, Math.floor(values.length / 20_000)) | 1;
  const sizes = new Float32Array(Math.ceil(values.length / step));
  for (let i = 0; i < sizes.length; i++) sizes[i] = Math.abs(values[i * step] as number);
  sizes.sort();
  return sizes[Math.floor(share * (sizes.length - 1))] ?? 0;
}
