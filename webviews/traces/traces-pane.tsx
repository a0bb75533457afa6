import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { UnitId } from '../../core/model/units.ts';
import type { HostApi, TraceCalls, TracesHostApi } from '../protocol.ts';
import type { TracesEvents } from './traces-events.ts';
import { TracesPage } from './traces-page.tsx';

export { registerToolkit } from '../ui/toolkit.ts';

export interface TracesPaneProps {
  readonly host: Pick<HostApi, 'dataset' | 'log'> & TraceCalls;
  /** Called for each change of the files until the returned function is. */
  onChanged(listener: () => void): () => void;
  /** The selected units, in the order of their colours. */
  readonly units: readonly UnitId[];
  readonly slots: readonly number[];
}

/** The page of the traces as a part of another page, which has the selection. */
export function TracesPane({ host, onChanged, units, slots }: TracesPaneProps) {
  const latest = useRef({ units, slots });
  latest.current = { units, slots };
  const listeners = useRef(new Set<Parameters<TracesEvents['onShow']>[0]>());
  const events = useMemo<Pick<TracesEvents, 'onChanged' | 'onShow'>>(
    () => ({
      onChanged: (listener) => onChanged(listener),
      onShow(listener) {
        listeners.current.add(listener);
        return () => void listeners.current.delete(listener);
      },
    }),
    [onChanged],
  );
  const served = useMemo<TracesHostApi>(
    () => ({
      opening: async () => ({ stream: null, ...latest.current, reveal: false }),
      dataset: (_, options) => host.dataset(_, options),
      log: (entry) => host.log(entry),
      channels: (request, options) => host.channels(request, options),
      traces: (request, options) => host.traces(request, options),
      traceSetup: (request, options) => host.traceSetup(request, options),
      makeOverview: (request, options) => host.makeOverview(request, options),
      overviewDone: (request, options) => host.overviewDone(request, options),
      spikes: (request, options) => host.spikes(request, options),
      density: (request, options) => host.density(request, options),
      syncTraces: (request, options) => host.syncTraces(request, options),
      clocks: (_, options) => host.clocks(_, options),
      freeze: (seen) => host.freeze(seen),
    }),
    [host],
  );
  useEffect(() => {
    for (const listener of listeners.current) listener({ units, slots, reveal: false });
  }, [units, slots]);
  return <TracesPage host={served} events={events} isPane />;
}
