import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { SortingParams } from '../formats/params-py.ts';
import type { PartStatus } from '../model/dataset.ts';
import { isInputError, messageOf } from '../model/errors.ts';
import type { Probe, ProbeSite } from '../model/probe.ts';
import type { Channel, RecordingRef, SampleType, Stream } from '../model/recording.ts';
import { lastName, type SortingFolder } from './find-sorting.ts';
import { fingerprint } from './fingerprint.ts';
import { bytesPerSample } from './open-recording.ts';
import { readChannelMap, readChannelPositions, readChannelShanks } from './sorted-channels.ts';

/**
 * Where the raw file of a params.py is on this machine: at the path as written, else by its name beside params.py, in
 * `root`, or in up to two folders above. Undefined when it is nowhere.
 */
export async function findRawFile(sorting: SortingFolder, root: string): Promise<string | undefined> {
  const { folder, params } = sorting;
  for (const written of params?.datPaths ?? []) {
    const local = written.replaceAll('\\', '/');
    const name = lastName(written);
    if (!name) continue;
    const up = path.dirname(folder);
    const places = [
      path.resolve(folder, local),
      path.join(folder, name),
      path.join(root, name),
      path.resolve(root, local),
      path.join(up, name),
      path.join(path.dirname(up), name),
    ];
    for (const place of places) {
      const facts = await stat(place).catch(() => undefined);
      if (facts?.isFile()) return place;
    }
  }
  return undefined;
}

/**
 * A stream made of what params.py and the channel files of a sorting say, for a recording without any header: the rate
 * and the columns, sites from channel_positions.npy, no µV per bit. Undefined when params.py lacks the columns or rate.
 */
export async function paramsStream(
  sorting: SortingFolder,
  root: string,
): Promise<{ stream: Stream; part: PartStatus } | undefined> {
  const { folder, params } = sorting;
  if (!params?.columnCount || !params.sampleRateHz) return undefined;
  const { columnCount, sampleRateHz } = params;
  const headerFile = path.join(folder, 'params.py');
  const probe = await probeOfPositions(sorting, columnCount);
  const sorted = new Set(probe?.sites.map(({ column }) => column));
  const channels = Array.from(
    { length: columnCount },
    (_, column): Channel => ({
      column,
      id: column,
      name: `CH${column}`,
      role: sorted.size === 0 || sorted.has(column) ? 'neural' : 'analog',
      uvPerBit: Number.NaN,
    }),
  );
  const written = params.datPaths[0];
  const file = await findRawFile(sorting, root);
  const found = file
    ? await rawOfParams(file, params)
    : {
        reason: written
          ? `${headerFile}: found no file ${lastName(written)} (dat_path '${written}'), expected it beside params.py or in the recording folder. Copy it there.`
          : `${headerFile}: found no dat_path, expected the name of the raw file. Add the line.`,
        warnings: [],
      };
  const { raw, reason, warnings } = found;
  const stream: Stream = {
    id: (file ?? written) ? lastName(file ?? written!).replace(/\.[^.]+$/, '') || 'raw' : 'raw',
    band: 'ap',
    sampleRateHz,
    channels,
    probe,
    sampleCount: raw?.sampleCount ?? null,
    firstSample: 0,
    headerFile,
    ...(raw && { raw }),
    ...(reason !== undefined && { rawMissingReason: reason }),
    warnings,
  };
  const part: PartStatus = raw
    ? { part: 'AP raw data', state: 'present', file: path.relative(root, raw.file) }
    : {
        part: 'AP raw data',
        state: file ? 'broken' : 'missing',
        message: reason!,
        costs: 'waveforms and traces are off',
      };
  return { stream, part };
}

async function rawOfParams(
  file: string,
  { dtype = 'int16', columnCount = 1, headerBytes }: SortingParams,
): Promise<{ raw?: RecordingRef; reason?: string; warnings: string[] }> {
  const sampleType = sampleTypes[dtype.replace(/^(?:np\.|numpy\.|<|=)/, '')];
  if (!sampleType)
    return {
      reason: `${file}: found dtype '${dtype}' in params.py, expected int16, uint16, int32, float32 or float64.`,
      warnings: [],
    };
  try {
    const { size } = await stat(file);
    const frameBytes = columnCount * bytesPerSample[sampleType];
    const sampleCount = Math.floor((size - headerBytes) / frameBytes);
    if (sampleCount < 1)
      return {
        reason: `${file}: found ${size} bytes, expected ${frameBytes} per frame of ${columnCount} columns. Copy the file again.`,
        warnings: [],
      };
    const rest = (size - headerBytes) % frameBytes;
    const warnings = rest
      ? [
          `${file}: found ${size} bytes, expected a multiple of ${frameBytes} after the first ${headerBytes}. The last ${rest} are left out; check n_channels_dat.`,
        ]
      : [];
    const ref = { file, encoding: 'flat', sampleType, headerBytes, columnCount, sampleCount } as const;
    return { raw: { ...ref, fingerprint: await fingerprint(file) }, warnings };
  } catch (error) {
    if (!isInputError(error)) throw error;
    return { reason: messageOf(error), warnings: [] };
  }
}

const sampleTypes: Record<string, SampleType> = {
  int16: 'int16',
  i2: 'int16',
  uint16: 'uint16',
  u2: 'uint16',
  int32: 'int32',
  i4: 'int32',
  float32: 'float32',
  single: 'float32',
  f4: 'float32',
  float64: 'float64',
  double: 'float64',
  f8: 'float64',
};

/** Null when a channel file is missing or cannot be used: geometry is a help, not a need. */
async function probeOfPositions(
  { folder, files }: SortingFolder,
  columnCount: number,
): Promise<Probe | null> {
  try {
    const map = await readChannelMap(folder, files);
    const positions = await readChannelPositions(folder, files, map?.length);
    if (!positions) return null;
    const shanks = await readChannelShanks(folder, files, positions.shape[0]).catch(() => undefined);
    // Without a map the sorted channels are the columns only if there are as many, or one more for sync.
    if (!map && ![columnCount, columnCount - 1].includes(positions.shape[0]!)) return null;
    const { data } = positions;
    const sites = Array.from({ length: positions.shape[0]! }, (_, channel): ProbeSite => {
      const column = map?.[channel] ?? channel;
      const [xUm, yUm] = [data[2 * channel]!, data[2 * channel + 1]!];
      return { column, id: column, shank: shanks?.[channel] ?? 0, xUm, yUm, isReference: false };
    });
    const xs = sites.map(({ xUm }) => xUm);
    return {
      type: 'unknown',
      partNumber: null,
      model: 'unknown probe',
      serial: null,
      shankCount: 1 + sites.reduce((most, { shank }) => Math.max(most, shank), 0),
      shankPitchUm: 0,
      shankWidthUm: xs.length > 0 ? Math.max(...xs) - Math.min(...xs) : 0,
      adcSlotCount: null,
      sites: sites.sort((a, b) => a.column - b.column),
      geometrySource: 'channel_positions.npy',
    };
  } catch (error) {
    if (isInputError(error)) return null;
    throw error;
  }
}
