import { bytesText, countText, durationText } from '../core/formats/header-words.ts';
import { type PyEntry, parseParamsPy } from '../core/formats/params-py.ts';
import { code, type HoverText, linesOf, own } from './hover-text.ts';

/** Where one `dat_path` leads on this machine. */
export interface DatFile {
  /** Absolute. */
  readonly path: string;
  /** Null when there is no such file. */
  readonly bytes: number | null;
  /** The written path leads nowhere; a file of the same name was found nearer. */
  readonly isReplacement: boolean;
}

export interface ParamsSurroundings {
  /** By path as written; absent when nobody looked. */
  readonly datFiles?: ReadonlyMap<string, DatFile>;
}

/** What phy reads `params.py` for: https://phy.readthedocs.io/en/latest/sorting_user_guide/#the-paramspy-file */
const meanings: Readonly<Record<string, string>> = {
  dat_path:
    'The raw file that was sorted, or several that were joined. phy reads spikes’ waveforms from it; without it everything else still works.',
  n_channels_dat:
    'Columns of the raw file, sync words included; more than the sorted channels of `channel_map.npy`.',
  dtype: 'Number type of the samples in the raw file.',
  offset: 'Bytes of the raw file before its first sample.',
  sample_rate: 'Sampling rate of the raw file; turns `spike_times.npy` into seconds.',
  hp_filtered:
    'Whether the raw file is already high-pass filtered. phy filters what it shows when this is False.',
  dir_path: 'Folder of the sorting, where it is not the folder of this file.',
  ampfactor: 'Factor from bits to microvolts for the amplitudes that phy shows.',
  features_on_demand: 'Whether phy computes features when they are asked for.',
};

const bytesPerSample: Readonly<Record<string, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  float16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  int64: 8,
  float64: 8,
  single: 4,
  double: 8,
};

/**
 * What to show over an assignment of `params.py`: what it means for phy and what follows from it, such as the length of
 * the recording. The file is read as literals and never executed. Null over other lines. Never throws.
 */
export function paramsHover(text: string, line: number, around: ParamsSurroundings): HoverText | null {
  const written = linesOf(text)[line];
  const entries = parseParamsPy(text);
  const entry = entries.find((candidate) => candidate.line <= line + 1 && line + 1 <= candidate.endLine);
  if (written === undefined || !entry) return null;
  const { name, value } = entry;
  const parts = [
    `**${code(name)}** = ${code(entry.text)}${unitOf(entry)}`,
    own(meanings, name) ?? 'Not a parameter that phy reads.',
    value === undefined && entry.text !== ''
      ? '⚠ Not a plain value: phy runs this file, we never do, so this line is passed over.'
      : null,
    ...(own(facts, name)?.(entry, new Map(entries.map((each) => [each.name, each])), around) ?? []),
  ];
  const markdown = parts.filter((part) => part !== null).join('\n\n');
  return {
    markdown,
    line,
    start: written.length - written.trimStart().length,
    end: written.trimEnd().length,
  };
}

/** Paths that a `params.py` names, as written. */
export function datPathsOf(text: string): string[] {
  const value = parseParamsPy(text).findLast(({ name }) => name === 'dat_path')?.value;
  return (Array.isArray(value) ? value : [value]).filter((path): path is string => typeof path === 'string');
}

const unitOf = ({ name, value }: PyEntry): string =>
  typeof value !== 'number' ? '' : name === 'sample_rate' ? ' Hz' : name === 'offset' ? ' bytes' : '';

type Entries = ReadonlyMap<string, PyEntry>;
type Facts = (entry: PyEntry, all: Entries, around: ParamsSurroundings) => string[];

const numberOf = (entries: Entries, name: string): number | undefined => {
  const value = entries.get(name)?.value;
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
};

function frameBytes(entries: Entries): { bytes: number; words: string } | null {
  const columns = numberOf(entries, 'n_channels_dat');
  const dtype = entries.get('dtype')?.value ?? 'int16';
  const size = typeof dtype === 'string' ? own(bytesPerSample, dtype.replace(/^[<>=|]/, '')) : undefined;
  return columns && size
    ? { bytes: columns * size, words: `${columns} channels × ${size} bytes (${dtype})` }
    : null;
}

const datFacts: Facts = (_, entries, { datFiles }) => {
  const rate = numberOf(entries, 'sample_rate');
  const frame = frameBytes(entries);
  return [...(datFiles ?? [])].flatMap(([written, { path, bytes, isReplacement }]) => {
    if (bytes === null) return [`⚠ ${code(path)} is not there; raw waveforms are off.`];
    const found = isReplacement
      ? `⚠ ${code(written)} is not on this machine; ${code(path)} is used.`
      : code(path);
    const body = bytes - (numberOf(entries, 'offset') ?? 0);
    if (!frame || body < 0) return [`${found}, ${bytesText(bytes)}`];
    const samples = Math.floor(body / frame.bytes);
    const length = rate ? ` = ${durationText(samples / rate)} at ${countText(rate)} Hz` : '';
    const rest = body % frame.bytes;
    return [
      found,
      `${bytesText(bytes)} / (${frame.words}) = ${countText(samples)} samples${length}.`,
      ...(rest === 0
        ? []
        : [
            `⚠ ${rest} bytes are left over: n_channels_dat, dtype or offset does not fit the file, or it was cut.`,
          ]),
    ];
  });
};

const facts: Readonly<Record<string, Facts>> = {
  dat_path: datFacts,
  n_channels_dat: (entry, entries, around) => {
    if (typeof entry.value !== 'number' || !Number.isInteger(entry.value) || entry.value <= 0)
      return entry.text === '' ? [] : ['⚠ Expected a whole number of channels.'];
    return datFacts(entry, entries, around);
  },
  dtype: ({ value }) =>
    typeof value === 'string' && own(bytesPerSample, value.replace(/^[<>=|]/, '')) === undefined
      ? [`⚠ Not a number type of NumPy such as ${code('int16')}.`]
      : [],
  sample_rate: ({ value }) =>
    typeof value === 'number' && value > 0
      ? [`One sample every ${Number((1e6 / value).toPrecision(7))} µs.`]
      : ['⚠ Expected hertz, such as 30000.'],
  hp_filtered: ({ value }) =>
    value === true
      ? ['phy shows the samples as they are.']
      : value === false
        ? ['phy applies its own high-pass filter before it shows waveforms.']
        : [],
};
