import path from 'node:path';
import { readNpyHeader, readNpyRows } from '../formats/npy.ts';
import { type Oebin, type OebinStream, parseOebin } from '../formats/open-ephys-oebin.ts';
import { openEphysProbe } from '../formats/open-ephys-probe.ts';
import { type OpenEphysSettings, parseOpenEphysSettings } from '../formats/open-ephys-settings.ts';
import type { PartStatus, RawHeader } from '../model/dataset.ts';
import type { EdgeSource } from '../model/edges.ts';
import { isInputError, messageOf } from '../model/errors.ts';
import type { Stream } from '../model/recording.ts';
import { withFile } from './file-source.ts';
import type { FoundStreams } from './found-streams.ts';
import { eventParts, ttlSource } from './open-ephys-event-files.ts';
import { type RecordingFolder, recordingFolders, settingsFile } from './open-ephys-folders.ts';
import { flatRaw, type RawFound } from './raw-file.ts';
import { isAbsent, readSmallText } from './read-file.ts';

/** A recording whose structure.oebin could be read, with the settings of its experiment. */
interface ReadRecording {
  readonly place: RecordingFolder;
  /** Relative to the opened folder. */
  readonly headerFile: string;
  readonly oebin: Oebin;
  readonly settings: OpenEphysSettings | null;
}

/**
 * All streams of the Open Ephys recordings in a folder: the recording itself, or a session with record nodes,
 * experiments and recordings. Ids are `Record Node 101#Neuropix-PXI-100.ProbeA-AP`, and say which recording where there
 * are several. A file that cannot be used is a broken part; the rest goes on.
 * Throws AccessError when the folder itself cannot be listed.
 */
export async function openEphysStreams(folder: string): Promise<FoundStreams> {
  const { recordings: places, closed } = await recordingFolders(folder);
  const headers: RawHeader[] = [];
  const parts: PartStatus[] = [...closed];
  const warnings: string[] = [];
  const streams: Stream[] = [];
  const edgeSources: EdgeSource[] = [];
  const versions = new Set<string>();
  const several = places.length > 1;
  for (const place of places) {
    const headerFile = path.posix.join(place.shown, 'structure.oebin');
    const label = several && place.place ? ` of ${place.place}` : '';
    try {
      const text = await readSmallText(path.join(place.folder, 'structure.oebin'));
      const oebin = parseOebin(text, headerFile);
      headers.push({
        file: headerFile,
        values: JSON.parse(text.replace(/^\uFEFF/, '')) as RawHeader['values'],
      });
      parts.push({ part: `recording structure${label}`, state: 'present', file: headerFile });
      if (oebin.guiVersion) versions.add(oebin.guiVersion);
      warnings.push(...oebin.warnings);
      const { settings, part } = await readSettings(place, folder, label, warnings);
      if (part) parts.push(part);
      const recording = { place, headerFile, oebin, settings };
      for (const source of oebin.continuous) {
        const { stream, part } = await readStream(recording, source, several);
        streams.push(stream);
        parts.push(part);
        for (const events of oebin.events)
          if (events.kind === 'ttl' && isEventOf(events.folder, source.folder))
            edgeSources.push(ttlSource(place.folder, events, stream));
      }
      parts.push(...(await eventParts(place, oebin.events, label)));
    } catch (error) {
      if (!isInputError(error)) throw error;
      const message = messageOf(error);
      parts.push({
        part: `recording structure${label}`,
        state: 'broken',
        file: headerFile,
        message,
        costs: 'its streams are off',
      });
    }
  }
  const software =
    versions.size > 0
      ? `Open Ephys GUI ${[...versions].sort().join(', ')}`
      : places.length > 0
        ? 'Open Ephys GUI'
        : null;
  return { streams: numbered(streams), headers, parts, warnings, software, edgeSources };
}

/** Events lie in a folder of their stream's name: `Neuropix-PXI-100.ProbeA-AP/TTL`, in GUI 0.5 `Neuropix-PXI-100.0/TTL_1`. */
const isEventOf = (events: string, stream: string): boolean => events.split('/')[0] === stream;

/** Settings are looked for where there is a probe to place; damaged ones cost the probe map and nothing else. */
async function readSettings(
  place: RecordingFolder,
  opened: string,
  label: string,
  warnings: string[],
): Promise<{ settings: OpenEphysSettings | null; part?: PartStatus }> {
  const part = `probe settings${label}`;
  const costs = 'part number and positions of sites are unknown';
  const file = await settingsFile(place);
  if (!file)
    return {
      settings: null,
      part: {
        part,
        state: 'missing',
        message: `${place.shown || 'The recording'}: found no settings.xml in its folder or the two above, expected the one of the record node. Copy it there.`,
        costs,
      },
    };
  const shown = path.relative(opened, file).split(path.sep).join('/');
  try {
    const settings = parseOpenEphysSettings(await readSmallText(file), shown);
    warnings.push(...settings.warnings);
    return { settings, part: { part, state: 'present', file: shown } };
  } catch (error) {
    if (!isInputError(error)) throw error;
    return { settings: null, part: { part, state: 'broken', file: shown, message: messageOf(error), costs } };
  }
}

