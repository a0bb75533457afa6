import { Random } from './random.ts';

/** Pulses on the sync line and on the event line: [rise, fall] in milliseconds on the reference clock. */
export interface Timeline {
  readonly pulses: readonly (readonly [number, number])[];
  readonly events: readonly (readonly [number, number])[];
}

/** One pulse a second of 400 to 600 ms, and events at random intervals of at least 0.6 s. */
export function makeTimeline(seed: number, seconds: number, firstRiseMs: number): Timeline {
  const durationMs = seconds * 1000;
  const widths = new Random(seed, 'sync-pulses');
  const pulses: [number, number][] = [];
  for (let k = 0; ; k++) {
    const rise = firstRiseMs + 1000 * k;
    const width = 400 + 200 * widths.uniform();
    if (rise + width > durationMs - 100) break;
    pulses.push([rise, rise + width]);
  }
  const random = new Random(seed, 'random-events');
  const events: [number, number][] = [];
  let rise = 700 + 300 * random.uniform();
  for (;;) {
    const width = 20 + 160 * random.uniform();
    if (rise + width > durationMs - 300) break;
    events.push([rise, rise + width]);
    rise += width + 600 + 800 * random.exponential();
  }
  return { pulses, events };
}

/** Samples at which a line rises (`on`) and falls (`off`). */
export interface LineEdges {
  readonly on: number[];
  readonly off: number[];
}

export interface SyncSignal {
  /** One 16-bit word per sample. */
  readonly words: Int16Array;
  readonly sync: LineEdges;
  readonly events: LineEdges;
}

/** Milliseconds on the reference clock → sample of one recording. */
export type Clock = (timeMs: number) => number;

/** The timeline painted into the sync channel; a negative `eventBit` leaves the events out. */
export function syncSignal(
  timeline: Timeline,
  clock: Clock,
  samples: number,
  syncBit: number,
  eventBit: number,
): SyncSignal {
  const words = new Int16Array(samples);
  const paint = (line: readonly (readonly [number, number])[], bit: number): LineEdges => {
    const edges: LineEdges = { on: [], off: [] };
    for (const [riseMs, fallMs] of line) {
      const rise = clock(riseMs);
      const fall = clock(fallMs);
      for (let sample = Math.max(0, rise); sample < fall && sample < samples; sample++)
        words[sample]! |= 1 << bit;
      if (rise > 0 && rise < samples) edges.on.push(rise);
      if (fall > 0 && fall < samples) edges.off.push(fall);
    }
    return edges;
  };
  const sync = paint(timeline.pulses, syncBit);
  const events = eventBit >= 0 ? paint(timeline.events, eventBit) : { on: [], off: [] };
  return { words, sync, events };
}
