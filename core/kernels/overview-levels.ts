/**
 * An overview holds the lowest and highest value of each channel for columns of 256 samples, then of four columns each, and
 * so on: about 1 % of its recording in 16 bits. A step is as much as makes one column of the coarsest level, so that steps
 * can be made in any order.
 */
export const finestOverview = 256;
const factor = 4;
const levelCount = 5;
export const overviewStep = finestOverview * factor ** (levelCount - 1);

/** One level: its columns lie one after the other, channels × lowest and highest in each. */
export interface OverviewLevel {
  readonly columnSamples: number;
  /** Columns of the file before those of the level. */
  readonly firstColumn: number;
  readonly columnCount: number;
}

/** Finest first. */
export function overviewLevels(sampleCount: number): readonly OverviewLevel[] {
  let firstColumn = 0;
  return Array.from({ length: levelCount }, (_, level) => {
    const columnSamples = finestOverview * factor ** level;
    const columnCount = Math.ceil(sampleCount / columnSamples);
    firstColumn += columnCount;
    return { columnSamples, firstColumn: firstColumn - columnCount, columnCount };
  });
}

/** The coarsest level whose columns fit a whole number of times into wanted ones; null for finer than any. */
export const levelWithin = (levels: readonly OverviewLevel[], columnSamples: number): OverviewLevel | null =>
  levels.findLast((level) => columnSamples % level.columnSamples === 0) ?? null;

/** (columns × channels × lowest and highest) of `together` columns each; what is unknown (lowest above highest) is left out. */
export function foldColumns(values: Int16Array, channelCount: number, together: number): Int16Array {
  const row = 2 * channelCount;
  const columnCount = values.length / row;
  const folded = new Int16Array(Math.ceil(columnCount / together) * row);
  for (let i = 0; i < folded.length; i += 2) {
    folded[i] = 32767;
    folded[i + 1] = -32768;
  }
  for (let column = 0; column < columnCount; column++) {
    const to = Math.floor(column / together) * row;
    const from = column * row;
    for (let i = 0; i < row; i += 2) {
      if (values[from + i] < folded[to + i]) folded[to + i] = values[from + i];
      if (values[from + i + 1] > folded[to + i + 1]) folded[to + i + 1] = values[from + i + 1];
    }
  }
  return folded;
}
