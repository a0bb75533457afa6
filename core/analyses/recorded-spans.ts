import type { UnitId } from '../model/units.ts';
import type { Gathering, UnitSource } from './analysis.ts';

/** [start, end) in samples of the spikes' clock. */
export type Span = readonly [start: number, end: number];

/** Spikes nearer than this tell the rate of a clock less well than its maker. */
const leastSamples = 30_000;

/**
 * When each unit's probe was recording, on the clock of the spikes. `whole` for a dataset that was not merged, and for a
 * probe whose recording is not there. The clock of a probe is told from its units' spikes, which are the same on both.
 */
export async function recordedSpans(
  from: Gathering,
  units: readonly UnitId[],
  trains: readonly Float64Array[],
  whole: Span,
): Promise<readonly Span[]> {
  if (!from.dataset.merged) return units.map(() => whole);
  const sources = await Promise.all(units.map((unit) => from.source(unit).catch(() => undefined)));
  return sources.map((source) => {
    const sampleCount = source?.stream.sampleCount;
    if (!source || !sampleCount) return whole;
    const clock = clockOf(sources, trains, source);
    return clock ? [clock(0), clock(sampleCount)] : whole;
  });
}

/** Samples of a probe's clock to the merged one, by the first and the last spike of its units; undefined without a spike. */
function clockOf(
  sources: readonly (UnitSource | undefined)[],
  trains: readonly Float64Array[],
  { dataset }: UnitSource,
): ((sample: number) => number) | undefined {
  const pairs = sources.flatMap((source, i) => {
    const merged = trains[i];
    if (source?.dataset !== dataset || !merged?.length) return [];
    return [0, merged.length - 1].map((spike) => [source.train[spike], merged[spike]] as [number, number]);
  });
  if (pairs.length === 0) return undefined;
  const first = pairs.reduce((a, b) => (b[0] < a[0] ? b : a));
  const last = pairs.reduce((a, b) => (b[0] > a[0] ? b : a));
  const apart = last[0] - first[0];
  const rate = apart < leastSamples ? 1 : (last[1] - first[1]) / apart;
  return (sample) => Math.round(first[1] + (sample - first[0]) * rate);
}

/** The stretches as far as they lie in a span. */
export const withinSpan = (stretches: readonly Span[], [start, end]: Span): Span[] =>
  stretches
    .map(([from, to]) => [Math.max(from, start), Math.min(to, end)] as const)
    .filter(([from, to]) => to > from);
