import path from 'node:path';
import type { Stream } from '../model/recording.ts';

/**
 * The stream that spikes were sorted from: the one whose raw file has the name in params.py (compared from the end of
 * the path, because it may be of another machine), else the AP stream whose header lies nearest above the sorting, else
 * the only AP stream. Null when that leaves more than one.
 */
export function matchStream(
  streams: readonly Stream[],
  datPaths: readonly string[],
  sortingFolder: string,
): string | null {
  const named = best(streams, (stream) =>
    Math.max(0, ...datPaths.map((dat) => commonEnding(fileOf(stream), dat))),
  );
  if (named.length === 1) return named[0]!.id;
  const candidates = (named.length > 1 ? named : streams).filter(({ band }) => band === 'ap');
  if (candidates.length <= 1) return candidates[0]?.id ?? null;
  const probe = datPaths.map((dat) => /imec\d+/i.exec(dat.replace(/^.*[\\/]/, ''))?.[0]).find(Boolean);
  const ofProbe = candidates.filter(
    ({ id }) => probe && id.toLowerCase().startsWith(`${probe.toLowerCase()}.`),
  );
  if (ofProbe.length === 1) return ofProbe[0]!.id;
  const near = best(candidates, ({ headerFile }) => {
    const folder = path.dirname(headerFile);
    return sortingFolder === folder || sortingFolder.startsWith(folder + path.sep) ? folder.length : 0;
  });
  return near.length === 1 ? near[0]!.id : null;
}

/** The raw file, or where it would be. */
const fileOf = ({ raw, headerFile }: Stream): string => raw?.file ?? headerFile.replace(/\.meta$/i, '.bin');

/** Those with the highest score above 0. */
function best(streams: readonly Stream[], score: (stream: Stream) => number): Stream[] {
  const scores = streams.map(score);
  const highest = Math.max(0, ...scores);
  return highest > 0 ? streams.filter((_, i) => scores[i] === highest) : [];
}

/** Number of path parts, from the last, that two paths have in common; a `.cbin` counts as its `.bin`. */
function commonEnding(a: string, b: string): number {
  const parts = (file: string) =>
    file
      .replace(/\.cbin$/i, '.bin')
      .split(/[\\/]/)
      .reverse();
  const [left, right] = [parts(a), parts(b)];
  let common = 0;
  while (common < left.length && left[common] === right[common]) common++;
  // Every stream of Open Ephys has this name: alone it tells nothing.
  return common === 1 && left[0] === 'continuous.dat' ? 0 : common;
}
