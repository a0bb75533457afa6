/** Traces in 16 bits, each with a step of its own, so that the largest value of a channel uses all of them. */
export interface QuantizedTraces {
  /** (channels × columns × faces), channel by channel: what draws a trace reads it in one run. */
  readonly values: Int16Array;
  /** Per channel: what one step of `values` stands for. */
  readonly steps: Float32Array;
}

/**
 * The traces of `faces`, each (columns × channels): one for samples, two for lowest and highest. The error is at most half
 * a step, 1/65534 of the channel's largest absolute value.
 */
export function quantizeTraces(faces: readonly Float32Array[], channelCount: number): QuantizedTraces {
  const steps = new Float32Array(channelCount);
  for (const face of faces) foldLargest(face, channelCount, steps);
  for (let channel = 0; channel < channelCount; channel++) steps[channel] = steps[channel] / 32767 || 1;
  const columnCount = (faces[0]?.length ?? 0) / channelCount;
  const values = new Int16Array(channelCount * columnCount * faces.length);
  faces.forEach((face, place) => {
    for (let channel = 0; channel < channelCount; channel++) {
      const scale = 1 / steps[channel];
      let to = channel * columnCount * faces.length + place;
      for (let at = channel; at < face.length; at += channelCount, to += faces.length)
        values[to] = Math.round(face[at] * scale);
    }
  });
  return { values, steps };
}

function foldLargest(face: Float32Array, channelCount: number, largest: Float32Array): void {
  for (let row = 0; row < face.length; row += channelCount)
    for (let channel = 0; channel < channelCount; channel++) {
      const size = Math.abs(face[row + channel]);
      if (size > largest[channel]) largest[channel] = size;
    }
}
