import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { correlogramFigure } from '../../core/analyses/correlogram-figure.ts';
import { correlogramParams } from '../../core/analyses/correlogram-params.ts';
import { parseParams } from '../../core/analyses/params.ts';
import type { Figure } from '../../core/figure/figure.ts';
import { messageOf } from '../../core/model/errors.ts';
import type { UnitId } from '../../core/model/units.ts';
import type { HostApi } from '../protocol.ts';
import { type LiveThread, startLiveThread } from './start-thread.ts';

type Given = Readonly<Record<string, unknown>>;

export interface LiveFigure {
  readonly figure: Figure;
  /** Who counted, and how often a second: `CPU`. */
  readonly by: string;
  readonly perSecond: number | null;
}

export interface Live {
  /** Null while nothing is dragged. */
  readonly shown: LiveFigure | null;
  readonly error: string | null;
  show(params: Given): void;
  /** From now on figures come from the engine again. */
  end(): void;
}

/**
 * Correlograms that follow a slider. The trains are asked for when it is first touched; while one figure is computed only
 * the latest setting waits. `units` null: there is nothing to be live.
 */
export function useLive(host: HostApi, units: readonly UnitId[] | null, revision: number): Live {
  const [shown, setShown] = useState<LiveFigure | null>(null);
  const [error, setError] = useState<string | null>(null);
  const names = units?.join(' ') ?? null;
  const state = useRef<{ thread: Promise<LiveThread> | null; wanted: Given | null; isBusy: boolean }>({
    thread: null,
    wanted: null,
    isBusy: false,
  });

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
    const work = async () => {
      if (own.isBusy || !units) return;
      own.isBusy = true;
      const recent: number[] = [];
      try {
        while (own.wanted) {
          const params = own.wanted;
          own.wanted = null;
          own.thread ??= host.trains({ units }).then(startLiveThread);
          const { result, by } = await (await own.thread).compute(params);
          recent.push(performance.now());
          if (recent.length > 10) recent.shift();
          setError(null);
          setShown({
            figure: correlogramFigure(result, parseParams(correlogramParams, params)),
            by,
            perSecond: rateOf(recent),
          });
          // The picture is drawn before the next one is computed for.
          await new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));
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

function rateOf(times: readonly number[]): number | null {
  const span = times.at(-1)! - times[0]!;
  return times.length > 2 ? (1000 * (times.length - 1)) / span : null;
}
