import type { Figure, Panel } from '../figure/figure.ts';
import type { Csd, CsdParams } from './csd-params.ts';
import { countText, numberText } from './number-text.ts';

/** Left the potentials of the levels in colours, right the current source density, both over time and depth. */
export function csdFigure(result: Csd, { conductivity, spacingUm }: CsdParams): Figure {
  const { stream, startS, fromMs, eventCount, sampleRateHz, depthsUm, csd, potentialsUv } = result;
  const samples = csd.length / depthsUm.length;
  const durationMs = (1000 * samples) / sampleRateHz;
  let deepest = 0;
  csd.forEach((value, i) => {
    if (value < (csd[deepest] ?? 0) || Number.isNaN(csd[deepest])) deepest = i;
  });
  const sinkUm = depthsUm[Math.floor(deepest / samples)] ?? Number.NaN;
  const sinkMs = fromMs + (1000 * (deepest % samples)) / sampleRateHz;
  const timesMs = [fromMs, fromMs + durationMs] as const;
  return {
    title: `Current source density of ${stream}`,
    subtitle: [
      startS === null
        ? `mean of ${countText(eventCount ?? 0, 'event')}`
        : `${numberText(durationMs)} ms from ${startS.toFixed(3)} s`,
      `${countText(depthsUm.length, 'level')} every ${numberText(spacingUm)} µm`,
      `conductivity ${numberText(conductivity)} S/m`,
      ...result.steps,
    ].join(' · '),
    alt: `Potential and current source density of ${countText(depthsUm.length, 'level')} along a shank of ${stream}. ${
      Number.isNaN(csd[deepest])
        ? 'No level has neighbours on both sides.'
        : `The strongest sink, ${numberText(csd[deepest] ?? 0)} µA/mm³, is ${numberText(sinkUm)} µm above the tip ${
            eventCount === null || sinkMs >= 0
              ? `after ${numberText(sinkMs)} ms`
              : `${numberText(-sinkMs)} ms before the event`
          }.`
    }`,
    panels: [
      panel(0, potentialsUv, result, timesMs, { label: 'potential', unit: 'µV' }),
      panel(1, csd, result, timesMs, { label: 'sink − source +', unit: 'µA/mm³' }),
    ],
    grid: { rows: 1, columns: 2 },
  };
}

function panel(
  column: number,
  values: Float32Array,
  { depthsUm, eventCount }: Csd,
  timesMs: readonly [number, number],
  words: { label: string; unit: string },
): Panel {
  const levels = depthsUm.length;
  const sizes = values
    .filter((value) => !Number.isNaN(value))
    .map(Math.abs)
    .sort();
  const size = sizes[Math.floor(0.995 * (sizes.length - 1))] || 1;
  const half = ((depthsUm[1] ?? 1) - (depthsUm[0] ?? 0)) / 2;
  const y = [(depthsUm[0] ?? 0) - half, (depthsUm[levels - 1] ?? 1) + half] as const;
  const range = [-size, size] as const;
  return {
    row: 0,
    column,
    x: { label: eventCount === null ? 'time' : 'time from the event', unit: 'ms', domain: timesMs },
    y: { label: 'depth', unit: 'µm', domain: y },
    marks: [
      {
        kind: 'image',
        values,
        rows: levels,
        columns: values.length / levels,
        x: timesMs,
        y,
        range,
        colormap: 'RdBu_r',
        color: 'text',
      },
      ...(eventCount === null ? [] : [{ kind: 'rule', x: 0, color: 'text', dash: true } as const]),
    ],
    colorbar: { ...words, range, colormap: 'RdBu_r' },
  };
}
