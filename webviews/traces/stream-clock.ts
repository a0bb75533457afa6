import type { StreamClock } from '../../core/engine/engine-api.ts';
import type { View } from './view.ts';

/** How the seconds of one stream go against those of another: own = a · main + b. */
export interface TimeMap {
  readonly a: number;
  readonly bS: number;
}

/** Between two streams, from how each goes against the reference (reference = a · own + b). */
export function timeMap(main: StreamClock | undefined, own: StreamClock | undefined): TimeMap {
  if (!main || !own) return { a: 1, bS: 0 };
  return { a: main.a / own.a, bS: (main.bS - own.bS) / own.a };
}

/** The same stretch of time on the other clock. */
export const toOwnTime = ({ a, bS }: TimeMap, { startS, spanS }: View) => ({
  startS: a * startS + bS,
  spanS: a * spanS,
});

export const toMainTime = ({ a, bS }: TimeMap, { startS, spanS }: View) => ({
  startS: (startS - bS) / a,
  spanS: spanS / a,
});
