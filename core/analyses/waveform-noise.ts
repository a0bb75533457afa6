import { covariance } from '../kernels/covariance.ts';
import { invertMatrix } from '../kernels/invert-matrix.ts';
import {
  type ChannelFilter,
  filtersOf,
  keepingVariance,
  localWhitening,
  zcaWhitening,
} from '../kernels/whitening-matrix.ts';
import { ParameterError } from '../model/errors.ts';
import type { RecordingReader } from '../model/recording.ts';
import { readInTurn } from './read-in-turn.ts';
import { neighboursOf, windowCutter } from './waveform-cutter.ts';
import type { WaveformParams, WaveformSource } from './waveform-params.ts';

/** Stretches of the recording that tell what the channels' noise has in common, as Kilosort takes them: with their spikes. */
const stretches = { count: 25, samples: 600 } as const;

/**
 * What each whitened channel is made of: see `whiten` of the parameters. The noise is processed as the waveforms are
 * before they are whitened. Throws ParameterError for a recording with fewer samples than the matrix needs.
 */
export async function whiteningFilters(
  source: WaveformSource,
  params: WaveformParams,
  reader: RecordingReader,
  signal: AbortSignal,
): Promise<ChannelFilter[]> {
  const n = source.columns.length;
  const all = params.whiten === 'sorter' || params.whitenNeighbours === null;
  const near = all ? [] : neighboursOf(source.sites, n, params.whitenNeighbours ?? n);
  const wanted = all ? undefined : pairsOf(near, n);
  const covariances = covariance(await noiseOf(source, params, reader, signal), n, wanted);
  // Of one part in a million of the noise: what keeps a silent channel from becoming infinite.
  const epsilon = 1e-6 * meanOfDiagonal(covariances, n);
  const filters =
    params.whiten === 'sorter'
      ? sortersFilters(source)
      : all
        ? filtersOf(zcaWhitening(covariances, n, epsilon), n)
        : localWhitening(covariances, n, near, epsilon);
  return keepingVariance(filters, covariances, n);
}

/** (channels × samples), µV. */
async function noiseOf(
  source: WaveformSource,
  params: WaveformParams,
  reader: RecordingReader,
  signal: AbortSignal,
): Promise<Float32Array> {
  const n = source.columns.length;
  const total = reader.ref.sampleCount;
  const windowSamples = Math.min(stretches.samples, total);
  const count = Math.max(1, Math.min(stretches.count, Math.floor(total / windowSamples)));
  const length = count * windowSamples;
  if (length < 2 * n)
    throw new ParameterError(
      `whiten: the recording has ${total} samples, expected at least ${2 * n} for ${n} channels`,
    );
  const cutter = windowCutter(source, { ...params, windowSamples }, reader.ref);
  const starts = Array.from({ length: count }, (_, i) =>
    Math.floor(((total - windowSamples) * (i + 0.5)) / count),
  );
  const noise = new Float32Array(n * length);
  const window = new Float32Array(windowSamples * n);
  let next = 0;
  await readInTurn(reader, starts.map(cutter.span), signal, (raw) => {
    cutter.cut(raw, starts[next]!, window);
    for (let s = 0, i = 0; s < windowSamples; s++)
      for (let channel = 0; channel < n; channel++)
        noise[channel * length + next * windowSamples + s] = window[i++]!;
    next++;
  });
  return noise;
}

/** The pairs of channels that are neighbours of some channel together. */
export function pairsOf(near: readonly Int32Array[], n: number): (i: number, j: number) => boolean {
  const wanted = new Uint8Array(n * n);
  for (const own of near) for (const i of own) for (const j of own) wanted[i * n + j] = 1;
  return (i, j) => wanted[i * n + j] === 1;
}

/** The sorter's matrix on the channels it used; others pass through. */
export function sortersFilters({
  columns,
  sorterWhitening,
}: Pick<WaveformSource, 'columns' | 'sorterWhitening'>): ChannelFilter[] {
  const { inverse, columns: sorted } = sorterWhitening!;
  const matrix = invertMatrix(inverse, sorted.length);
  if (!matrix)
    throw new ParameterError('whiten: the sorter’s matrix has no inverse; whiten by noise instead');
  const placeOf = new Map(Array.from(columns, (column, place) => [column, place]));
  const own = filtersOf(matrix, sorted.length);
  const rowOf = new Map(Array.from(sorted, (column, row) => [column, row]));
  return Array.from(columns, (column, place) => {
    const row = rowOf.get(column);
    if (row === undefined) return { channels: Int32Array.of(place), weights: Float64Array.of(1) };
    const { channels, weights } = own[row]!;
    const kept = Array.from(channels.keys()).filter((k) => placeOf.has(sorted[channels[k]!]!));
    return {
      channels: Int32Array.from(kept, (k) => placeOf.get(sorted[channels[k]!]!)!),
      weights: Float64Array.from(kept, (k) => weights[k]!),
    };
  });
}

export function meanOfDiagonal(matrix: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += matrix[i * n + i]!;
  return sum / n;
}
