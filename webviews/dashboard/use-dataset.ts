import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { DatasetSummary } from '../../core/engine/engine-api.ts';
import { isCancelled, messageOf } from '../../core/model/errors.ts';
import type { UnitTable } from '../../core/model/units.ts';
import type { FirstAnswers, HostApi } from '../protocol.ts';
import { afterPaint } from './use-painted-mark.ts';
import type { ViewEvents } from './view-events.ts';

/** One answer of the host: the last value stays while it is asked for again. */
export interface Loaded<T> {
  readonly value: T | null;
  readonly error: string | null;
  readonly loading: boolean;
}

const waiting = { value: null, error: null, loading: true } as const;

export interface DatasetState {
  readonly dataset: Loaded<DatasetSummary>;
  readonly units: Loaded<UnitTable>;
  /** Rises with every change on disk: what was computed from the files is asked for again. */
  readonly revision: number;
  reload(): void;
  reloadUnits(): void;
  /** Stops reading the units; they may be asked for again. */
  cancelUnits(): void;
}

/**
 * The headers at once, the units after them, and both again when the host says that files changed. What came with the
 * page is shown meanwhile and asked for again once it is painted; units that did not come are asked for at once.
 */
export function useDataset(host: HostApi, events: ViewEvents, first: FirstAnswers | null): DatasetState {
  const [dataset, setDataset] = useState<Loaded<DatasetSummary>>({
    ...waiting,
    value: first?.dataset ?? null,
  });
  const [units, setUnits] = useState<Loaded<UnitTable>>(
    first?.units ? { value: first.units, error: null, loading: false } : waiting,
  );
  const [revision, setRevision] = useState(0);
  const running = useRef<AbortController | null>(null);
  const known = useRef(first?.dataset ?? null);

  const load = useCallback(
    async (header: boolean, isShown = false) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      const options = { signal: controller.signal };
      let hasSorting = true;
      const early = known.current?.sorting && !isShown ? settle(host.units(null, options)) : null;
      if (header) {
        setDataset((before) => ({ ...before, loading: true }));
        if (!isShown) setUnits((before) => ({ ...before, loading: true }));
        const summary = await settle(host.dataset(null, options));
        if (controller.signal.aborted) return;
        known.current = summary.value;
        setDataset((before) => sameOr(before, summary));
        hasSorting = summary.value?.sorting != null;
      }
      if (!hasSorting) return setUnits({ value: null, error: null, loading: false });
      if (!isShown) setUnits((before) => ({ ...before, loading: true }));
      const table = await (early ?? settle(host.units(null, options)));
      if (controller.signal.aborted) return;
      setUnits((before) => (isShown ? sameOr(before, table) : table));
      // What is wrong with the spikes is known once they are indexed; they are anew when files changed before this page listened.
      const later = await settle(host.dataset(null, options));
      if (controller.signal.aborted || !later.value) return;
      setDataset((before) => sameOr(before, later));
    },
    [host],
  );

  useEffect(() => {
    const wait = first?.units ? afterPaint(() => void load(true, true)) : void load(true);
    const stop = events.onChanged(() => {
      setRevision((count) => count + 1);
      // A sorting that appears or goes changes the header too, and reading headers takes milliseconds.
      void load(true);
    });
    return () => {
      wait?.();
      stop();
      running.current?.abort();
    };
  }, [load, events]);

  const cancelUnits = useCallback(() => {
    running.current?.abort();
    setDataset((before) => ({ ...before, loading: false }));
    setUnits({ value: null, error: 'Cancelled.', loading: false });
  }, []);

  return {
    dataset,
    units,
    revision,
    reload: () => void load(true),
    reloadUnits: () => void load(false),
    cancelUnits,
  };
}

/** The answer, with the value that is shown already where it says the same: then nothing has to be drawn again. */
const sameOr = <T>(shown: Loaded<T>, answer: Loaded<T>): Loaded<T> =>
  JSON.stringify(shown.value) === JSON.stringify(answer.value) ? { ...answer, value: shown.value } : answer;

async function settle<T>(promise: Promise<T>): Promise<Loaded<T>> {
  try {
    return { value: await promise, error: null, loading: false };
  } catch (error) {
    return { value: null, error: isCancelled(error) ? 'Cancelled.' : messageOf(error), loading: false };
  }
}
