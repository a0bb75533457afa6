import { FormatError } from '../model/errors.ts';
import type { NdArray } from '../model/nd-array.ts';

/**
 * Digital events of one source in time order, on the sample clock of its stream. Never shorter or longer than the
 * events themselves: the raw file beside them may be cut.
 */
export interface TtlEvents {
  /** Sample numbers of the acquisition clock. */
  readonly samples: Float64Array;
  /** Line of each event, from 1 as the GUI counts. */
  readonly lines: Int16Array;
  /** 1 where the line went up, 0 where it went down. */
  readonly isRising: Uint8Array;
  /** Seconds on the common clock of all streams (GUI 0.6 and later), where they were written. */
  readonly timesS?: Float64Array;
}

export interface TextEvents {
  readonly samples: Float64Array;
  readonly texts: readonly string[];
}

/** The `.npy` files of an event folder, by name without extension. Absent files are absent keys. */
export type EventArrays = Readonly<Partial<Record<EventArrayName, NdArray>>>;
export const eventArrayNames = [
  'states',
  'channel_states',
  'channels',
  'sample_numbers',
  'timestamps',
] as const;
type EventArrayName = (typeof eventArrayNames)[number];

/**
 * TTL events of either layout. GUI 0.6 and later: `states` (± line), `sample_numbers`, `timestamps` in seconds. GUI 0.4
 * and 0.5: `channel_states` (± line), `timestamps`, which are sample numbers there. Throws FormatError when the arrays
 * are missing or of different lengths.
 */
export function ttlEvents(arrays: EventArrays, folder: string): TtlEvents {
  const states = (arrays.states ?? arrays.channel_states)?.data;
  const samples = eventSamples(arrays, folder);
  if (!states)
    throw new FormatError({
      file: folder,
      found: 'no states.npy or channel_states.npy',
      expected: 'the line and direction of each event',
      todo: 'Copy the event folder again.',
    });
  checkLength(folder, 'states', states.length, samples.length);
  const timesS = arrays.sample_numbers && arrays.timestamps;
  if (timesS) checkLength(folder, 'timestamps', timesS.data.length, samples.length);
  return {
    samples,
    lines: Int16Array.from(states, (state) => Math.abs(state)),
    isRising: Uint8Array.from(states, (state) => (state > 0 ? 1 : 0)),
    ...(timesS && { timesS: Float64Array.from(timesS.data) }),
  };
}

/** Messages and other text of an event folder. Zero rows are normal. Throws FormatError as `ttlEvents` does. */
export function textEvents(arrays: EventArrays, texts: readonly string[], folder: string): TextEvents {
  const samples = eventSamples(arrays, folder);
  checkLength(folder, 'text', texts.length, samples.length);
  return { samples, texts };
}

/** `sample_numbers`, which GUI 0.5 and before call `timestamps`: the same name means seconds since 0.6. */
function eventSamples(arrays: EventArrays, folder: string): Float64Array {
  const numbers = arrays.sample_numbers ?? arrays.timestamps;
  if (numbers) return Float64Array.from(numbers.data);
  throw new FormatError({
    file: folder,
    found: 'no sample_numbers.npy or timestamps.npy',
    expected: 'the sample number of each event',
    todo: 'Copy the event folder again.',
  });
}

function checkLength(folder: string, name: string, found: number, wanted: number): void {
  if (found === wanted) return;
  throw new FormatError({
    file: `${folder}/${name}.npy`,
    found: `${found} values`,
    expected: `${wanted}, one for each event`,
    todo: 'A file of this folder was cut; copy the folder again.',
  });
}

/** Samples at which a line goes up and down, as two ascending lists. */
export function ttlEdges(
  events: TtlEvents,
  line: number,
): { onsetSamples: Float64Array; offsetSamples: Float64Array } {
  const of = (rising: number): Float64Array =>
    events.samples.filter((_, i) => events.lines[i] === line && events.isRising[i] === rising);
  return { onsetSamples: of(1), offsetSamples: of(0) };
}
