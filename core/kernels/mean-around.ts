import { bisectLeft } from './bisect.ts';

/**
 * (events × bins) means of a sampled variable around events: of those of `values` whose time less the event's lies in
 * [edge, next edge); NaN where there is no sample. `times` ascend, in the unit of `events` and `edges`, which ascend and
 * are evenly spaced. Pupil sizes, running speeds: whatever was sampled beside the spikes, at whatever moments.
 */
export function meanAround(
  times: Float64Array,
  values: ArrayLike<number>,
  events: Float64Array,
  edges: Float64Array,
): Float64Array {
  const bins = edges.length - 1;
  const perBin = bins / (edges[bins] - edges[0]);
  const means = new Float64Array(events.length * bins);
  const counts = new Uint32Array(means.length);
  for (let e = 0; e < events.length; e++)
    for (let i = bisectLeft(times, events[e] + edges[0]); i < times.length; i++) {
      const lag = times[i] - events[e];
      if (lag >= edges[bins]) break;
      let bin = Math.min(bins - 1, Math.max(0, Math.floor((lag - edges[0]) * perBin)));
      while (bin > 0 && lag < edges[bin]) bin--;
      while (lag >= edges[bin + 1]) bin++;
      means[e * bins + bin] += values[i];
      counts[e * bins + bin]++;
    }
  for (let i = 0; i < means.length; i++) means[i] = counts[i] === 0 ? Number.NaN : means[i] / counts[i];
  return means;
}
