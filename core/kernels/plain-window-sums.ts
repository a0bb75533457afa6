import { channelMedians, emptyTally } from './channel-medians.ts';
import { finished, type WindowShape, type WindowSums } from './window-shape.ts';

/** What `windowSums` does, in plain TypeScript: its oracle, and its stand-in where there are no vector instructions. */
export function plainWindowSums(shape: WindowShape): WindowSums {
  const { rows, columnCount, columns, uvPerBit, subtractMedians } = shape;
  const width = columns.length;
  const places = Int32Array.from(columns, (_, i) => i);
  const tally = emptyTally();
  const medians = new Float64Array(width);
  const doubled = new Float64Array(rows * width);
  const sums = new Float64Array(rows * width);
  const squares = new Float64Array(rows * width);
  const gains = Float32Array.from(uvPerBit, (gain) => gain / 2);
  let count = 0;
  return {
    add(window) {
      if (subtractMedians) channelMedians(window, columnCount, columns, tally, medians);
      for (let row = 0, at = 0; row < rows * columnCount; row += columnCount, at += width)
        for (let i = 0; i < width; i++) doubled[at + i] = 2 * (window[row + columns[i]] - medians[i]);
      for (let i = 0; i < doubled.length; i++) {
        sums[i] += doubled[i];
        squares[i] += doubled[i] * doubled[i];
      }
      count++;
    },
    write(out) {
      for (let at = 0; at < out.length; at += width)
        for (let i = 0; i < width; i++) out[at + i] = doubled[at + i] * gains[i];
    },
    finish: () => finished(sums, squares, width, count, { ...shape, columns: places }),
  };
}
