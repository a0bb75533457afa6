import { useState } from 'preact/hooks';
import type { SyncTrace } from '../../core/engine/engine-api.ts';
import { nextSpike, type ShownUnit } from './spike-stretches.ts';
import { nextOnset } from './sync-events.ts';
import { centredAt, type Extent, type View, within } from './view.ts';
import { momentWords } from './words.ts';

export interface Steps {
  /** Why the last one led nowhere; null where it did lead somewhere. */
  readonly notice: string | null;
  setNotice(notice: string | null): void;
  toSpike(direction: 1 | -1): void;
  toEvent(direction: 1 | -1): void;
  /** null for what is no time. */
  toTime(timeS: number | null): void;
}

/** Goes to the next spike or event from the middle of what is seen, and to a time, or says why not. */
export function useSteps(
  view: View,
  extent: Extent,
  units: readonly ShownUnit[],
  sync: readonly SyncTrace[] | null,
  setView: (change: (view: View) => View) => void,
): Steps {
  const [notice, setNotice] = useState<string | null>(null);
  const middleS = view.startS + view.spanS / 2;
  const goTo = (timeS: number | null, missing: string) => {
    setNotice(timeS === null ? missing : null);
    if (timeS !== null) setView((now) => centredAt(now, timeS, extent));
  };
  return {
    notice,
    setNotice,
    toSpike: (direction) =>
      goTo(
        nextSpike(units, middleS, direction),
        units.length === 0
          ? 'No unit is selected: select one in the dashboard to see its spikes.'
          : `There is no ${direction > 0 ? 'later' : 'earlier'} spike of the selected units.`,
      ),
    toEvent: (direction) =>
      goTo(
        nextOnset(sync ?? [], middleS, direction),
        `There is no ${direction > 0 ? 'later' : 'earlier'} event on the sync lines.`,
      ),
    toTime(timeS) {
      if (timeS === null)
        return setNotice('Go to time: expected seconds from the beginning, such as 12.5, 75 ms or 1:02:03.');
      const { durationS } = extent;
      if (timeS > durationS)
        return setNotice(
          `${momentWords(timeS, 1)} is after the end of the recording, which lasts ${momentWords(durationS, 1)}.`,
        );
      setNotice(null);
      setView((now) => within({ ...now, startS: timeS }, extent));
    },
  };
}
