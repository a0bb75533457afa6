import type { EdgeSource } from './edges.ts';
import { MissingPart } from './errors.ts';
import type { Stream } from './recording.ts';
import type { Sorting } from './sorting.ts';

/** One line of "what is here": a file or group of files, whether it could be used, and what its absence costs. */
export interface PartStatus {
  /** `AP metadata`, `AP raw data`, `spikes`, `labels`, `templates`, `sync`. */
  readonly part: string;
  readonly state: 'present' | 'missing' | 'broken';
  /** Relative to the dataset folder. */
  readonly file?: string;
  /** For missing and broken: one sentence that names file, found, expected, what to do. */
  readonly message?: string;
  /** For missing and broken: the features that are off. */
  readonly costs?: string;
}

/** A header as it was written, for the `raw` part of `metadata`. */
export interface RawHeader {
  readonly file: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A recording folder. Every part may be missing; what is there works. */
export interface Dataset {
  readonly folder: string;
  /** For titles: `rec_g0_t0.imec0`, or the folder's name. */
  readonly name: string;
  readonly acquisition: 'SpikeGLX' | 'Open Ephys' | 'unknown';
  readonly software: string | null;
  readonly streams: readonly Stream[];
  readonly headers: readonly RawHeader[];
  readonly sorting?: Sorting;
  /** The datasets it was merged from, in the order of their index. Spikes are on the clock of the first. */
  readonly merged?: readonly MergedProbe[];
  /** Edges of sync lines that need not be found in raw samples. */
  readonly edgeSources?: readonly EdgeSource[];
  readonly parts: readonly PartStatus[];
  readonly warnings: readonly string[];
}

/** One of the datasets that were merged; its units are `12.0`, `40.0` … for the first, `12.1` … for the second. */
export interface MergedProbe {
  /** What follows the point in the ids of its units. */
  readonly index: number;
  /** As whoever merged them called it: `probe1`, `lateral`. */
  readonly name: string;
  /** Where it is, or where it should be. */
  readonly folder: string;
  /** Undefined when it is not there or cannot be opened; `message` then says why. */
  readonly dataset?: Dataset;
  readonly message?: string;
  /** The stream its spikes came from, by its id in the merged dataset. */
  readonly streamId: string | null;
}

/** What was said of a file when the dataset was opened: that it was cut short, say, which who works on it must know. */
export function warningsOfFile({ warnings }: Pick<Dataset, 'warnings'>, file: string): readonly string[] {
  const name = file.split(/[\\/]/).at(-1);
  return warnings.filter((warning) => warning.startsWith(`${name}: `));
}

/**
 * The stream to use when the caller named none: the one the spikes came from, else the first AP band, else the first.
 * Throws MissingPart for a dataset without streams or a name that is not there.
 */
export function chooseStream(dataset: Dataset, streamId?: string): Stream {
  const { streams, sorting, folder } = dataset;
  if (streamId !== undefined) {
    const named = streams.find(({ id }) => id === streamId);
    if (!named)
      throw new MissingPart(
        `stream '${streamId}'`,
        folder,
        `It has ${streams.map(({ id }) => id).join(', ') || 'none'}.`,
      );
    return named;
  }
  const chosen =
    streams.find(({ id }) => id === sorting?.streamId) ??
    streams.find(({ band }) => band === 'ap') ??
    streams[0];
  if (!chosen)
    throw new MissingPart(
      'recording header',
      folder,
      'Put the .ap.meta or structure.oebin beside the sorting.',
    );
  return chosen;
}

/** Throws MissingPart with a sentence when the dataset has no sorting. */
export function needSorting(dataset: Dataset): Sorting {
  if (dataset.sorting) return dataset.sorting;
  throw new MissingPart(
    'sorted spikes',
    dataset.folder,
    'Put spike_times.npy and spike_clusters.npy in the folder or in a kilosort*/ subfolder.',
  );
}
