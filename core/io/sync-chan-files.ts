import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseNpy } from '../formats/npy.ts';
import { savedEdgesOf } from '../formats/sync-chan.ts';
import type { EdgeSource } from '../model/edges.ts';
import type { Stream } from '../model/recording.ts';
import { readSmallFile } from './read-file.ts';

/** The edges that npyx wrote down in `sync_chan` beside the raw files, one source per stream that has any. */
export async function savedEdgeSources(streams: readonly Stream[]): Promise<EdgeSource[]> {
  const found = await Promise.all(
    streams.map(async (stream): Promise<EdgeSource[]> => {
      if (!/\.meta$/i.test(stream.headerFile)) return [];
      const folder = path.join(path.dirname(stream.headerFile), 'sync_chan');
      const stems = [stream.raw?.file ?? '', stream.headerFile].map((file) =>
        path.basename(file).replace(/\.(?:c?bin|meta)$/i, ''),
      );
      const names = await readdir(folder).catch(() => [] as string[]);
      const own = savedEdgesOf(names).filter(({ stem }) => stems.includes(stem));
      if (own.length === 0) return [];
      const read = async (name: string | undefined) => {
        if (!name) return new Float64Array();
        const file = path.join(folder, name);
        // npyx counts the sample before the edge.
        return Float64Array.from(parseNpy(await readSmallFile(file), file).data, (sample) => sample + 1);
      };
      return [
        {
          kind: 'npyx',
          streamId: stream.id,
          folder,
          read: () =>
            Promise.all(
              own.map(async ({ line, onsetFile, offsetFile }) => ({
                line: String(line),
                onsetSamples: await read(onsetFile),
                offsetSamples: await read(offsetFile),
              })),
            ),
        },
      ];
    }),
  );
  return found.flat();
}
