import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { CorrelogramParams, Correlograms } from '../../core/analyses/correlogram-params.ts';
import { messageOf } from '../../core/model/errors.ts';
import type { UnitId } from '../../core/model/units.ts';
import type { HostApi } from '../protocol.ts';
import { type LiveThread, startLiveThread } from './start-thread.ts';

type Given = Readonly<Record<string, unknown>>;

export interface LiveResult {
  readonly result: Correlograms;
  readonly params: CorrelogramParams;
  /** Who counted, and how often a second: `CPU`. */
  readonly by: string;
  readonly perSecond: number | null;
}

export interface Live {
  /** Null while nothing is dragged. */
  readonly shown: LiveResult | null;
  readonly error: string | null;
  /** The hand is near: what will be asked for is made ready. */
  warm(): void;
  show(params: Given): void;
  /** From now on figures come from the engine again. */
  end(): void;
}

/**
 * Correlograms that follow a slider. The trains are asked for when the pointer comes near it; while one figure is computed only
 * the latest setting waits. `units` null: there is nothing to be live.
 */
export function useLive(host: HostApi, units: readonly UnitId[] | null, revision: number): Live {
  const [shown, setShown] = useState<LiveResult | null>(null);
  const [error, setError] = useState<string | null>(null);
  const names = units?.join(' ') ?? null;
  const state = useRef<{
    thread: Promise<LiveThread> | null;
    wanted: Given | null;
    isBusy: boolean;
    /** When the last figures came. */
    recent: readonly number[];
  }>({ thread: null, wanted: null, isBusy: false, recent: [] });

  useEffect(() => {
    const own = state.current;
    return () => {
      own.wanted = null;
      void own.thread?.then((thread) => thread.end()).catch(() => undefined);
      own.thread = null;
      setShown(null);
    };
    // Other units, or files that changed, are another thread.
  }, [host, names, revision]);

  return useMemo(() => {
    const own = state.current;
    const thread = () => (own.thread ??= host.trains({ units: units ?? [] }).then(startLiveThread));
    const work = async () => {
      if (own.isBusy || !units) return;
      own.isBusy = true;
      const next = async () => {
        const given = own.wanted;
        own.wanted = null;
        return given && (await thread()).compute(given);
      };
      try {
        let counting = next();
        for (let answer = await counting; answer; answer = await counting) {
          // While this one is drawn the next is counted.
          counting = next();
          counting.catch(() => undefined);
          const now = performance.now();
          // After a rest it is another movement.
          if (now - (own.recent.at(-1) ?? now) > restMs) own.recent = [];
          own.recent = [...own.recent.slice(-9), now];
          setError(null);
          setShown({ ...answer, perSecond: rateOf(own.recent) });
          await new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));
          // What was asked for meanwhile, if nothing was when the counting began.
          counting = counting.then((counted) => counted ?? next());
        }
      } catch (reason) {
        void own.thread?.then((thread) => thread.end()).catch(() => undefined);
        own.thread = null;
        own.wanted = null;
        setError(messageOf(reason));
      } finally {
        own.isBusy = false;
      }
    };
    return {
      shown,
      error,
      warm() {
        // What goes wrong is told when it is needed.
        if (units) thread().catch(() => undefined);
      },
      show(params) {
        own.wanted = params;
        void work();
      },
      end() {
        own.wanted = null;
        setShown(null);
        setError(null);
      },
    };
  }, [host, names, shown, error]);
}

/** Without a figure for so long the hand rested. */
const restMs = 300;

function rateOf(times: readonly number[]): number | null {
  const span = times.at(-1)! - times[0]!;
  return times.length > 2 ? (1000 * (times.length - 1)) / span : null;
}
