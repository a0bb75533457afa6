/**
 * Eigenvalues and eigenvectors of a symmetric matrix (n × n, row-major): `vectors[i * n + k]` is component i of vector k,
 * whose value is `values[k]`; in no order. The matrix is not changed.
 * Cyclic Jacobi rotations (Golub & Van Loan, Matrix Computations, ch. 8.5), which are accurate for small eigenvalues too.
 */
export function symmetricEigen(
  matrix: ArrayLike<number>,
  n: number,
): { values: Float64Array; vectors: Float64Array } {
  const a = Float64Array.from(matrix);
  // Turned as rows, which lie together in memory.
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  // Off the diagonal the sum of squares falls quadratically: some ten sweeps for any matrix.
  for (let sweep = 0; sweep < 60; sweep++) {
    if (offDiagonal(a, n) <= 1e-26) break;
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, rows, n, p, q);
  }
  const values = new Float64Array(n);
  const vectors = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    values[k] = a[k * n + k];
    for (let i = 0; i < n; i++) vectors[i * n + k] = rows[k * n + i];
  }
  return { values, vectors };
}

/** Share of the squares of a matrix that is not on its diagonal. */
function offDiagonal(a: Float64Array, n: number): number {
  let off = 0;
  let diagonal = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) off += 2 * a[i * n + j] * a[i * n + j];
    diagonal += a[i * n + i] * a[i * n + i];
  }
  return off > 0 ? off / (off + diagonal) : 0;
}

/** Makes a[p, q] zero. */
function rotate(a: Float64Array, rows: Float64Array, n: number, p: number, q: number): void {
  const [atP, atQ] = [p * n, q * n];
  const apq = a[atP + q];
  if (apq === 0) return;
  const theta = (a[atQ + q] - a[atP + p]) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const [app, aqq] = [a[atP + p] - t * apq, a[atQ + q] + t * apq];
  for (let i = 0; i < n; i++) {
    const x = a[atP + i];
    const y = a[atQ + i];
    a[atP + i] = c * x - s * y;
    a[atQ + i] = s * x + c * y;
    // Columns mirror rows.
    a[i * n + p] = a[atP + i];
    a[i * n + q] = a[atQ + i];
  }
  a[atP + p] = app;
  a[atQ + q] = aqq;
  a[atP + q] = 0;
  a[atQ + p] = 0;
  for (let i = 0; i < n; i++) {
    const x = rows[atP + i];
    const y = rows[atQ + i];
    rows[atP + i] = c * x - s * y;
    rows[atQ + i] = s * x + c * y;
  }
}
