/**
 * Folds samples of many channels into the lowest and highest value per channel and column of samples, as a trace drawn that
 * small shows them. `rows` is (samples × channels); its first sample is sample `first` of the columns, each `columnSamples`
 * wide. `lowest` and `highest` are (columns × channels) and begin at +∞ and −∞; a column may be folded in several calls.
 */
export function foldExtremes(
  rows: Float32Array,
  channelCount: number,
  first: number,
  columnSamples: number,
  lowest: Float32Array,
  highest: Float32Array,
): void {
  const sampleCount = rows.length / channelCount;
  for (let done = 0; done < sampleCount; ) {
    const column = Math.floor((first + done) / columnSamples);
    const end = Math.min(sampleCount, (column + 1) * columnSamples - first);
    foldColumn(rows, channelCount, done, end, lowest, highest, column * channelCount);
    done = end;
  }
}

/** A function of its own, because engines compile short loops best. */
function foldColumn(
  rows: Float32Array,
  channelCount: number,
  start: number,
  end: number,
  lowest: Float32Array,
  highest: Float32Array,
  at: number,
): void {
  for (let row = start * channelCount; row < end * channelCount; row += channelCount)
    for (let channel = 0; channel < channelCount; channel++) {
      const value = rows[row + channel];
      if (value < lowest[at + channel]) lowest[at + channel] = value;
      if (value > highest[at + channel]) highest[at + channel] = value;
    }
}
