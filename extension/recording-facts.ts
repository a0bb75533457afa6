import type { DatasetSummary, StreamSummary } from '../core/engine/engine-api.ts';
import { duration, thousands } from './titles.ts';

const bands: Record<StreamSummary['band'], string> = {
  ap: 'AP',
  lf: 'LF',
  nidq: 'NI-DAQ',
  obx: 'OneBox',
  aux: 'auxiliary',
};

/** `AP · 30 000 Hz · 384 channels · 1 h 12 min · raw file missing`. */
export function streamDescription(stream: StreamSummary): string {
  const { band, sampleRateHz, channelCount, durationS, rawFile } = stream;
  return [
    bands[band],
    `${thousands(sampleRateHz)} Hz`,
    `${channelCount} channels`,
    durationS === null ? '' : duration(durationS),
    rawFile === null ? 'raw file missing' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/**
 * Streams by the probe that recorded them, in the order of the streams. Bands of one probe share its serial number and
 * the part of their name before the band. Streams without a probe come with title null.
 */
export function groupByProbe(
  streams: readonly StreamSummary[],
): { readonly title: string | null; readonly streams: StreamSummary[] }[] {
  const groups = new Map<string, { title: string | null; streams: StreamSummary[] }>();
  for (const stream of streams) {
    const { probe, id } = stream;
    const device = id.replace(/[.-](ap|lf|lfp)$/i, '');
    const key = probe ? `${probe.serial ?? ''} ${device}` : '';
    const title = probe
      ? [device, probe.model, probe.serial && `SN ${probe.serial}`].filter(Boolean).join(' · ')
      : null;
    const group = groups.get(key) ?? { title, streams: [] };
    group.streams.push(stream);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** What the tooltip of a recording says, in Markdown. */
export function recordingTooltip(summary: DatasetSummary): string {
  const { name, folder, acquisition, software, streams, sorting, parts } = summary;
  const absent = parts.filter(({ state }) => state !== 'present');
  const lines = [
    `**${name}**`,
    software ?? acquisition,
    ...groupByProbe(streams).flatMap(({ title, streams: own }) => [
      title ?? '',
      ...own.map((stream) => `- ${stream.id}: ${streamDescription(stream)}`),
    ]),
    sorting ? `Sorted by ${sorting.sorter}` : 'Not sorted',
    ...absent.map(({ part, state }) => `${part} ${state}`),
    `\`${folder}\``,
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}
