import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type StreamKind, streamKind } from '../formats/spikeglx-kind.ts';
import { metaNumber, metaText, parseSpikeGlxMeta, type SpikeGlxMeta } from '../formats/spikeglx-meta.ts';
import { spikeGlxStream } from '../formats/spikeglx-stream.ts';
import type { PartStatus } from '../model/dataset.ts';
import { isInputError, messageOf } from '../model/errors.ts';
import type { Band, Stream } from '../model/recording.ts';
import type { FoundStreams } from './found-streams.ts';
import { readSmallText, toAccessError } from './read-file.ts';
import { pairRawFiles, spikeGlxRaw } from './spikeglx-raw.ts';

const bandNames: Readonly<Record<Band, string>> = {
  ap: 'AP',
  lf: 'LF',
  nidq: 'NI-DAQ',
  obx: 'OneBox',
  aux: 'auxiliary',
};
const rawCosts: Readonly<Record<Band, string>> = {
  ap: 'waveforms and traces are off',
  lf: 'LFP traces are off',
  nidq: 'analog inputs and sync lines of the NI-DAQ are off',
  obx: 'analog inputs and sync lines of the OneBox are off',
  aux: 'its traces are off',
};

/** A header that could be read as a stream. */
interface ReadHeader {
  readonly name: string;
  readonly meta: SpikeGlxMeta;
  readonly kind: StreamKind;
  readonly stream: Stream;
}

/** One folder's files: the recording folder itself, or a probe's folder below a run folder. */
interface Level {
  readonly folder: string;
  /** Relative to the recording folder, '' for itself. */
  readonly shownFolder: string;
  readonly names: readonly string[];
}

/**
 * All SpikeGLX streams of a folder: every `.meta` in it, and in the `*_imec0` folders of a run folder (one level).
 * Names on disk may be anything. Ids are unique: where two files hold the same stream (two triggers, `t0` and `tcat`),
 * both have the name they were recorded under. A header that cannot be used is a broken part; the rest goes on.
 * Throws AccessError when the folder itself cannot be listed.
 */
export async function spikeGlxStreams(folder: string): Promise<FoundStreams> {
  const { levels, closed } = await foldersToRead(folder);
  const found = await Promise.all(levels.map(readLevel));
  const results = found.flatMap(({ results }) => results);
  const streams = uniqueIds(
    results.map(({ stream }) => stream),
    results.map(({ kind }) => kind),
  );
  const order = streams.map((_, i) => i).sort((a, b) => compareStreams(streams[a]!, streams[b]!));
  const several = (band: Band): boolean => streams.filter((stream) => stream.band === band).length > 1;
  const parts = order.flatMap((i): PartStatus[] => {
    const { id, band } = streams[i]!;
    const label = several(band) ? id : bandNames[band];
    const { headerFile, rawPart } = results[i]!;
    return [
      { part: `${label} metadata`, state: 'present', file: headerFile },
      { part: `${label} raw data`, ...rawPart },
    ];
  });
  const apps = new Set(results.flatMap(({ meta }) => metaText(meta, 'appVersion') ?? []));
  return {
    streams: order.map((i) => streams[i]!),
    headers: order.map((i) => ({
      file: results[i]!.headerFile,
      values: Object.fromEntries(results[i]!.meta.values),
    })),
    parts: [...parts, ...found.flatMap(({ broken }) => broken), ...closed],
    warnings: found.flatMap(({ warnings }) => warnings),
    software:
      apps.size > 0 ? `SpikeGLX ${[...apps].sort().join(', ')}` : results.length > 0 ? 'SpikeGLX' : null,
  };
}

/** The folder and its probe folders. One of those that may not be listed is a broken part. */
async function foldersToRead(folder: string): Promise<{ levels: Level[]; closed: PartStatus[] }> {
  const entries = await list(folder);
  const fileNames = (dirents: typeof entries): string[] =>
    dirents
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  const levels: Level[] = [{ folder, shownFolder: '', names: fileNames(entries) }];
  const closed: PartStatus[] = [];
  const probeFolders = entries.filter((entry) => entry.isDirectory() && /_(imec|obx)\d*$/i.test(entry.name));
  for (const { name } of probeFolders)
    try {
      const below = await list(path.join(folder, name));
      levels.push({ folder: path.join(folder, name), shownFolder: name, names: fileNames(below) });
    } catch (error) {
      if (!isInputError(error)) throw error;
      const message = messageOf(error);
      closed.push({
        part: 'probe folder',
        state: 'broken',
        file: name,
        message,
        costs: 'its streams are off',
      });
    }
  return { levels, closed };
}

const list = async (folder: string) =>
  readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw toAccessError(folder, error);
  });

