/** What part of a stream is seen: a stretch of time and a run of rows of channels, both may begin between two. */
export interface View {
  readonly startS: number;
  readonly spanS: number;
  readonly firstRow: number;
  readonly rowCount: number;
}

/** What there is to be seen. */
export interface Extent {
  readonly durationS: number;
  readonly rowCount: number;
  readonly sampleRateHz: number;
  /** The longest stretch that is shown at once. */
  readonly mostSpanS: number;
}

/** Ten samples fill the page at the closest. */
const fewestSamples = 10;
const fewestRows = 1;

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** The nearest view that lies within the recording; spans that are too long or too short are cut around the middle. */
export function within(view: View, extent: Extent): View {
  const most = Math.min(extent.durationS, extent.mostSpanS);
  const spanS = clamp(view.spanS, Math.min(most, fewestSamples / extent.sampleRateHz), most);
  const rowCount = clamp(view.rowCount, Math.min(fewestRows, extent.rowCount), extent.rowCount);
  return {
    spanS,
    rowCount,
    startS: clamp(view.startS + (view.spanS - spanS) / 2, 0, extent.durationS - spanS),
    firstRow: clamp(view.firstRow + (view.rowCount - rowCount) / 2, 0, extent.rowCount - rowCount),
  };
}

/** Moved by shares of what is seen; positive is later and further down. */
export const moved = (view: View, time: number, rows: number, extent: Extent): View =>
  within(
    { ...view, startS: view.startS + time * view.spanS, firstRow: view.firstRow + rows * view.rowCount },
    extent,
  );

/** `factor` times as long; what is at the share `at` of the width stays there. */
export function zoomedTime(view: View, factor: number, at: number, extent: Extent): View {
  const { spanS } = within({ ...view, spanS: view.spanS * factor }, extent);
  return within({ ...view, spanS, startS: view.startS + at * (view.spanS - spanS) }, extent);
}

export function zoomedRows(view: View, factor: number, at: number, extent: Extent): View {
  const { rowCount } = within({ ...view, rowCount: view.rowCount * factor }, extent);
  return within({ ...view, rowCount, firstRow: view.firstRow + at * (view.rowCount - rowCount) }, extent);
}

/** The same span around a moment. */
export const centredAt = (view: View, timeS: number, extent: Extent): View =>
  within({ ...view, startS: timeS - view.spanS / 2 }, extent);

/** Moved no further than needed for a row to be seen whole, and to its middle when it was out of sight. */
export function showingRow(view: View, row: number, extent: Extent): View {
  if (row >= view.firstRow && row + 1 <= view.firstRow + view.rowCount) return view;
  return within({ ...view, firstRow: row + 0.5 - view.rowCount / 2 }, extent);
}

export const timeToX = ({ startS, spanS }: View, widthPx: number, timeS: number): number =>
  ((timeS - startS) / spanS) * widthPx;

export const rowToY = ({ firstRow, rowCount }: View, heightPx: number, row: number): number =>
  ((row - firstRow) / rowCount) * heightPx;
