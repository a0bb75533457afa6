import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { StreamSummary } from '../../core/engine/engine-api.ts';
import { messageOf } from '../../core/model/errors.ts';
import { TileStore } from './tile-store.ts';
import { columnSamplesOf, levelFor, mostReadLevel, tileSamplesOf } from './tiles.ts';
import type { TraceSource } from './trace-source.ts';
import type { ShownOverview } from './use-overview.ts';
import type { View } from './view.ts';
import { gapWords } from './words.ts';

export interface ShownTiles {
  /** What to draw from; that of the processing before until this one has something to show. */
  readonly store: TileStore;
  readonly level: number;
  readonly isLoading: boolean;
  readonly error: string | null;
  /** What is seen and cannot be read, in a sentence. */
  readonly gap: string | null;
  /** Rises with everything that comes. */
  readonly tick: number;
}

/** The tiles of what is seen; asks for them, and for those that will be needed next. */
export function useTiles(
  source: TraceSource,
  stream: StreamSummary,
  processing: Readonly<Record<string, unknown>>,
  view: View,
  widthPx: number,
  revision: number,
  overview: Pick<ShownOverview, 'done' | 'tick'>,
  /** See `needsFurthest`. */
  wantsFurthest: boolean,
): ShownTiles {
  const [tick, setTick] = useState(0);
  const [error, setError] = useState<string | null>(null);
  const key = `${stream.id} ${revision} ${JSON.stringify(processing)}`;
  const store = useMemo(
    () =>
      new TileStore(
        ({ level, first, end, onlyFurthest }, signal) =>
          source.window(
            {
              stream: stream.id,
              startSample: first * tileSamplesOf(level),
              // One sample more, for the line that leads to the next tile.
              endSample: Math.min(
                end * tileSamplesOf(level) + (level === 0 ? 1 : 0),
                stream.sampleCount ?? Number.POSITIVE_INFINITY,
              ),
              columnSamples: columnSamplesOf(level),
              processing,
              ...(onlyFurthest ? { onlyFurthest } : {}),
            },
            signal,
          ),
        (failure) => {
          setError(failure === null ? null : messageOf(failure));
          setTick((count) => count + 1);
        },
      ),
    [key],
  );
  useEffect(() => {
    setError(null);
    return () => store.close();
  }, [store]);

  const { sampleRateHz } = stream;
  const sampleCount = stream.sampleCount ?? 0;
  const startSample = Math.floor(view.startS * sampleRateHz);
  const endSample = Math.ceil((view.startS + view.spanS) * sampleRateHz);
  const level = levelFor((view.spanS * sampleRateHz) / Math.max(1, widthPx));
  const onlyFurthest = wantsFurthest && level > 0;
  const hasOverview = overview.done !== null;
  const canAsk = hasOverview || level <= mostReadLevel;
  const before = useRef(view.startS);
  // Before what is there is painted.
  useLayoutEffect(() => {
    if (widthPx === 0 || sampleCount === 0 || !canAsk) return;
    const direction = Math.sign(view.startS - before.current) as -1 | 0 | 1;
    before.current = view.startS;
    store.show({ level, startSample, endSample, sampleCount, direction, hasOverview, onlyFurthest });
  }, [store, level, startSample, endSample, sampleCount, widthPx, hasOverview, canAsk, onlyFurthest]);
  useEffect(() => store.refresh(), [store, overview.tick]);

  const last = useRef({ stream: stream.id, store });
  // Of what is seen now: it is asked for after it was painted.
  const isSeen = widthPx > 0 && sampleCount > 0 && canAsk;
  const isLoading =
    isSeen &&
    store.lacks({ level, startSample, endSample, sampleCount, direction: 0, hasOverview, onlyFurthest });
  if (!isLoading || last.current.stream !== stream.id) last.current = { stream: stream.id, store };
  const gap = gapWords(store.gap, sampleRateHz);
  // What is refused is not being read.
  return { store: last.current.store, level, isLoading: isLoading && error === null, error, gap, tick };
}
