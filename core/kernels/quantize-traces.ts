/** Traces in 16 bits, each with a step of its own, so that also the largest value of a channel fits. */
export interface QuantizedTraces {
  /** (wanted channels × columns × faces), channel by channel: what draws a trace reads it in one run. */
  readonly values: Int16Array;
  /** Per wanted channel: what one step of `values` stands for. */
  readonly steps: Float32Array;
}

/**
 * The traces at `places` of `faces`, each (columns × channels): one for samples, two for lowest and highest; times the gain
 * of each. A step is 1/32767 of the channel's largest absolute value, and no less than `leastStep`; the error
 * is at most half of it.
 */
export function quantizeTraces(
  faces: readonly Float32Array[],
  channelCount: number,
  places: Int32Array,
  gains: Float64Array,
  leastStep: number,
): QuantizedTraces {
  const largest = new Float32Array(channelCount);
  for (const face of faces) foldLargest(face, channelCount, largest);
  const columnCount = (faces[0]?.length ?? 0) / channelCount;
  const values = new Int16Array(places.length * columnCount * faces.length);
  const scales = Float64Array.from(places, (place) => 1 / stepOf(largest[place], leastStep));
  for (let first = 0; first < columnCount; first += nearColumns) {
    const end = Math.min(columnCount, first + nearColumns);
    for (let which = 0; which < faces.length; which++) {
      const face = faces[which];
      for (let i = 0; i < places.length; i++) {
        const scale = scales[i];
        let from = first * channelCount + places[i];
        let to = (i * columnCount + first) * faces.length + which;
        // Rounded as Math.round does, at half its price: nothing is below −32768.
        for (let column = first; column < end; column++, from += channelCount, to += faces.length)
          values[to] = ((face[from] * scale + 32768.5) | 0) - 32768;
      }
    }
  }
  const steps = Float32Array.from(places, (place, i) => stepOf(largest[place], leastStep) * gains[i]);
  return { values, steps };
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
