import type { Figure, Panel } from '../figure/figure.ts';
import type { LfpSpectrum } from './lfp-spectrum-params.ts';
import { countText, numberText } from './number-text.ts';

const decibels = (density: number): number => 10 * Math.log10(Math.max(density, 1e-12));

/** Left the spectra of the channels in colours, the lowest site lowest and shank beside shank from below; right their mean. */
export function lfpSpectrumFigure(result: LfpSpectrum): Figure {
  const { stream, startS, endS, segmentCount, frequenciesHz, channelIds, density } = result;
  const bins = frequenciesHz.length;
  const step = frequenciesHz[1] ?? 1;
  const mean = Float64Array.from(frequenciesHz, (_, bin) => {
    let sum = 0;
    for (let k = 0; k < channelIds.length; k++) sum += density[k * bins + bin]!;
    return sum / channelIds.length;
  });
  // The mean was subtracted: of the first frequency nothing is left to be seen.
  const peak = mean.subarray(1).reduce((best, value, i) => (value > mean[best]! ? i + 1 : best), 1);
  return {
    title: `LFP spectrum of ${stream}`,
    subtitle: `${numberText(endS - startS)} s from ${startS.toFixed(1)} s · ${countText(segmentCount, 'segment')} of ${numberText(1 / step)} s · every ${numberText(step)} Hz`,
    alt: `Power spectral density of ${countText(channelIds.length, 'channel')} of ${stream} up to ${numberText(frequenciesHz.at(-1) ?? 0)} Hz. On average it is highest at ${numberText(frequenciesHz[peak] ?? 0)} Hz, with ${numberText(mean[peak] ?? 0)} µV²/Hz.`,
    panels: [byDepth(result), average(result, mean)],
    grid: { rows: 1, columns: 2, columnWeights: [2, 1] },
  };
}

function byDepth({ frequenciesHz, channelIds, depthsUm, density }: LfpSpectrum): Panel {
  const bins = frequenciesHz.length;
  const width = channelIds.length;
  const step = frequenciesHz[1] ?? 1;
  const values = density.map(decibels);
  const shown = Float32Array.from(values.filter((_, i) => i % bins > 0)).sort();
  const range = [shown[Math.floor(0.01 * shown.length)] ?? 0, shown.at(-1) ?? 1] as const;
  const placed = depthsUm.every((depth) => !Number.isNaN(depth));
  const end = bins * step - step / 2;
  return {
    row: 0,
    column: 0,
    x: { label: 'frequency', unit: 'Hz', domain: [0, end] },
    y: {
      label: placed ? 'depth' : 'channel',
      unit: placed ? 'µm' : '',
      domain: [0, width],
      ticks: Array.from(channelIds, (_, k) => k + 0.5),
      tickLabels: Array.from(channelIds, (id, k) => (placed ? numberText(depthsUm[k]!) : String(id))),
    },
    marks: [
      {
        kind: 'image',
        values,
        rows: width,
        columns: bins,
        x: [-step / 2, end],
        y: [0, width],
        range,
        colormap: 'viridis',
        color: 'text',
      },
    ],
    colorbar: { label: 'power', unit: 'dB', range, colormap: 'viridis' },
  };
}

function average({ frequenciesHz }: LfpSpectrum, mean: Float64Array): Panel {
  const step = frequenciesHz[1] ?? 1;
  const y = Float32Array.from(mean.subarray(1), decibels);
  const [low, high] = [Math.min(...y), Math.max(...y)];
  return {
    row: 0,
    column: 1,
    title: 'mean of the channels',
    x: { label: 'frequency', unit: 'Hz', domain: [0, frequenciesHz.at(-1) ?? 1] },
    y: { label: 'power', unit: 'dB re 1 µV²/Hz', domain: [low - 2, high + 2] },
    marks: [{ kind: 'line', x: { start: step, step }, y, color: 'text' }],
  };
}
