import type { Dataset } from '../model/dataset.ts';
import { MissingPart, ParameterError } from '../model/errors.ts';
import type { Stream } from '../model/recording.ts';
import type { SyncInputs, SyncParams } from './sync-params.ts';

/**
 * Where the edges of one stream are to be found: in its sync words, in the events of Open Ephys, or, when there are no
 * raw data or they are asked for, in the files of npyx. Throws MissingPart with a sentence when it is nowhere.
 */
export async function syncInputs(
  dataset: Dataset,
  stream: Stream,
  params: SyncParams,
  warn: (message: string) => void,
): Promise<SyncInputs> {
  const { id, sampleRateHz, sampleCount, channels, raw, rawMissingReason } = stream;
  const stem = lastName(raw?.file ?? stream.headerFile).replace(/\.(?:c?bin|dat|meta|oebin)$/i, '');
  const facts = { stream: id, stem, sampleRateHz, sampleCount };
  const sources = (dataset.edgeSources ?? []).filter(({ streamId }) => streamId === id);
  const saved = sources.find(({ kind }) => kind === 'npyx');
  if (params.edgesFrom === 'npyx') {
    if (!saved)
      throw new MissingPart(
        `edges of npyx for ${id}`,
        dataset.folder,
        'Take edgesFrom recording, or put the sync_chan folder beside the raw file.',
      );
    return { ...facts, edges: await saved.read() };
  }
  const events = sources.filter(({ kind }) => kind === 'open-ephys');
  const analog = analogInputs(stream, params);
  const wordColumns = channels.filter(({ role }) => role === 'sync').map(({ column }) => column);
  const known = (await Promise.all(events.map((source) => source.read()))).flat();
  if (wordColumns.length === 0 && analog.length === 0) {
    if (events.length > 0) return { ...facts, edges: known };
    throw new MissingPart(
      `sync words or TTL events of ${id}`,
      dataset.folder,
      `${othersWith(dataset, stream)}An analog input is read as a line where analogChannels names it.`,
    );
  }
  // Open Ephys writes the edges down: its SYNC column, where there is one, only repeats them.
  if (events.length > 0 && analog.length === 0) return { ...facts, edges: known };
  if (raw)
    return {
      ...facts,
      scan: { recording: raw, wordColumns: events.length > 0 ? [] : wordColumns, analog },
      edges: known,
    };
  if (saved) {
    warn(
      `${rawMissingReason ?? `${id}: no raw data.`} The edges that npyx wrote down in ${saved.folder} are used.`,
    );
    return { ...facts, edges: await saved.read() };
  }
  throw new MissingPart(
    `raw data of ${id}`,
    dataset.folder,
    rawMissingReason ?? 'Put the .bin beside its .meta: sync lines are in it.',
  );
}

const lastName = (file: string): string => file.replace(/^.*[\\/]/, '');

function analogInputs(
  { id, channels }: Stream,
  { analogChannels, thresholdV, hysteresisV }: SyncParams,
): NonNullable<SyncInputs['scan']>['analog'] {
  const inputs = channels.filter(({ role }) => role === 'analog');
  return (analogChannels ?? []).map((column) => {
    const channel = inputs.find((each) => each.column === column);
    if (!channel)
      throw new ParameterError(
        inputs.length > 0
          ? `analogChannels: ${id} has no analog input in column ${column}; it has ${inputs.map((each) => each.column).join(', ')}`
          : `analogChannels: ${id} has no analog inputs; name a stream of a NI-DAQ or OneBox`,
      );
    const bits = (volts: number) => (volts * 1e6) / channel.uvPerBit;
    return { name: channel.name, column, high: bits(thresholdV), low: bits(thresholdV - hysteresisV) };
  });
}

function othersWith({ streams, edgeSources = [] }: Dataset, { id }: Stream): string {
  const others = streams.filter(
    (stream) =>
      stream.id !== id &&
      (stream.channels.some(({ role }) => role === 'sync') ||
        edgeSources.some(({ streamId }) => streamId === stream.id)),
  );
  if (others.length === 0) return '';
  return `It is in ${others.map((stream) => stream.id).join(', ')}: name that stream. `;
}
