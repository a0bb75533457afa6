import type { Dataset, RawHeader } from '../../model/dataset.ts';

/** Keys that are true of the original file only. */
const dropped = new Set(['fileSHA1', 'fileSizeBytes', 'fileTimeSecs', 'fileName', 'neuropyxelsSteps']);

/**
 * The SpikeGLX header of a processed copy: the original's, with its own size, name and first sample, without the original's
 * checksum, and with a line that tells what was done. Tables keep their tilde.
 */
export function preprocessedHeader(
  { values }: RawHeader,
  {
    file,
    name,
    bytes,
    steps,
    startSample,
    sampleRateHz,
  }: {
    file: string;
    /** What it is called in the end. */
    name: string;
    bytes: number;
    steps: readonly string[];
    startSample: number;
    sampleRateHz: number;
  },
): Record<string, string> {
  const kept = Object.entries(values).filter(([key]) => !dropped.has(key));
  const first = Number(values['firstSample'] ?? 0) + startSample;
  const columns = Number(values['nSavedChans'] ?? Number.NaN);
  const seconds = bytes / 2 / columns / sampleRateHz;
  const own: [string, unknown][] = [
    ['fileName', name],
    ['fileSizeBytes', bytes],
    ...(Number.isFinite(seconds) ? [['fileTimeSecs', seconds] as [string, unknown]] : []),
    ['neuropyxelsSteps', steps.join('; ')],
  ];
  const text = [...kept, ...own]
    .map(([key, value]) => [key, key === 'firstSample' ? first : value] as const)
    .map(([key, value]) => `${written(key, value)}=${String(value)}\n`)
    .join('');
  return { [file.replace(/\.[^.]*$/, '.meta')]: text };
}

/** For copies of other formats: what phy and this program open them by. */
export function preprocessedParams({
  file,
  steps,
  sampleRateHz,
  columnCount,
}: {
  file: string;
  steps: readonly string[];
  sampleRateHz: number;
  columnCount: number;
}): Record<string, string> {
  const [folder, name] = split(file);
  const lines = [
    `# ${steps.join('; ')}`,
    `dat_path = '${name}'`,
    `n_channels_dat = ${columnCount}`,
    "dtype = 'int16'",
    'offset = 0',
    `sample_rate = ${sampleRateHz}`,
    'hp_filtered = True',
  ];
  return { [`${folder}params.py`]: `${lines.join('\n')}\n` };
}

/** `run/rec.ap.bin` → `run/preprocessed/rec.ap.bin`: a folder that is a recording of its own. */
export function copyOf({ folder, acquisition }: Dataset, file: string, ending: '.bin' | '.cbin'): string {
  const [place, name] = split(file);
  // All streams of Open Ephys are called continuous.dat, each in a folder that tells which.
  const own = acquisition === 'Open Ephys' ? `${split(place.slice(0, -1))[1]}/` : '';
  return `${folder}/preprocessed/${own}${name.replace(/\.c?bin$/i, ending)}`;
}

/** The folder with its slash, and the name. */
export function split(file: string): [folder: string, name: string] {
  const end = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1;
  return [file.slice(0, end), file.slice(end)];
}

/** Readers of the original format look for `~` before the name of a table, which is a value in parentheses. */
const written = (key: string, value: unknown): string => (String(value).startsWith('(') ? `~${key}` : key);
