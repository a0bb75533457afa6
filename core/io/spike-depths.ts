import path from 'node:path';
import { readNpyHeader, readNpyValues } from '../formats/npy.ts';
import { featureDepths } from '../kernels/feature-depth.ts';
import { FormatError } from '../model/errors.ts';
import type { NdArray } from '../model/nd-array.ts';
import { withFile } from './file-source.ts';
import { readArray } from './spike-files.ts';

/** Stretches of spikes [start, end), in the order of the files. */
export type SpikeRuns = readonly (readonly [start: number, end: number])[];

/**
 * Height of the spikes of `runs` on the probe, end to end, µm: as the sorter located them (`spike_positions.npy`), or from
 * their features (`pc_features.npy`). Only these stretches of the files are read. Undefined where there is neither file.
 * Throws FormatError for files of other spikes.
 */
export async function readSpikeDepths(
  folder: string,
  files: ReadonlySet<string>,
  runs: SpikeRuns,
  {
    spikeCount,
    spikeTemplates,
    positions,
  }: {
    readonly spikeCount: number;
    readonly spikeTemplates: Int32Array | undefined;
    readonly positions: NdArray | undefined;
  },
): Promise<Float32Array | undefined> {
  const total = runs.reduce((sum, [start, end]) => sum + end - start, 0);
  const out = new Float32Array(total);
  const eachRun = (
    name: string,
    use: (rows: ArrayLike<number>, shape: readonly number[], at: number, start: number, end: number) => void,
  ) =>
    withFile(path.join(folder, name), async (source) => {
      const header = await readNpyHeader(source);
      const { shape, fortranOrder } = header;
      if (shape[0] !== spikeCount || shape.length < 2)
        throw new FormatError({
          file: path.join(folder, name),
          found: `a shape of (${shape.join(', ')})`,
          expected: `a row for each of ${spikeCount} spikes`,
          todo: 'Export the sorting again.',
        });
      // Column by column a stretch of spikes is all over the file.
      if (fortranOrder) return false;
      const width = shape.slice(1).reduce((product, length) => product * length, 1);
      let at = 0;
      for (const [start, end] of runs) {
        use(await readNpyValues(source, header, start * width, end * width), shape, at, start, end);
        at += end - start;
      }
      return true;
    });

  if (files.has('spike_positions.npy')) {
    const found = await eachRun('spike_positions.npy', (rows, shape, at, start, end) => {
      const width = shape[1] as number;
      for (let i = 0; i < end - start; i++) out[at + i] = rows[i * width + 1] as number;
    });
    return found ? out : undefined;
  }
  if (!files.has('pc_features.npy') || !files.has('pc_feature_ind.npy') || !spikeTemplates || !positions)
    return undefined;
  const { data: channels, shape: indexShape } = await readArray(path.join(folder, 'pc_feature_ind.npy'));
  const heights = Float64Array.from(
    { length: positions.shape[0] as number },
    (_, i) => positions.data[2 * i + 1] as number,
  );
  const found = await eachRun('pc_features.npy', (features, shape, at, start, end) => {
    const [, componentCount = 1, width = 0] = shape;
    if (shape.length !== 3 || width !== indexShape[1])
      throw new FormatError({
        file: path.join(folder, 'pc_features.npy'),
        found: `a shape of (${shape.join(', ')})`,
        expected: `(spikes, components, ${indexShape[1]}) as in pc_feature_ind.npy`,
        todo: 'Export the sorting again.',
      });
    out.set(
      featureDepths(
        { features, componentCount, width, channels },
        spikeTemplates.subarray(start, end),
        heights,
      ),
      at,
    );
  });
  return found ? out : undefined;
}
