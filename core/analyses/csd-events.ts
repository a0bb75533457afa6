import { ParameterError } from '../model/errors.ts';
import { isSameProbe, type Stream } from '../model/recording.ts';
import type { Computing, Gathering } from './analysis.ts';
import { cleanedUv } from './cleaned-uv.ts';
import type { CleaningParams } from './cleaning-params.ts';
import type { CsdParams } from './csd-params.ts';
import { eventStreamId, gatherEvents } from './gather-events.ts';
import type { RawTracesInputs } from './raw-traces-params.ts';

/** Windows [event + from, event + to) of the LFP's stream, in its samples; each lies in the recording. */
export interface CsdEvents {
  readonly samples: Float64Array;
  readonly from: number;
  readonly to: number;
}

/** What one window of all channels may hold. */
const mostWindowSamples = 50_000;

export const hasEvents = ({ events, syncLine }: Pick<CsdParams, 'events' | 'syncLine'>): boolean =>
  (events?.length ?? 0) + (syncLine?.length ?? 0) > 0;

/**
 * The events of all kinds on the clock of the LFP; null where none are asked for. Throws ParameterError for windows that are
 * empty or too long and where no event has its window in the recording, and what `gatherEvents` throws.
 */
export async function csdEvents(
  from: Gathering,
  params: CsdParams,
  stream: Stream,
  sampleCount: number,
): Promise<CsdEvents | null> {
  if (!hasEvents(params)) return null;
  const [startMs, endMs] = params.windowMs ?? [-50, 200];
  const toSample = (ms: number) => Math.round((ms * stream.sampleRateHz) / 1000);
  const [start, end] = [toSample(startMs), toSample(endMs)];
  if (end <= start || end - start > mostWindowSamples)
    throw new ParameterError(
      `windowMs: got ${startMs} to ${endMs}, expected a window of 1 to ${mostWindowSamples} samples at ${stream.sampleRateHz} Hz`,
    );
  const { kinds, sampleRateHz } = await gatherEvents(from, params);
  const counted = from.dataset.streams.find(({ id }) => id === eventStreamId(from));
  if (counted && !isSameProbe(counted, stream))
    from.warn(`events are told on the clock of ${counted.id}, and taken for that of ${stream.id}`);
  const all = kinds.flatMap(({ samples }) =>
    Array.from(samples, (sample) => Math.round((sample * stream.sampleRateHz) / sampleRateHz)),
  );
  const whole = all.filter((sample) => sample + start >= 0 && sample + end <= sampleCount);
  if (whole.length === 0)
    throw new ParameterError(
      `windowMs: none of ${all.length} events has its whole window of ${startMs} to ${endMs} ms in the recording; take a shorter one`,
    );
  if (whole.length < all.length)
    from.warn(
      `${all.length - whole.length} of ${all.length} events are left out: their windows reach beyond the recording`,
    );
  return { samples: Float64Array.from(whole).sort(), from: start, to: end };
}

/** The mean of all windows, (samples × wanted channels) in µV; one of them is in memory at a time. */
export async function meanAround(
  traces: RawTracesInputs,
  { samples, from, to }: CsdEvents,
  cleaning: CleaningParams,
  context: Computing,
): Promise<Float32Array> {
  const sum = new Float64Array((to - from) * traces.places.length);
  for (const [i, sample] of samples.entries()) {
    const window = { ...traces, startSample: sample + from, endSample: sample + to };
    const uv = await cleanedUv(window, cleaning, { ...context, progress: () => undefined });
    for (let k = 0; k < sum.length; k++) sum[k]! += uv[k]!;
    context.progress((i + 1) / samples.length);
  }
  return Float32Array.from(sum, (value) => value / samples.length);
}
