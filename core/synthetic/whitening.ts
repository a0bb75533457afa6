import type { ChannelNoise } from './channel-noise.ts';
import { exactExp } from './exact-math.ts';
import type { ProbeLayout } from './probe-layout.ts';

/** Neighbours on either side that a row of the whitening matrix reaches. */
export const WHITENING_REACH = 16;

/** A banded, symmetric, diagonally dominant (n × n) stand-in for the matrix a sorter whitens with. */
export function whiteningMatrix(
  probe: ProbeLayout,
  noise: ChannelNoise,
  channels: readonly number[],
): Float64Array {
  const n = channels.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = Math.max(0, i - WHITENING_REACH); j <= Math.min(n - 1, i + WHITENING_REACH); j++) {
      if (i === j) continue;
      const [a, b] = [channels[i]!, channels[j]!];
      if (probe.shank[a] !== probe.shank[b]) continue;
      const dx = probe.xUm[a]! - probe.xUm[b]!;
      const dy = probe.yUm[a]! - probe.yUm[b]!;
      const value = -0.08 * exactExp(-Math.sqrt(dx * dx + dy * dy) / 30);
      matrix[i * n + j] = value;
      row -= value;
    }
    matrix[i * n + i] = 1 + row;
  }
  const sdBits = channels.map((channel) => noise.sdUv[channel]! / probe.uvPerBit + 0.5);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) matrix[i * n + j]! /= Math.sqrt(sdBits[i]! * sdBits[j]!);
  return matrix;
}

/** The inverse of an (n × n) matrix, by Gauss–Jordan elimination with row pivots. Assumes that there is one. */
export function invert(matrix: Float64Array, n: number): Float64Array {
  const m = Float64Array.from(matrix);
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) inverse[i * n + i] = 1;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let r = column + 1; r < n; r++)
      if (Math.abs(m[r * n + column]!) > Math.abs(m[pivot * n + column]!)) pivot = r;
    if (pivot !== column) {
      swapRows(m, n, pivot, column);
      swapRows(inverse, n, pivot, column);
    }
    const scale = 1 / m[column * n + column]!;
    for (let j = 0; j < n; j++) {
      m[column * n + j]! *= scale;
      inverse[column * n + j]! *= scale;
    }
    for (let r = 0; r < n; r++) {
      const factor = m[r * n + column]!;
      if (r === column || factor === 0) continue;
      for (let j = 0; j < n; j++) {
        m[r * n + j]! -= factor * m[column * n + j]!;
        inverse[r * n + j]! -= factor * inverse[column * n + j]!;
      }
    }
  }
  return inverse;
}

function swapRows(matrix: Float64Array, n: number, a: number, b: number): void {
  for (let j = 0; j < n; j++) {
    const kept = matrix[a * n + j]!;
    matrix[a * n + j] = matrix[b * n + j]!;
    matrix[b * n + j] = kept;
  }
}
