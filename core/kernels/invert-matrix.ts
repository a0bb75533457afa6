/**
 * The inverse of a square matrix, row-major (n × n), by Gauss-Jordan elimination with row pivoting; undefined when the
 * matrix is singular to working precision. The matrix is not changed.
 */
export function invertMatrix(matrix: ArrayLike<number>, n: number): Float64Array | undefined {
  const a = Float64Array.from(matrix);
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) inverse[i * n + i] = 1;
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]));
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++)
      if (Math.abs(a[row * n + column]) > Math.abs(a[pivot * n + column])) pivot = row;
    const value = a[pivot * n + column];
    if (!(Math.abs(value) > 1e-14 * largest)) return undefined;
    if (pivot !== column) {
      swapRows(a, n, pivot, column);
      swapRows(inverse, n, pivot, column);
    }
    for (let j = 0; j < n; j++) {
      a[column * n + j] /= value;
      inverse[column * n + j] /= value;
    }
    for (let row = 0; row < n; row++) {
      const factor = a[row * n + column];
      if (row === column || factor === 0) continue;
      for (let j = column; j < n; j++) a[row * n + j] -= factor * a[column * n + j];
      for (let j = 0; j < n; j++) inverse[row * n + j] -= factor * inverse[column * n + j];
    }
  }
  return inverse;
}

function swapRows(a: Float64Array, n: number, i: number, j: number): void {
  const row = a.slice(i * n, (i + 1) * n);
  a.copyWithin(i * n, j * n, (j + 1) * n);
  a.set(row, j * n);
}
