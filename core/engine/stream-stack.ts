import { correlogramStack } from '../analyses/correlogram-stack.ts';
import { numberText } from '../analyses/number-text.ts';
import { parseParams } from '../analyses/params.ts';
import type { Stack } from '../analyses/stack-params.ts';
import { type StackTiles, stackTiles } from '../analyses/stack-tiles.ts';
import { npyHeaderOf } from '../formats/npy-write.ts';
import { ParameterError } from '../model/errors.ts';
import type { CallOptions } from '../rpc/rpc.ts';
import type { Engine } from './engine.ts';
import type { RunRequest } from './engine-api.ts';
import { writeAsideBy } from './write-aside.ts';

/** How a stack is divided that is larger than `mostMb`; null for one that fits, and for every other analysis. */
export function tilesOfStack({ analysis, units, params }: RunRequest): StackTiles | null {
  if (analysis !== correlogramStack.id) return null;
  const tiles = stackTiles(units, parseParams(correlogramStack.params, params));
  return tiles.sources.length > 1 ? tiles : null;
}

/**
 * Writes a stack of any size to a `.npy` file, tile after tile: in memory there is one at a time. The file is whole or not
 * there. Returns the warnings, each once. Throws what `Engine.run` and `writeAside` throw.
 */
export async function streamStack(
  engine: Engine,
  { dataset, analysis, units: chosen, params: given, stream }: RunRequest,
  tiles: StackTiles,
  file: string,
  { signal, progress }: CallOptions = {},
): Promise<readonly string[]> {
  const { sources, targets, shape } = tiles;
  const warnings = new Set<string>();
  const message = tilesText(tiles);
  progress?.({ done: 0, message });
  await writeAsideBy(file, async (handle) => {
    let first: string | undefined;
    for (const [tile, units] of sources.entries()) {
      const params = { ...given, sources: units, targets };
      const run = await engine.run(
        { dataset, analysis, units: chosen, params, cache: 'off', ...(stream ? { stream } : {}) },
        {
          ...(signal ? { signal } : {}),
          progress: ({ done }) => progress?.({ done: (tile + (done ?? 0)) / sources.length, message }),
          whole: true,
        },
      );
      for (const warning of run.warnings) warnings.add(warning);
      const { values } = run.result as Stack;
      if (!values) throw new Error('a tile of a stack came without its values');
      if (first === undefined) await handle.write(npyHeaderOf(values, shape));
      first ??= values.constructor.name;
      if (values.constructor.name !== first)
        throw new ParameterError(
          'normalize: counts beyond 2^32 do not fit the integers of a stack written in tiles; take hertz, or raise mostMb',
        );
      await writeAll(handle, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
  });
  return [...warnings];
}

/** `300 × 300 correlograms of 1200001 bins, 432 GB, in 216 tiles`. */
export const tilesText = ({ shape, totalMb, sources }: StackTiles): string =>
  `${shape[0]} × ${shape[1]} correlograms of ${shape[2]} bins, ${
    totalMb < 1000 ? `${Math.ceil(totalMb)} MB` : `${numberText(totalMb / 1000)} GB`
  }, in ${sources.length} tiles`;

/** One call writes at most 2 GB. */
async function writeAll(
  handle: { write(bytes: Uint8Array): Promise<{ bytesWritten: number }> },
  bytes: Uint8Array,
): Promise<void> {
  for (let start = 0; start < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes.subarray(start, start + 2 ** 28));
    start += bytesWritten;
  }
}
