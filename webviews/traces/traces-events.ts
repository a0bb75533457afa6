import type { Serve } from '../../core/rpc/rpc.ts';
import type { TracesOpening, TracesViewApi } from '../protocol.ts';

type Shown = Omit<TracesOpening, 'stream'>;

/** What the host tells the page, as it is served to the host and as the page listens to it. */
export interface TracesEvents {
  readonly serve: Serve<TracesViewApi>;
  /** Called for each change until the returned function is. */
  onChanged(listener: () => void): () => void;
  onShow(listener: (what: Shown) => void): () => void;
}

export function tracesEvents(): TracesEvents {
  const changed = new Set<() => void>();
  const show = new Set<(what: Shown) => void>();
  const listen = <T>(listeners: Set<T>, listener: T) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    serve: {
      async echo() {
        return null;
      },
      async changed() {
        for (const listener of changed) listener();
        return null;
      },
      async show(what) {
        for (const listener of show) listener(what);
        return null;
      },
    },
    onChanged: (listener) => listen(changed, listener),
    onShow: (listener) => listen(show, listener),
  };
}
