import { symmetricEigen } from './symmetric-eigen.ts';

/**
 * The matrix that makes channels of this covariance independent and of variance 1, and changes them least: E (D + ε)^−½ Eᵀ
 * for a covariance E D Eᵀ (zero-phase whitening; Bell and Sejnowski 1997). Row-major (n × n), symmetric.
 */
export function zcaWhitening(covariance: ArrayLike<number>, n: number, epsilon = 1e-6): Float64Array {
  const { values, vectors } = symmetricEigen(covariance, n);
  const scales = values.map((value) => 1 / Math.sqrt(Math.max(0, value) + epsilon));
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += vectors[i * n + k] * scales[k] * vectors[j * n + k];
      result[i * n + j] = sum;
      result[j * n + i] = sum;
    }
  return result;
}

/** What one whitened channel is made of: Σ weights[k] · channel `channels[k]`. */
export interface ChannelFilter {
  readonly channels: Int32Array;
  readonly weights: Float64Array;
}

/**
 * The same for each channel with its neighbours alone, as Kilosort does: far channels share no noise, and an inverse of
 * few channels is steadier. `neighbours[i]` names those of channel i, itself among them.
 */
export function localWhitening(
  covariance: ArrayLike<number>,
  n: number,
  neighbours: readonly Int32Array[],
  epsilon = 1e-6,
): ChannelFilter[] {
  return neighbours.map((channels, own) => {
    const width = channels.length;
    const part = new Float64Array(width * width);
    for (let i = 0; i < width; i++)
      for (let j = 0; j < width; j++) part[i * width + j] = covariance[channels[i] * n + channels[j]];
    const matrix = zcaWhitening(part, width, epsilon);
    const row = channels.indexOf(own);
    return { channels, weights: matrix.slice(row * width, (row + 1) * width) };
  });
}

/** A whole matrix as filters: channel j of the result is Σ matrix[k, j] · channel k. Zeros are left out. */
export function filtersOf(matrix: ArrayLike<number>, n: number): ChannelFilter[] {
  return Array.from({ length: n }, (_, j) => {
    const channels = Int32Array.from({ length: n }, (_, k) => k).filter((k) => matrix[k * n + j] !== 0);
    return { channels, weights: Float64Array.from(channels, (k) => matrix[k * n + j]) };
  });
}

/** The filters scaled so that what they make of channels of this covariance has each channel's own variance. */
export function keepingVariance(
  filters: readonly ChannelFilter[],
  covariance: ArrayLike<number>,
  n: number,
): ChannelFilter[] {
  return filters.map(({ channels, weights }, own) => {
    let variance = 0;
    for (let i = 0; i < channels.length; i++)
      for (let j = 0; j < channels.length; j++)
        variance += weights[i] * weights[j] * covariance[channels[i] * n + channels[j]];
    const scale = variance > 0 ? Math.sqrt(covariance[own * n + own] / variance) : 0;
    return { channels, weights: weights.map((weight) => weight * scale) };
  });
}

/** Applies the filters to every row of `data` (samples × channels), in place. */
export function filterRows(data: Float32Array, filters: readonly ChannelFilter[]): void {
  const n = filters.length;
  const row = new Float32Array(n);
  for (let start = 0; start < data.length; start += n) {
    row.set(data.subarray(start, start + n));
    for (let j = 0; j < n; j++) data[start + j] = weighted(row, filters[j]);
  }
}

function weighted(row: Float32Array, { channels, weights }: ChannelFilter): number {
  let sum = 0;
  for (let k = 0; k < channels.length; k++) sum += weights[k] * row[channels[k]];
  return sum;
}
