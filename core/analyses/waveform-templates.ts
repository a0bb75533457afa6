import type { UnitWaveforms, WaveformChannels } from './waveform-result.ts';
import type { WaveformTrace } from './waveform-trace.ts';

/**
 * The sorter's templates of a unit as traces over its mean: scaled so that their height on the peak channel is the mean's,
 * and moved so that their largest value there is at its. Channels that the sorter did not use have none.
 */
export function templateTraces(
  { templates, meanUv, peak, shown }: UnitWaveforms,
  { columns }: Pick<WaveformChannels, 'columns'>,
): WaveformTrace[] {
  if (!templates || peak === -1) return [];
  const rowOf = new Map(Array.from(templates.columns, (column, row) => [column, row]));
  const peakRow = rowOf.get(columns[peak] as number);
  if (peakRow === undefined) return [];
  const known = shown.filter((channel) => rowOf.has(columns[channel] as number));
  const own = extent(meanUv, peak, columns.length);
  return templates.waveforms.map((waveform) => {
    const width = templates.columns.length;
    const theirs = extent(waveform, peakRow, width);
    const scale = theirs.height > 0 ? own.height / theirs.height : 0;
    const shift = own.at - theirs.at;
    const mean = new Float32Array(meanUv.length).fill(Number.NaN);
    for (const channel of known) {
      const row = rowOf.get(columns[channel] as number) as number;
      for (let s = 0; s < waveform.length / width; s++) {
        const at = (s + shift) * columns.length + channel;
        if (at >= 0 && at < mean.length) mean[at] = (waveform[s * width + row] as number) * scale;
      }
    }
    return { color: 'text', channels: known, mean, dash: true };
  });
}

/** Largest minus smallest value of one channel, and the sample of the value farthest from zero. */
function extent(values: Float32Array, channel: number, channelCount: number): { height: number; at: number } {
  let [low, high, at, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -1];
  for (let i = channel, s = 0; i < values.length; i += channelCount, s++) {
    const value = values[i] as number;
    low = Math.min(low, value);
    high = Math.max(high, value);
    if (Math.abs(value) > most) [most, at] = [Math.abs(value), s];
  }
  return { height: high - low, at };
}
