/** How the numbers of an events file are meant; `auto` takes what the file says of itself. */
export const eventsUnits = ['auto', 's', 'ms', 'samples'] as const;
export type EventsUnit = (typeof eventsUnits)[number];

/** Moments of one kind: a line that goes up, a stimulus, a lick. */
export interface EventKind {
  readonly name: string;
  /**
   * When, in samples of the spikes' stream from its first sample on, in the order of the source: the order of trials.
   * Not always whole, as a time in seconds may fall between two samples; the same moment may come twice.
   */
  readonly samples: Float64Array;
}

/** Events as a file has them, before anybody knows the sampling rate. */
export interface EventTimes {
  readonly name: string;
  readonly values: Float64Array;
  readonly unit: Exclude<EventsUnit, 'auto'>;
}

/** So many kinds that a figure or a table could not tell them apart; more are a column taken by mistake. */
export const mostEventKinds = 64;