async function readStream(
  { place, headerFile, oebin, settings }: ReadRecording,
  source: OebinStream,
  several: boolean,
): Promise<{ stream: Stream; part: PartStatus }> {
  const { band, sampleRateHz } = source;
  const channels = source.channels.map(({ electrode: _, ...channel }) => channel);
  const node = place.recordNode ?? source.recordNode;
  const where = several ? (place.place ?? place.shown) : '';
  const prefix = node && where ? `${node}/${where}` : (node ?? where);
  const id = prefix ? `${prefix}#${source.folder}` : source.folder;
  const isProbe = band === 'ap' || band === 'lf';
  const { probe, filterHz, warnings } = isProbe
    ? openEphysProbe(source, oebin.continuous, settings, headerFile)
    : { probe: null, filterHz: undefined, warnings: [] };

  const folder = path.join(place.folder, 'continuous', ...source.folder.split('/'));
  const shownRaw = path.posix.join(place.shown, 'continuous', source.folder, 'continuous.dat');
  const clock = await readClock(folder);
  const found = await readRaw(path.join(folder, 'continuous.dat'), shownRaw, channels.length);
  const { raw, reason, state } = found;
  const lengthWarning =
    raw && clock.count !== null && clock.count !== raw.sampleCount
      ? [
          `${shownRaw}: found ${raw.sampleCount} samples, expected ${clock.count} as ${clock.file} has. The raw file was cut or is still being copied.`,
        ]
      : [];
  return {
    stream: {
      id,
      band,
      sampleRateHz,
      channels,
      probe,
      sampleCount: raw?.sampleCount ?? clock.count,
      firstSample: clock.first ?? 0,
      headerFile: path.join(place.folder, 'structure.oebin'),
      ...(filterHz && { filterHz }),
      ...(raw && { raw }),
      ...(reason !== undefined && { rawMissingReason: reason }),
      warnings: [...warnings, ...found.warnings, ...lengthWarning, ...clock.warnings],
    },
    part: {
      part: `${id} raw data`,
      state,
      file: shownRaw,
      ...(reason !== undefined && {
        message: reason,
        costs: isProbe ? 'waveforms and traces are off' : 'its traces are off',
      }),
    },
  };
}

async function readRaw(file: string, shown: string, columnCount: number): Promise<RawFound> {
  const found = await flatRaw(file, shown, columnCount);
  if (!found.absent) return found;
  const reason = `${shown}: found no such file, expected the raw data there. Copy the folder from the acquisition computer.`;
  return { ...found, state: 'missing', reason };
}

/**
 * First sample number and number of samples from the stream's clock file, of which only the head is read: an hour's is
 * hundreds of megabytes. `sample_numbers.npy` since GUI 0.6; before, `timestamps.npy` holds sample numbers.
 */
async function readClock(
  folder: string,
): Promise<{ first: number | null; count: number | null; file: string; warnings: string[] }> {
  const nothing = { first: null, count: null, file: '', warnings: [] };
  for (const name of ['sample_numbers.npy', 'timestamps.npy']) {
    const file = path.join(folder, name);
    try {
      return await withFile(file, async (source) => {
        const header = await readNpyHeader(source);
        const count = header.shape[0] ?? 0;
        // Since 0.6 timestamps are seconds; without sample numbers the first sample is then not known.
        if (!/[iu]8$/.test(header.descr)) return { ...nothing, count, file: name };
        const first = count > 0 ? ((await readNpyRows(source, 0, 1)).data[0] ?? null) : null;
        return { first, count, file: name, warnings: [] };
      });
    } catch (error) {
      if (isAbsent(error)) continue;
      if (!isInputError(error)) throw error;
      return { ...nothing, warnings: [`${messageOf(error)} The stream is taken to begin at sample 0.`] };
    }
  }
  return nothing;
}

/** Two streams of one name in one recording are not expected; a number keeps their ids apart. */
function numbered(streams: readonly Stream[]): Stream[] {
  return streams.map((stream, i) => {
    const before = streams.slice(0, i).filter(({ id }) => id === stream.id).length;
    return before > 0 ? { ...stream, id: `${stream.id} (${before + 1})` } : stream;
  });
}
