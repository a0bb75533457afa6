import type { UnitTable } from '../../core/model/units.ts';
import type { Serve } from '../../core/rpc/rpc.ts';
import type { AheadApi, LinkApi, ViewApi } from '../protocol.ts';

type Changed = Parameters<ViewApi['changed']>[0];
type Units = Parameters<ViewApi['select']>[0];

/** What the host tells the page, as it is served to the host and as the page listens to it. */
export interface ViewEvents {
  readonly serve: Serve<ViewApi & LinkApi & AheadApi>;
  /** The units that the host told before the page asked. */
  readonly ahead: () => UnitTable | null;
  /** Called for each change until the returned function is. */
  onChanged(listener: (what: Changed) => void): () => void;
  onSelect(listener: (units: Units) => void): () => void;
}

export function viewEvents(): ViewEvents {
  const changed = new Set<(what: Changed) => void>();
  const select = new Set<(units: Units) => void>();
  let ahead: UnitTable | null = null;
  const listen = <T>(listeners: Set<T>, listener: T) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    serve: {
      async echo() {
        return null;
      },
      async units(table) {
        ahead = table;
        return null;
      },
      async changed(what) {
        ahead = null;
        for (const listener of changed) listener(what);
        return null;
      },
      async select(units) {
        for (const listener of select) listener(units);
        return null;
      },
    },
    ahead: () => ahead,
    onChanged: (listener) => listen(changed, listener),
    onSelect: (listener) => listen(select, listener),
  };
}