async function readLevel({ folder, shownFolder, names }: Level) {
  const headers: ReadHeader[] = [];
  const broken: PartStatus[] = [];
  const warnings: string[] = [];
  // macOS leaves `._x.meta` beside files on foreign disks.
  for (const name of names.filter((name) => /\.meta$/i.test(name) && !name.startsWith('._'))) {
    const shown = path.posix.join(shownFolder, name);
    try {
      const meta = parseSpikeGlxMeta(await readSmallText(path.join(folder, name)), shown);
      const stream = spikeGlxStream(meta, path.join(folder, name), name);
      if (meta.oddLines.length > 0)
        warnings.push(`${shown}: line ${meta.oddLines[0]} is not key=value and was passed over.`);
      const lastEntry = meta.entries.at(-1)!;
      if (/^\(/.test(lastEntry.value) && !lastEntry.value.endsWith(')'))
        warnings.push(
          `${shown}: found the last line, ${lastEntry.key}, without its end, expected a closing bracket. The header was cut short and what followed is unknown; copy it again.`,
        );
      headers.push({ name, meta, kind: streamKind(meta, name)!, stream });
    } catch (error) {
      if (!isInputError(error)) throw error;
      const band = /\.(ap|lf|nidq|obx)\d*\.meta$/i.exec(name)?.[1]?.toLowerCase() as Band | undefined;
      const part = band ? `${bandNames[band]} metadata` : 'metadata';
      broken.push({
        part,
        state: 'broken',
        file: shown,
        message: messageOf(error),
        costs: 'this stream is off',
      });
    }
  }
  const pairs = pairRawFiles(headers, names);
  broken.push(...withoutHeader(names, shownFolder, headers, new Set(pairs.values())));
  const results = await Promise.all(
    headers.map(async ({ name, meta, kind, stream }) => {
      const rawName = pairs.get(name);
      const columnCount = stream.channels.length;
      const declaredBytes = metaNumber(meta, 'fileSizeBytes');
      const found = await spikeGlxRaw({
        folder,
        shownFolder,
        metaName: name,
        rawName,
        names,
        columnCount,
        declaredBytes,
      });
      const { raw, reason, state } = found;
      const rawPart = {
        state,
        ...(rawName !== undefined && { file: path.posix.join(shownFolder, rawName) }),
        ...(reason !== undefined && { message: reason, costs: rawCosts[stream.band] }),
      };
      const whole: Stream = {
        ...stream,
        sampleCount: raw?.sampleCount ?? stream.sampleCount,
        ...(raw && { raw }),
        ...(reason !== undefined && { rawMissingReason: reason }),
        warnings: [...stream.warnings, ...found.warnings],
      };
      return { meta, kind, stream: whole, rawPart, headerFile: path.posix.join(shownFolder, name) };
    }),
  );
  return { results, broken, warnings };
}

/** Raw files of a band that has no header, where another band has one: half of the recording would be missed silently. */
function withoutHeader(
  names: readonly string[],
  shownFolder: string,
  headers: readonly ReadHeader[],
  paired: ReadonlySet<string>,
): PartStatus[] {
  if (headers.length === 0) return [];
  const bands = new Set<Band>(headers.map(({ kind }) => kind.band));
  return names.flatMap((name): PartStatus[] => {
    const band = /\.(ap|lf)\.c?bin$/i.exec(name)?.[1]?.toLowerCase() as Band | undefined;
    const header = name.replace(/c?bin$/i, 'meta');
    if (!band || bands.has(band) || paired.has(name) || names.includes(header)) return [];
    return [
      {
        part: `${bandNames[band]} metadata`,
        state: 'missing',
        file: path.posix.join(shownFolder, header),
        message: `${path.posix.join(shownFolder, name)}: found no ${header} beside it, expected its header there. Copy it into the folder.`,
        costs: 'this stream is off',
      },
    ];
  });
}

/** Gives streams that share an id the name they were recorded under, and a number where even that is shared. */
function uniqueIds(streams: readonly Stream[], kinds: readonly StreamKind[]): Stream[] {
  const count = (ids: readonly string[], id: string): number => ids.filter((other) => other === id).length;
  const short = streams.map(({ id }) => id);
  const long = short.map((id, i) => (count(short, id) > 1 ? (kinds[i]!.recordedStem ?? id) : id));
  return streams.map((stream, i) => {
    const id = long[i]!;
    const before = count(long.slice(0, i), id);
    return { ...stream, id: before > 0 ? `${id} (${before + 1})` : id };
  });
}

/** Probes by number with AP before LF, then the other devices. */
function compareStreams(a: Stream, b: Stream): number {
  const rank = ({ probe }: Stream): number => (probe ? 0 : 1);
  return rank(a) - rank(b) || a.id.localeCompare(b.id, 'en', { numeric: true });
}
