import { covariance } from '../kernels/covariance.ts';
import { frameCleaner } from '../kernels/frame-cleaner.ts';
import {
  type ChannelFilter,
  filtersOf,
  keepingVariance,
  localWhitening,
  zcaWhitening,
} from '../kernels/whitening-matrix.ts';
import { MissingPart, ParameterError } from '../model/errors.ts';
import type { ProbeSite } from '../model/probe.ts';
import type { RecordingReader, RecordingRef, Stream } from '../model/recording.ts';
import type { Sorting } from '../model/sorting.ts';
import { readStretch } from './clean-stretch.ts';
import type { Cleaning } from './cleaning.ts';
import type { CleaningParams } from './cleaning-params.ts';
import { neighboursOf } from './waveform-cutter.ts';
import { meanOfDiagonal, pairsOf, sortersFilters } from './waveform-noise.ts';
import type { WaveformSource } from './waveform-params.ts';

/** Stretches of the recording that tell what the channels' noise has in common. */
const stretches = { count: 25, samples: 1500 } as const;

export type SorterWhitening = NonNullable<WaveformSource['sorterWhitening']>;

/** The sorter's matrix where it is wanted. Throws MissingPart without one. */
export async function sorterWhitening(
  sorting: Sorting | undefined,
  folder: string,
  { whiten }: CleaningParams,
): Promise<SorterWhitening | null> {
  if (whiten !== 'sorter') return null;
  const [inverse, channelMap] = await Promise.all([sorting?.whiteningInverse(), sorting?.channelMap()]);
  if (!inverse)
    throw new MissingPart(
      'whitening matrix of the sorter',
      folder,
      'Put whitening_mat.npy there, or whiten by noise.',
    );
  return {
    inverse: Float64Array.from(inverse.data, Number),
    columns: channelMap ?? Int32Array.from({ length: inverse.shape[0] ?? 0 }, (_, i) => i),
  };
}

/**
 * The cleaning with what each whitened channel is made of, from stretches of the recording that are cleaned before.
 * Throws ParameterError for a recording with fewer samples than the matrix needs.
 */
export async function whitened(
  cleaning: Cleaning,
  { whiten, whitenNeighbours }: CleaningParams,
  { stream, recording, sorter }: { stream: Stream; recording: RecordingRef; sorter: SorterWhitening | null },
  open: (ref: RecordingRef) => Promise<RecordingReader>,
  signal: AbortSignal,
): Promise<Cleaning> {
  if (whiten === 'none') return cleaning;
  const { shape } = cleaning;
  const n = shape.columns.length;
  const near =
    whiten === 'sorter' || whitenNeighbours === null
      ? null
      : neighboursOf(sitesOf(shape.columns, stream), n, whitenNeighbours);
  const noise = await noiseOf(cleaning, recording, open, signal);
  const covariances = covariance(noise, n, near ? pairsOf(near, n) : undefined);
  const epsilon = 1e-6 * meanOfDiagonal(covariances, n);
  const filters: ChannelFilter[] = sorter
    ? sortersFilters({ columns: shape.columns, sorterWhitening: sorter })
    : near
      ? localWhitening(covariances, n, near, epsilon)
      : filtersOf(zcaWhitening(covariances, n, epsilon), n);
  return { ...cleaning, shape: { ...shape, whitening: keepingVariance(filters, covariances, n) } };
}

function sitesOf(columns: Int32Array, stream: Stream): readonly ProbeSite[] | null {
  const siteOf = new Map(stream.probe?.sites.map((site) => [site.column, site]));
  const sites = Array.from(columns).flatMap((column) => siteOf.get(column) ?? []);
  return sites.length === columns.length ? sites : null;
}

/** (channels × samples), in bits. */
async function noiseOf(
  cleaning: Cleaning,
  recording: RecordingRef,
  open: (ref: RecordingRef) => Promise<RecordingReader>,
  signal: AbortSignal,
): Promise<Float32Array> {
  const n = cleaning.shape.columns.length;
  const samples = Math.min(stretches.samples, recording.sampleCount);
  const count = Math.max(1, Math.min(stretches.count, Math.floor(recording.sampleCount / samples)));
  if (count * samples < 2 * n)
    throw new ParameterError(
      `whiten: the recording has ${recording.sampleCount} samples, expected at least ${2 * n} for ${n} channels`,
    );
  const noise = new Float32Array(n * count * samples);
  const cleaner = frameCleaner(cleaning.shape, {
    stretch: samples + cleaning.before + cleaning.behind,
    rows: samples,
  });
  const reader = await open(recording);
  try {
    for (let i = 0; i < count; i++) {
      signal.throwIfAborted();
      const start = Math.floor(((recording.sampleCount - samples) * (i + 0.5)) / count);
      const {
        count: all,
        from,
        to,
      } = await readStretch(reader, cleaning, start, start + samples, cleaner.raw, signal);
      cleaner.clean(all, from, to);
      const rows = cleaner.cleaned();
      for (let s = 0, at = 0; s < samples; s++)
        for (let k = 0; k < n; k++) noise[k * count * samples + i * samples + s] = rows[at++]!;
    }
  } finally {
    await reader.close();
  }
  return noise;
}
