import type { Clocks } from '../analyses/clocks-figure.ts';
import { numberText } from '../analyses/number-text.ts';
import type { Dataset } from '../model/dataset.ts';
import { isSameProbe } from '../model/recording.ts';
import type { StreamClock } from './engine-api.ts';

/**
 * How the seconds of every stream go against those of the first of `fitted`: by its own sync pulses, by those of another
 * band of its probe, or, where nothing is shared, as if both had begun together.
 */
export function streamClocks(
  { streams }: Pick<Dataset, 'streams'>,
  fitted: Pick<Clocks, 'referenceStream' | 'clocks'> | null,
  why: string,
): StreamClock[] {
  const reference = streams.find(({ id }) => id === fitted?.referenceStream) ?? streams[0];
  if (!reference) return [];
  const rateOf = new Map(streams.map(({ id, sampleRateHz }) => [id, sampleRateHz]));
  return streams.map((stream) => {
    if (stream.id === reference.id)
      return { stream: stream.id, a: 1, bS: 0, message: 'the reference of all clocks' };
    if (isSameProbe(stream, reference))
      return { stream: stream.id, a: 1, bS: 0, message: `same clock as ${reference.id}` };
    const own = [stream, ...streams].find(
      (other) => isSameProbe(stream, other) && fitted?.clocks.some((clock) => clock.stream === other.id),
    );
    const clock = fitted?.clocks.find((each) => each.stream === own?.id);
    if (!own || !clock)
      return { stream: stream.id, a: 1, bS: 0, message: `clock not aligned with ${reference.id}: ${why}` };
    return {
      stream: stream.id,
      a: (clock.a * rateOf.get(own.id)!) / reference.sampleRateHz,
      bS: clock.bSamples / reference.sampleRateHz,
      message: `aligned with ${reference.id} by line ${clock.line}, ${numberText(clock.eventCount)} pulses, ${numberText(Math.round(clock.medianResidualUs))} µs off in the median`,
    };
  });
}
