import path from 'node:path';
import type { StreamKind } from '../formats/spikeglx-kind.ts';
import { flatRaw, mtscompRaw, type RawFound } from './raw-file.ts';

/** A header of a folder that wants its raw file. */
export interface Seeker {
  /** Name of the `.meta` in its folder. */
  readonly name: string;
  readonly kind: StreamKind;
}

/** The band that a file name tells: `ap` of `x.imec0.ap.0b9b5f4b.cbin`; undefined when it tells none. */
const bandOfName = (name: string): string | undefined =>
  /\.(ap|lf|nidq|obx)\d*\./i.exec(name)?.[1]?.toLowerCase();

const stemOf = (name: string): string => name.replace(/\.(meta|bin|cbin|ch)$/i, '');
const isRaw = (name: string): boolean => /\.c?bin$/i.test(name) && !/^(\._|temp_wh)/i.test(name);

/**
 * The raw file of each header of one folder, by header name. It has the header's name, or the name it was recorded
 * under; where files were renamed, the only header and the only raw file left of a band belong together. A `.bin` goes
 * before a `.cbin` of the same name.
 */
export function pairRawFiles(seekers: readonly Seeker[], names: readonly string[]): Map<string, string> {
  const pairs = new Map<string, string>();
  const free = new Set(names.filter(isRaw));
  const take = ({ name }: Seeker, raw: string | undefined): void => {
    if (raw === undefined) return;
    pairs.set(name, raw);
    // The other encoding of the same recording is spoken for too.
    for (const other of free) if (stemOf(other) === stemOf(raw)) free.delete(other);
  };
  const named = (stem: string | undefined): string | undefined =>
    stem === undefined ? undefined : [`${stem}.bin`, `${stem}.cbin`].find((name) => free.has(name));
  const open = (): Seeker[] => seekers.filter(({ name }) => !pairs.has(name));

  for (const seeker of seekers) take(seeker, named(stemOf(seeker.name)));
  for (const seeker of open()) take(seeker, named(seeker.kind.recordedStem));
  for (const band of new Set(open().map(({ kind }) => kind.band))) {
    const left = open().filter(({ kind }) => kind.band === band);
    const candidates = [...free].filter((name) => bandOfName(name) === band);
    if (left.length === 1 && candidates.length === 1) take(left[0]!, candidates[0]);
  }
  const nameless = [...free].filter((name) => bandOfName(name) === undefined);
  if (open().length === 1 && nameless.length === 1) take(open()[0]!, nameless[0]);
  return pairs;
}

/** The raw file `rawName` of a header, opened as far as its size; `shownFolder` prefixes names in messages. */
export async function spikeGlxRaw(facts: {
  folder: string;
  shownFolder: string;
  metaName: string;
  rawName: string | undefined;
  names: readonly string[];
  columnCount: number;
  declaredBytes?: number | undefined;
}): Promise<RawFound> {
  const { folder, shownFolder, metaName, rawName, names, columnCount, declaredBytes } = facts;
  const shown = (name: string): string => path.posix.join(shownFolder, name);
  if (rawName === undefined) {
    const stem = stemOf(metaName);
    const reason = `${shown(metaName)}: found no ${stem}.bin (or .cbin) beside it, expected the raw data there. Copy it into the folder.`;
    return { state: 'missing', reason, warnings: [] };
  }
  const file = path.join(folder, rawName);
  if (!/\.cbin$/i.test(rawName)) return flatRaw(file, shown(rawName), columnCount, declaredBytes);
  const tables = names.filter((name) => /\.ch$/i.test(name));
  const sameBand = tables.filter((name) => bandOfName(name) === bandOfName(rawName));
  const table =
    tables.find((name) => stemOf(name) === stemOf(rawName)) ??
    (sameBand.length === 1 ? sameBand[0]! : `${stemOf(rawName)}.ch`);
  return mtscompRaw(file, path.join(folder, table), shown(rawName), columnCount);
}
