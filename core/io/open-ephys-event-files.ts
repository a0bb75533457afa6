import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseNpy, parseNpyText } from '../formats/npy.ts';
import {
  type EventArrays,
  eventArrayNames,
  type TextEvents,
  type TtlEvents,
  textEvents,
  ttlEdges,
  ttlEvents,
} from '../formats/open-ephys-events.ts';
import type { OebinEvents } from '../formats/open-ephys-oebin.ts';
import type { PartStatus } from '../model/dataset.ts';
import type { EdgeSource, LineEdges } from '../model/edges.ts';
import type { Stream } from '../model/recording.ts';
import type { RecordingFolder } from './open-ephys-folders.ts';
import { readSmallFile, toAccessError } from './read-file.ts';

/** The folder of an event source below the recording folder. */
const eventFolder = (recordingFolder: string, { folder }: OebinEvents): string =>
  path.join(recordingFolder, 'events', ...folder.split('/'));

/** What is there of the event sources: sync lines and messages. Only looked for; `label` tells recordings apart. */
export async function eventParts(
  { folder, shown }: Pick<RecordingFolder, 'folder' | 'shown'>,
  sources: readonly OebinEvents[],
  label: string,
): Promise<PartStatus[]> {
  const known = sources.filter(({ kind }) => kind !== 'other');
  return Promise.all(
    known.map(async (source): Promise<PartStatus> => {
      const names = source.kind === 'text' ? ['text.npy'] : ['states.npy', 'channel_states.npy'];
      const part = `${source.kind === 'text' ? 'text' : 'TTL'} events ${source.folder}${label}`;
      for (const name of names) {
        const isThere = await stat(path.join(eventFolder(folder, source), name)).catch(() => undefined);
        if (isThere)
          return { part, state: 'present', file: path.posix.join(shown, 'events', source.folder, name) };
      }
      const where = path.posix.join(shown, 'events', source.folder);
      const message = `${where}: found no ${names.join(' or ')}, expected the events of ${source.title}. Copy the folder from the acquisition computer.`;
      const costs = source.kind === 'text' ? 'messages are off' : 'its sync lines are off';
      return { part, state: 'missing', message, costs };
    }),
  );
}

/** The TTL events of a source. Throws AccessError for a folder that is not there, FormatError for damaged files. */
export async function readTtlEvents(recordingFolder: string, source: OebinEvents): Promise<TtlEvents> {
  return readTtlFolder(eventFolder(recordingFolder, source));
}

/** The same of the folder itself: `events/…/TTL`. */
export async function readTtlFolder(folder: string): Promise<TtlEvents> {
  return ttlEvents(await readArrays(folder), folder);
}

/** The edges of a source on the raw file's samples: those of the acquisition clock less the stream's first. */
export function ttlSource(recordingFolder: string, source: OebinEvents, stream: Stream): EdgeSource {
  return {
    kind: 'open-ephys',
    streamId: stream.id,
    folder: eventFolder(recordingFolder, source),
    async read() {
      const events = await readTtlEvents(recordingFolder, source);
      const lines = [...new Set(events.lines)].sort((a, b) => a - b);
      const fromFirst = (samples: Float64Array) => samples.map((sample) => sample - stream.firstSample);
      return lines.map((line): LineEdges => {
        const { onsetSamples, offsetSamples } = ttlEdges(events, line);
        return {
          line: String(line),
          onsetSamples: fromFirst(onsetSamples),
          offsetSamples: fromFirst(offsetSamples),
        };
      });
    },
  };
}

/** The text events of a folder such as `events/MessageCenter`, what was typed during a recording. Throws as `readTtlEvents`. */
export async function readTextFolder(folder: string): Promise<TextEvents> {
  const file = path.join(folder, 'text.npy');
  const { data } = parseNpyText(await readSmallFile(file), file);
  return textEvents(await readArrays(folder), data, folder);
}

async function readArrays(folder: string): Promise<EventArrays> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw toAccessError(folder, error);
  });
  const arrays: Record<string, ReturnType<typeof parseNpy>> = {};
  for (const name of eventArrayNames) {
    if (!names.includes(`${name}.npy`)) continue;
    const file = path.join(folder, `${name}.npy`);
    arrays[name] = parseNpy(await readSmallFile(file), file);
  }
  return arrays;
}
