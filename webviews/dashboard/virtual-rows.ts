/** Which rows of a long list are worth drawing. All lengths in pixels. */
export interface RowWindow {
  readonly scrollTopPx: number;
  /** Height of the list's visible part, without the head. */
  readonly viewPx: number;
  readonly rowPx: number;
  readonly rowCount: number;
}

/** Rows [start, end) that are visible or within `overscan` rows of being so. */
export function visibleRows(window: RowWindow, overscan = 8): readonly [start: number, end: number] {
  const { scrollTopPx, viewPx, rowPx, rowCount } = window;
  const first = Math.floor(Math.max(0, scrollTopPx) / rowPx);
  const last = Math.ceil((Math.max(0, scrollTopPx) + viewPx) / rowPx);
  const end = Math.min(rowCount, last + overscan);
  return [Math.max(0, Math.min(first - overscan, end)), end];
}

/** The scroll position nearest to the present one at which `row` is wholly visible. */
export function scrollToRow(row: number, { scrollTopPx, viewPx, rowPx }: RowWindow): number {
  const top = row * rowPx;
  if (top < scrollTopPx || viewPx < rowPx) return top;
  const bottom = top + rowPx;
  return bottom > scrollTopPx + viewPx ? bottom - viewPx : scrollTopPx;
}

/** Whole rows that fit, for PageUp and PageDown; at least one. */
export const rowsPerPage = ({ viewPx, rowPx }: RowWindow): number =>
  Math.max(1, Math.floor(viewPx / rowPx) - 1);
