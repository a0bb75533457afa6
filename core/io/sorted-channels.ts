import path from 'node:path';
import { FormatError } from '../model/errors.ts';
import type { NdArray } from '../model/nd-array.ts';
import { readArray, readColumn, unitNumbers } from './spike-files.ts';

/** The column of the raw file of each sorted channel. Throws FormatError. */
export async function readChannelMap(
  folder: string,
  files: ReadonlySet<string>,
): Promise<Int32Array | undefined> {
  if (!files.has('channel_map.npy')) return undefined;
  const file = path.join(folder, 'channel_map.npy');
  return unitNumbers(await readColumn(file), file);
}

/**
 * (C × 2) µm, across all shanks. `channelCount` is how many channels were sorted, where that is known.
 * Throws FormatError for other numbers of channels and for positions that are no numbers.
 */
export async function readChannelPositions(
  folder: string,
  files: ReadonlySet<string>,
  channelCount: number | undefined,
): Promise<NdArray | undefined> {
  if (!files.has('channel_positions.npy')) return undefined;
  const file = path.join(folder, 'channel_positions.npy');
  const positions = await readArray(file);
  const { data, shape } = positions;
  if (shape.length !== 2 || shape[1] !== 2)
    throw new FormatError({
      file,
      found: `a shape of (${shape.join(', ')})`,
      expected: '(channels, 2)',
      todo: 'Export the sorting again.',
    });
  needCount(file, shape[0]!, channelCount);
  const bad = data.findIndex((value: number) => !Number.isFinite(value));
  if (bad >= 0)
    throw new FormatError({
      file,
      found: `${data[bad]} at channel ${Math.floor(bad / 2)}`,
      expected: 'positions in µm',
      todo: 'Give the sorter a probe file with the place of each channel, or remove the file.',
    });
  return positions;
}

/**
 * The shank of each sorted channel, from 0; the sorters of MATLAB count from 1.
 * Throws FormatError for other numbers of channels and for shanks that are no whole numbers.
 */
export async function readChannelShanks(
  folder: string,
  files: ReadonlySet<string>,
  channelCount: number | undefined,
): Promise<Int32Array | undefined> {
  if (!files.has('channel_shanks.npy')) return undefined;
  const file = path.join(folder, 'channel_shanks.npy');
  const shanks = unitNumbers(await readColumn(file), file);
  needCount(file, shanks.length, channelCount);
  const first = shanks.reduce((least, shank) => Math.min(least, shank), 1);
  return shanks.map((shank) => shank - first);
}

function needCount(file: string, found: number, channelCount: number | undefined): void {
  if (channelCount === undefined || found === channelCount) return;
  throw new FormatError({
    file,
    found: `${found} channels`,
    expected: `${channelCount} as in channel_map.npy or templates.npy`,
    todo: 'The files are of different sortings or one was cut; export the sorting again.',
  });
}
