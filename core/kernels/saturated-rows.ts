/** Rows [start, end) of a stretch. */
export type Rows = readonly [start: number, end: number];

/** What a saturated row is: at least `channels` of the columns at `limit` bits or beyond on either side. */
export interface Saturation {
  readonly limit: number;
  readonly channels: number;
  /** Rows before and behind that are taken with it. */
  readonly margin: number;
}

/** Runs of saturated rows among `count` of `raw` (samples × `columnCount`), ascending and apart. */
export function saturatedRows(
  raw: Int16Array,
  count: number,
  columnCount: number,
  columns: Int32Array,
  { limit, channels, margin }: Saturation,
): Rows[] {
  const runs: [number, number][] = [];
  for (let row = 0; row < count; row++) {
    let found = 0;
    for (let k = 0, at = row * columnCount; k < columns.length; k++) {
      const value = raw[at + columns[k]];
      if (value >= limit || value <= -limit) found++;
    }
    if (found < channels) continue;
    const last = runs.at(-1);
    if (last && row - margin <= last[1]) last[1] = Math.min(count, row + 1 + margin);
    else runs.push([Math.max(0, row - margin), Math.min(count, row + 1 + margin)]);
  }
  return runs;
}

/** Replaces the rows of a run by lines from the row before to the row behind; at the ends of the stretch these are held. */
export function drawLines(
  raw: Int16Array,
  count: number,
  columnCount: number,
  columns: Int32Array,
  [start, end]: Rows,
): void {
  for (const column of columns) {
    const behind = end < count ? raw[end * columnCount + column] : undefined;
    const before = start > 0 ? raw[(start - 1) * columnCount + column] : (behind ?? 0);
    const slope = ((behind ?? before) - before) / (end - start + 1);
    for (let row = start; row < end; row++)
      raw[row * columnCount + column] = Math.round(before + slope * (row - start + 1));
  }
}
