import path from 'node:path';
import type { StreamSummary } from '../core/engine/engine-api.ts';

const stem = (file: string): string => file.replace(/\.(meta|bin|cbin|ch|dat)$/i, '');

/**
 * The stream that a file of a recording belongs to, which is what a dashboard opened by that file shows first: its raw
 * file or header by name, `imec1.ap` for `rec_g0_t0.imec1.ap.meta` where the raw file is missing. Null when the file
 * stands for the whole recording (`structure.oebin`, `params.py`).
 */
export function streamOfDoor(
  door: string,
  streams: readonly Pick<StreamSummary, 'id' | 'rawFile'>[],
): string | null {
  const byFile = streams.find(
    ({ rawFile }) => rawFile !== null && stem(rawFile) === stem(path.normalize(door)),
  );
  if (byFile) return byFile.id;
  const name = path.basename(door);
  const probe = /\.(imec\d*)\.(ap|lf)\.\w+$/i.exec(name);
  const other = /\.(nidq|obx\d*)\.\w+$/i.exec(name);
  const id = (probe ? `${probe[1]}.${probe[2]}` : (other?.[1] ?? '')).toLowerCase();
  return streams.some((stream) => stream.id === id) ? id : null;
}
