import { bisectLeft } from './bisect.ts';

/** Spikes around each event, trial by trial: those of trial i are `lags[offsets[i]] … lags[offsets[i + 1] - 1]`. */
export interface AlignedSpikes {
  /** Spike less event, in samples, ascending within a trial. */
  readonly lags: Float64Array;
  /** One more than there are events. */
  readonly offsets: Uint32Array;
}

/**
 * The spikes with `from` ≤ spike − event < `to`, in samples. A spike belongs to every event it is near to, and two events
 * at the same moment are two trials. `train` is ascending, events may stand in any order.
 */
export function alignSpikes(
  train: Float64Array,
  events: Float64Array,
  from: number,
  to: number,
): AlignedSpikes {
  const offsets = new Uint32Array(events.length + 1);
  const firsts = new Uint32Array(events.length);
  for (let e = 0; e < events.length; e++) {
    firsts[e] = bisectLeft(train, events[e] + from);
    offsets[e + 1] = offsets[e] + bisectLeft(train, events[e] + to) - firsts[e];
  }
  const lags = new Float64Array(offsets[events.length]);
  for (let e = 0; e < events.length; e++)
    for (let i = offsets[e]; i < offsets[e + 1]; i++) lags[i] = train[firsts[e] + i - offsets[e]] - events[e];
  return { lags, offsets };
}

/**
 * (events × bins) counts of aligned spikes in bins [edge, next edge). `edges` ascend and are evenly spaced; lags beyond
 * them are not counted.
 */
export function countAligned({ lags, offsets }: AlignedSpikes, edges: Float64Array): Float64Array {
  const bins = edges.length - 1;
  const counts = new Float64Array((offsets.length - 1) * bins);
  const perBin = bins / (edges[bins] - edges[0]);
  for (let trial = 0; trial + 1 < offsets.length; trial++)
    for (let i = offsets[trial]; i < offsets[trial + 1]; i++) {
      const lag = lags[i];
      if (lag < edges[0] || lag >= edges[bins]) continue;
      let bin = Math.floor((lag - edges[0]) * perBin);
      while (bin > 0 && lag < edges[bin]) bin--;
      while (lag >= edges[bin + 1]) bin++;
      counts[trial * bins + bin]++;
    }
  return counts;
}
