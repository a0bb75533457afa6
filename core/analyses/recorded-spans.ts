import { needSorting } from '../model/dataset.ts';
import { isInputError } from '../model/errors.ts';
import { parseUnitId, type UnitId } from '../model/units.ts';
import type { Gathering } from './analysis.ts';

/** [start, end) in samples of the spikes' clock. */
export type Span = readonly [start: number, end: number];

/** When the probes of a merged dataset were recording, on the clock of the spikes. */
export interface RecordedSpans {
  /** From when the first of them began to when the last one stopped. */
  readonly whole: Span;
  /** When a unit's probe was recording; `whole` for one whose recording is not there. */
  of(unit: UnitId): Span;
}

/** Spikes nearer than this tell the rate of a clock less well than its maker. */
const leastSamples = 30_000;

/**
 * Null for a dataset that was not merged, and for one of which no recording is there. The clock of a probe is told from
 * the first and the last spike of its busiest unit, which are the same on both clocks.
 */
export async function recordedSpans(from: Gathering): Promise<RecordedSpans | null> {
  const { merged } = from.dataset;
  if (!merged) return null;
  const { units, offsets } = await needSorting(from.dataset).spikes();
  const busiest = new Map<number, number>();
  units.forEach((unit, i) => {
    const { probe } = parseUnitId(unit);
    const count = (place: number) => (offsets[place + 1] as number) - (offsets[place] as number);
    const best = busiest.get(probe);
    if (best === undefined || count(i) > count(best)) busiest.set(probe, i);
  });
  const spans = await Promise.all(
    merged.map(async (_, probe): Promise<Span | null> => {
      const place = busiest.get(probe);
      return place === undefined ? null : spanOf(from, units[place] as UnitId);
    }),
  );
  const known = spans.filter((span) => span !== null);
  if (known.length === 0) return null;
  const whole: Span = [Math.min(...known.map(([start]) => start)), Math.max(...known.map(([, end]) => end))];
  return { whole, of: (unit) => spans[parseUnitId(unit).probe] ?? whole };
}

async function spanOf(from: Gathering, unit: UnitId): Promise<Span | null> {
  const source = await from.source(unit).catch((error: unknown) => {
    if (isInputError(error)) return null;
    throw error;
  });
  const train = await from.train(unit);
  if (!source?.stream.sampleCount || train.length === 0) return null;
  const [first, last] = [source.train[0] as number, source.train.at(-1) as number];
  const rate =
    last - first < leastSamples ? 1 : ((train.at(-1) as number) - (train[0] as number)) / (last - first);
  const clock = (sample: number) => Math.round((train[0] as number) + (sample - first) * rate);
  return [clock(0), clock(source.stream.sampleCount)];
}

/** The stretches as far as they lie in a span. */
export const withinSpan = (stretches: readonly Span[], [start, end]: Span): Span[] =>
  stretches
    .map(([from, to]) => [Math.max(from, start), Math.min(to, end)] as const)
    .filter(([from, to]) => to > from);

/** The stretches as far as they lie in all spans; themselves where there are none. */
export const withinAll = (stretches: readonly Span[], spans: readonly Span[] | undefined): readonly Span[] =>
  (spans ?? []).reduce<readonly Span[]>(withinSpan, stretches);
