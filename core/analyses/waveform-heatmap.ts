import type { Panel } from '../figure/figure.ts';
import type { WaveformChannels, Waveforms } from './waveform-result.ts';

/** The mean of each unit as an image of its drawn channels over time, blue below zero and red above, to one scale. */
export function heatmapPanels({ units, sources }: Waveforms): Panel[] {
  const means = units.map(({ source, meanUv, shown }) => {
    const { columns } = sources[source] as WaveformChannels;
    const length = meanUv.length / columns.length;
    return Float32Array.from(
      { length: shown.length * length },
      (_, i) => meanUv[(i % length) * columns.length + (shown[Math.floor(i / length)] as number)] as number,
    );
  });
  let most = 0;
  for (const mean of means) for (const value of mean) if (Math.abs(value) > most) most = Math.abs(value);
  const range = [-(most || 1), most || 1] as const;
  return units.map(({ unit, source, shown }, series) => {
    const { sampleRateHz, channelIds } = sources[source] as WaveformChannels;
    const values = means[series] as Float32Array;
    const length = values.length / shown.length;
    const step = 1000 / sampleRateHz;
    const start = -Math.floor(length / 2) * step;
    return {
      row: 0,
      column: 0,
      ...(units.length > 1 ? { title: unit, titleColor: { series } } : {}),
      x: { label: 'time', unit: 'ms', domain: [start, start + length * step] },
      y: {
        label: 'channel',
        unit: '',
        domain: [0, shown.length],
        ticks: Array.from(shown, (_, i) => i + 0.5),
        tickLabels: Array.from(shown, (channel) => String(channelIds[channel])),
      },
      marks: [
        {
          kind: 'image',
          values,
          rows: shown.length,
          columns: length,
          x: [start, start + length * step],
          y: [0, shown.length],
          range,
          colormap: 'RdBu_r',
          color: 'text',
        },
        { kind: 'rule', x: 0, color: 'muted', dash: true },
      ],
      ...(series === units.length - 1
        ? { colorbar: { label: 'mean', unit: 'µV', range, colormap: 'RdBu_r' } }
        : {}),
    } satisfies Panel;
  });
}
