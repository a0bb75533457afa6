/** Windows of a raw file of 16-bit samples, and what is wanted of each. */
export interface WindowShape {
  /** Samples of a window; below 32768. */
  readonly rows: number;
  /** Columns of the file, all of which a window holds. */
  readonly columnCount: number;
  /** Those that are wanted. */
  readonly columns: Int32Array;
  readonly uvPerBit: Float64Array;
  /** Subtract from each column its median over the window. */
  readonly subtractMedians: boolean;
}

/** Sums over windows, exact: integers until `finish`. */
export interface WindowSums {
  /** Adds a window (rows × columns of the file). */
  add(window: Int16Array): void;
  /** Writes the window added last, in µV, (rows × wanted columns). */
  write(out: Float32Array): void;
  /** Mean and standard deviation (divided by n) of the windows added, (rows × wanted columns); NaN for none. */
  finish(): { readonly mean: Float32Array; readonly deviation: Float32Array };
}

/** From sums of doubled bits in rows of `stride` to µV of the wanted columns. */
export function finished(
  sums: Float64Array,
  squares: Float64Array,
  stride: number,
  count: number,
  { rows, columns, uvPerBit }: WindowShape,
): { mean: Float32Array; deviation: Float32Array } {
  const width = columns.length;
  const mean = new Float32Array(rows * width);
  const deviation = new Float32Array(rows * width);
  for (let row = 0, at = 0; row < rows; row++)
    for (let i = 0; i < width; i++, at++) {
      const from = row * stride + columns[i];
      const average = sums[from] / count;
      const variance = squares[from] / count - average * average;
      mean[at] = (average * uvPerBit[i]) / 2;
      // Rounding may leave a trace below zero where all windows agree.
      deviation[at] = (Math.sqrt(variance < 0 ? 0 : variance) * uvPerBit[i]) / 2;
    }
  return { mean, deviation };
}
