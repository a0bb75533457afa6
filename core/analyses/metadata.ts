import type { Mark, Panel } from '../figure/figure.ts';
import type { Probe } from '../model/probe.ts';
import { type Band, durationS } from '../model/recording.ts';
import { defineAnalysis } from './analysis.ts';
import { numberText } from './number-text.ts';
import { probePanel } from './probe-panel.ts';

interface StreamFacts {
  readonly id: string;
  readonly band: Band;
  readonly sampleRateHz: number;
  readonly channelCount: number;
  readonly syncWordCount: number;
  readonly sampleCount: number | null;
  readonly durationS: number | null;
  /** Name of the raw file; null when it is missing or unusable. */
  readonly binFile: string | null;
  /** One per channel that is no sync word. */
  readonly uvPerBit: readonly number[];
  readonly probe: Probe | null;
}

interface Metadata {
  readonly name: string;
  readonly acquisition: string;
  readonly software: string | null;
  readonly durationS: number | null;
  readonly streams: readonly StreamFacts[];
  /** Of a merged dataset: what it was merged from. */
  readonly probes?: readonly {
    readonly index: number;
    readonly name: string;
    readonly folder: string;
    readonly stream: string | null;
  }[];
  /** File → key → value, as the headers have them. */
  readonly raw: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const metadata = defineAnalysis({
  id: 'metadata',
  version: 1,
  title: 'Metadata',
  summary: 'What the headers say: streams, rates, gains, probe, and every line as it was written.',
  npyx: ['read_metadata', 'get_rec_len'],
  target: 'recording',
  needs: ['header'],
  immediate: true,
  params: {},

  async gather({ dataset, warn }): Promise<Metadata> {
    for (const { message } of dataset.parts) if (message) warn(message);
    for (const warning of dataset.warnings) warn(warning);
    const streams = dataset.streams.map((stream): StreamFacts => {
      const voltages = stream.channels.filter(({ role }) => role !== 'sync');
      return {
        id: stream.id,
        band: stream.band,
        sampleRateHz: stream.sampleRateHz,
        channelCount: voltages.length,
        syncWordCount: stream.channels.length - voltages.length,
        sampleCount: stream.sampleCount,
        durationS: durationS(stream),
        binFile: stream.raw ? relative(stream.raw.file, dataset.folder) : null,
        uvPerBit: voltages.map(({ uvPerBit }) => uvPerBit),
        probe: stream.probe,
      };
    });
    const main = streams.find(({ band }) => band === 'ap') ?? streams[0];
    return {
      name: dataset.name,
      acquisition: dataset.acquisition,
      software: dataset.software,
      durationS: main?.durationS ?? null,
      streams,
      ...(dataset.merged && {
        probes: dataset.merged.map(({ index, name, folder, streamId }) => ({
          index,
          name,
          folder,
          stream: streamId,
        })),
      }),
      raw: Object.fromEntries(
        dataset.headers.map(({ file, values }) => [relative(file, dataset.folder), values]),
      ),
    };
  },

  compute: (facts): Metadata => facts,

  draw({ name, acquisition, software, streams, probes }) {
    const lines = [software ?? acquisition, ...streams.flatMap(streamLines)];
    const step = 1 / Math.max(lines.length + 1, 24);
    const facts: Panel = {
      row: 0,
      column: 0,
      x: { label: '', unit: '', domain: [0, 1], hidden: true },
      y: { label: '', unit: '', domain: [0, 1], hidden: true },
      marks: lines.map(
        (line, i): Mark => ({
          kind: 'text',
          x: 0,
          y: 1 - (i + 1) * step,
          text: line,
          color: 'text',
          size: 11,
        }),
      ),
    };
    const drawn = probes
      ? probes.flatMap(({ name, stream }) => {
          const probe = streams.find(({ id }) => id === stream)?.probe;
          return probe ? [{ probe, title: name }] : [];
        })
      : streams.flatMap(({ probe }) => (probe ? [{ probe, title: probe.model }] : [])).slice(0, 1);
    return {
      title: name,
      alt: [`${name}: ${software ?? acquisition}.`, ...streams.map(streamSentence)].join(' '),
      panels: [
        facts,
        ...drawn.map(({ probe, title }, i) => ({ ...probePanel(probe, [], title), column: 1 + i })),
      ],
      grid: { rows: 1, columns: 1 + drawn.length },
    };
  },

  toJson: ({ acquisition, software, durationS: seconds, streams, probes, raw }) => ({
    acquisition,
    software,
    durationS: seconds,
    streams: streams.map((stream) => ({
      ...stream,
      probe: stream.probe && {
        type: stream.probe.type,
        partNumber: stream.probe.partNumber,
        model: stream.probe.model,
        serial: stream.probe.serial,
        shankCount: stream.probe.shankCount,
        channels: stream.probe.sites.map(({ id, shank, xUm, yUm }) => ({ id, shank, xUm, yUm })),
      },
    })),
    ...(probes && { probes }),
    raw,
  }),

  toTable: ({ streams }) => ({
    id: streams.map(({ id }) => id),
    band: streams.map(({ band }) => band),
    sampleRateHz: streams.map(({ sampleRateHz }) => sampleRateHz),
    channelCount: streams.map(({ channelCount }) => channelCount),
    syncWordCount: streams.map(({ syncWordCount }) => syncWordCount),
    sampleCount: streams.map(({ sampleCount }) => sampleCount),
    durationS: streams.map((stream) => stream.durationS),
    binFile: streams.map(({ binFile }) => binFile),
  }),
});

/** The lines of a stream read aloud: `imec0.ap: 384 channels at 30000 Hz, 50 s.` */
function streamSentence(stream: StreamFacts): string {
  const [id, ...facts] = streamLines(stream).filter(Boolean);
  return `${id}: ${facts.join(', ')}.`;
}

function streamLines({
  id,
  sampleRateHz,
  channelCount,
  durationS: seconds,
  uvPerBit,
  probe,
}: StreamFacts): string[] {
  const gains = [...new Set(uvPerBit.map(numberText))].join(', ');
  return [
    '',
    id,
    `${channelCount} channels at ${sampleRateHz} Hz${gains && ` · ${gains} µV/bit`}`,
    ...(seconds === null ? [] : [`${numberText(seconds)} s`]),
    ...(probe ? [`${probe.model}${probe.serial ? ` · ${probe.serial}` : ''}`] : []),
  ];
}

const relative = (file: string, folder: string): string =>
  file.startsWith(folder) ? file.slice(folder.length).replace(/^[\\/]+/, '') : file;
