import type { SyntheticPopulation } from './population.ts';
import type { ProbeLayout } from './probe-layout.ts';
import type { Clock, Timeline } from './timeline.ts';

/** One probe of a recording: what it saw, on its own clock. */
export interface ProbeStream {
  readonly probe: ProbeLayout;
  readonly population: SyntheticPopulation;
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly samples: number;
  /** Names the probe's random streams. */
  readonly tag: string;
  readonly probeIndex: number;
  readonly probeCount: number;
  /** Table of standard normals shared by all noise. */
  readonly normals: Float64Array;
}
