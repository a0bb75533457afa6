/** Traces in 16 bits, each with a step of its own, so that also the largest value of a channel fits. */
export interface QuantizedTraces {
  /** (wanted channels × columns × faces), channel by channel: what draws a trace reads it in one run. */
  readonly values: Int16Array;
  /** Per wanted channel: what one step of `values` stands for. */
  readonly steps: Float32Array;
}

/**
 * The traces at `places` of `faces`, each (columns × channels): one for samples, two for lowest and highest, of which only the
 * one further from zero is told where `onlyFurthest`, the highest of two that are as far; times the gain of each. A step is
 * 1/32767 of the channel's largest absolute value, and no less than `leastStep`; the error is at most half of it.
 */
export function quantizeTraces(
  faces: readonly Float32Array[],
  channelCount: number,
  places: Int32Array,
  gains: Float64Array,
  leastStep: number,
  onlyFurthest = false,
): QuantizedTraces {
  const largest = new Float32Array(channelCount);
  for (const face of faces) foldLargest(face, channelCount, largest);
  const columnCount = (faces[0]?.length ?? 0) / channelCount;
  const [lowest, highest] = faces;
  const isOne = onlyFurthest && lowest !== undefined && highest !== undefined;
  const width = isOne ? 1 : faces.length;
  const values = new Int16Array(places.length * columnCount * width);
  const scales = Float64Array.from(places, (place) => 1 / stepOf(largest[place], leastStep));
  for (let first = 0; first < columnCount; first += nearColumns) {
    const end = Math.min(columnCount, first + nearColumns);
    for (let i = 0; i < places.length; i++) {
      const scale = scales[i];
      const start = first * channelCount + places[i];
      const target = (i * columnCount + first) * width;
      const count = end - first;
      if (isOne) putFurthest(lowest, highest, start, channelCount, scale, values, target, count);
      else
        for (let which = 0; which < width; which++)
          putRounded(faces[which], start, channelCount, scale, values, target + which, width, count);
    }
  }
  const steps = Float32Array.from(places, (place, i) => stepOf(largest[place], leastStep) * gains[i]);
  return { values, steps };
}

/** Rounded as Math.round does, at half its price: nothing is below −32768. */
const rounded = (value: number): number => ((value + 32768.5) | 0) - 32768;

function putRounded(
  face: Float32Array,
  start: number,
  stride: number,
  scale: number,
  values: Int16Array,
  target: number,
  step: number,
  count: number,
): void {
  for (let i = 0, from = start, to = target; i < count; i++, from += stride, to += step)
    values[to] = rounded(face[from] * scale);
}

/** Chosen without a branch: which of the two it is changes from column to column. */
function putFurthest(
  lowest: Float32Array,
  highest: Float32Array,
  start: number,
  stride: number,
  scale: number,
  values: Int16Array,
  target: number,
  count: number,
): void {
  for (let i = 0, from = start; i < count; i++, from += stride) {
    const low = rounded(lowest[from] * scale);
    const high = rounded(highest[from] * scale);
    const isLow = (low + high) >> 31;
    values[target + i] = (low & isLow) | (high & ~isLow);
  }
}

/** Columns that are turned at once: their rows of a probe's channels stay in the processor's nearest memory. */
const nearColumns = 16;

const stepOf = (largest: number, least: number): number => Math.max(least, (largest || 32767) / 32767);

function foldLargest(face: Float32Array, channelCount: number, largest: Float32Array): void {
  for (let row = 0; row < face.length; row += channelCount)
    for (let channel = 0; channel < channelCount; channel++) {
      const size = Math.abs(face[row + channel]);
      if (size > largest[channel]) largest[channel] = size;
    }
}
