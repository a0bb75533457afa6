import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../formats/finding.ts';
import { metaFindings } from '../formats/meta-findings.ts';
import { type HeaderFacts, type NamedRawFile, paramsFindings } from '../formats/params-findings.ts';
import { parseParamsPy } from '../formats/params-py.ts';
import { tableFindings } from '../formats/table-findings.ts';
import type { Dataset } from '../model/dataset.ts';
import { isInputError } from '../model/errors.ts';
import { openDataset } from './open-dataset.ts';
import { isClusterFile } from './read-cluster-tables.ts';
import { readSmallText } from './read-file.ts';

/** A finding and the file it is about. */
export interface FileFinding extends Finding {
  /** Absolute. */
  readonly file: string;
}

/** Files of a sorting that are good to have, and what they are for. */
const optionalFiles: Readonly<Record<string, string>> = {
  'templates.npy': 'templates, peak channels and depths of units',
  'spike_templates.npy': 'which template a spike was found with',
  'amplitudes.npy': 'amplitudes of spikes, missed spikes in clean-train and quality metrics',
  'channel_map.npy': 'which channels were sorted',
  'channel_positions.npy': 'places of units where no header says them',
  'whitening_mat_inv.npy': 'amplitudes in µV of templates',
  'pc_features.npy': 'depths of spikes, drift in quality metrics',
};

/**
 * Examines a recording folder, or the one of a file in it: contradictions between headers, `params.py`, tables and raw
 * files, and what missing files cost. Reads headers and small tables only. Throws the input errors of opening.
 */
export async function examineFolder(place: string): Promise<readonly FileFinding[]> {
  const dataset = await openDataset(place);
  const found: FileFinding[] = [];
  const add = (file: string, findings: readonly Finding[]) => {
    for (const finding of findings) found.push({ ...finding, file });
  };
  for (const file of new Set(dataset.streams.map(({ headerFile }) => headerFile)))
    if (/\.meta$/i.test(file)) add(file, metaFindings(await textOf(file), await rawBeside(file)));
  const { sorting } = dataset;
  if (sorting) {
    const names = await readdir(sorting.folder).catch((): string[] => []);
    const params = path.join(sorting.folder, 'params.py');
    if (names.includes('params.py')) {
      const text = await textOf(params);
      add(params, paramsFindings(text, await namedRawFiles(params, text), headerOf(dataset)));
    }
    for (const name of names.filter(isClusterFile).sort())
      add(path.join(sorting.folder, name), tableFindings(await textOf(path.join(sorting.folder, name))));
    for (const [name, use] of Object.entries(optionalFiles))
      if (!names.includes(name) && !dataset.merged)
        add(path.join(sorting.folder, name), [
          {
            severity: 'information',
            code: 'file-missing',
            message: `${name} is not there; it gives ${use}.`,
            line: 0,
            fixes: [],
          },
        ]);
  }
  for (const { part, state, file, message, costs } of dataset.parts)
    if (state !== 'present' && !found.some((each) => message?.includes(path.basename(each.file))))
      add(file ? path.resolve(dataset.folder, file) : dataset.folder, [
        {
          severity: state === 'broken' ? 'error' : 'information',
          code: state === 'broken' ? 'file-broken' : 'file-missing',
          message: [message ?? `${part}: not there`, costs && `Off: ${costs}.`].filter(Boolean).join(' '),
          line: 0,
          fixes: [],
        },
      ]);
  return found;
}

/** What the header says of the stream the spikes came from. */
export function headerOf({ streams }: Dataset): HeaderFacts | null {
  const headers = streams.filter(({ band, headerFile }) => band === 'ap' && /\.meta$/i.test(headerFile));
  // Of several probes none is certain to be the sorted one.
  const [stream] = headers;
  if (!stream || headers.length > 1) return null;
  const { headerFile, sampleRateHz, channels } = stream;
  return { file: path.basename(headerFile), sampleRateHz, columnCount: channels.length };
}

/** Where the raw files of a `params.py` are: as written, else by name beside it or one folder above. */
export async function namedRawFiles(params: string, text: string): Promise<readonly NamedRawFile[]> {
  const value = parseParamsPy(text).findLast(({ name }) => name === 'dat_path')?.value;
  const written = (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
  const folder = path.dirname(params);
  return Promise.all(
    written.slice(0, 16).map(async (each): Promise<NamedRawFile> => {
      const name = each.split(/[\\/]/).at(-1) ?? each;
      const asWritten = path.resolve(folder, each);
      for (const file of [asWritten, path.join(folder, name), path.join(folder, '..', name)]) {
        const facts = await stat(file).catch(() => null);
        if (facts?.isFile())
          return {
            written: each,
            path: file,
            bytes: facts.size,
            isElsewhere: file !== asWritten,
            relative: path.relative(folder, file).replaceAll('\\', '/'),
          };
      }
      return { written: each, path: null, bytes: null, isElsewhere: false, relative: null };
    }),
  );
}

async function rawBeside(header: string): Promise<{ name: string; bytes: number } | null> {
  for (const ending of ['.bin', '.cbin']) {
    const file = header.replace(/\.meta$/i, ending);
    const facts = await stat(file).catch(() => null);
    if (facts?.isFile()) return { name: path.basename(file), bytes: facts.size };
  }
  return null;
}

/** '' for a file that cannot be read: opening has told it already. */
const textOf = (file: string): Promise<string> =>
  readSmallText(file).catch((error: unknown) => {
    if (isInputError(error)) return '';
    throw error;
  });
