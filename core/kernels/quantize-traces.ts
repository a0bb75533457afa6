/** Traces in 16 bits, each with a step of its own, so that the largest value of a channel uses all of them. */
export interface QuantizedTraces {
  /** (wanted channels × columns × faces), channel by channel: what draws a trace reads it in one run. */
  readonly values: Int16Array;
  /** Per wanted channel: what one step of `values` stands for. */
  readonly steps: Float32Array;
}

/**
 * The traces at `places` of `faces`, each (columns × channels): one for samples, two for lowest and highest; times the gain
 * of each. The error is at most half a step, 1/65534 of the channel's largest absolute value.
 */
export function quantizeTraces(
  faces: readonly Float32Array[],
  channelCount: number,
  places: Int32Array,
  gains: Float64Array,
): QuantizedTraces {
  const largest = new Float32Array(channelCount);
  for (const face of faces) foldLargest(face, channelCount, largest);
  const columnCount = (faces[0]?.length ?? 0) / channelCount;
  const values = new Int16Array(places.length * columnCount * faces.length);
  faces.forEach((face, which) => {
    for (let i = 0; i < places.length; i++) {
      const scale = 32767 / (largest[places[i]] || 32767);
      let to = i * columnCount * faces.length + which;
      for (let at = places[i]; at < face.length; at += channelCount, to += faces.length)
        values[to] = Math.round(face[at] * scale);
    }
  });
  const steps = Float32Array.from(places, (place, i) => ((largest[place] || 32767) / 32767) * gains[i]);
  return { values, steps };
}

function foldLargest(face: Float32Array, channelCount: number, largest: Float32Array): void {
  for (let row = 0; row < face.length; row += channelCount)
    for (let channel = 0; channel < channelCount; channel++) {
      const size = Math.abs(face[row + channel]);
      if (size > largest[channel]) largest[channel] = size;
    }
}
