import path from 'node:path';
import type { Stream } from '../model/recording.ts';

/**
 * A title for a recording: the name of its SpikeGLX files without band (`rec_g0_t0.imec0`) and, where it has several
 * probes, without probe; the session's folder and the recording's number for Open Ephys; else the folder's name.
 */
export function datasetName(folder: string, streams: readonly Stream[]): string {
  const metas = streams.map(({ headerFile }) => headerFile).filter((file) => /\.meta$/i.test(file));
  const neural = metas.filter((file) => /\.(?:ap|lf)\.meta$/i.test(file));
  const stems = [...new Set((neural.length > 0 ? neural : metas).map(stemOf))];
  if (stems.length === 1) return stems[0]!;
  const runs = [...new Set(stems.map((stem) => stem.replace(/\.imec\d*$/i, '')))];
  if (runs.length === 1) return runs[0]!;
  return sessionName(folder);
}

const stemOf = (file: string): string =>
  path
    .basename(file)
    .replace(/\.meta$/i, '')
    .replace(/\.(?:ap|lf|nidq|obx\d*)$/i, '');

/** `2024-05-06_session, experiment 1, recording 2` for folders as Open Ephys makes them. */
function sessionName(folder: string): string {
  const levels = folder.split(path.sep);
  const told: string[] = [];
  for (;;) {
    const level = levels.at(-1) ?? '';
    const numbered = /^(experiment|recording)(\d+)$/i.exec(level);
    if (!numbered && !/^Record Node\b/i.test(level)) break;
    if (numbered) told.unshift(`${numbered[1]} ${numbered[2]}`);
    levels.pop();
  }
  const session = levels.at(-1);
  return session ? [session, ...told].join(', ') : path.basename(folder) || folder;
}
