import { useEffect, useMemo, useState } from 'preact/hooks';
import { isCancelled, messageOf } from '../../core/model/errors.ts';
import type { UnitTable } from '../../core/model/units.ts';
import type { HostApi } from '../protocol.ts';
import { columnsOf } from './columns.ts';
import { parseFilter } from './filter.ts';
import { type Quality, type QualitySource, type QualityState, qualitySources } from './quality-columns.ts';
import type { SavedState } from './saved-state.ts';

/** The quality metrics that a shown column, the filter or the order of the table needs, asked for once it does. */
export function useQuality(
  host: HostApi,
  table: UnitTable | null,
  { columnsShown, filter, sort }: Pick<SavedState, 'columnsShown' | 'filter' | 'sort'>,
  onTrouble: (message: string) => void,
): Quality {
  const wanted = useMemo(() => {
    if (!table) return new Set<QualitySource>();
    const parsed = parseFilter(filter, columnsOf(table));
    const filtered = parsed.ok ? [...parsed.uses].map(({ id }) => id) : [];
    const shown = Object.keys(columnsShown).filter((id) => columnsShown[id]);
    return qualitySources([...filtered, ...shown, ...(sort ? [sort.column] : [])]);
  }, [table, columnsShown, filter, sort]);
  const fromSpikes = useMetrics(host, wanted.has('fromSpikes') ? table : null, false, onTrouble);
  const fromRaw = useMetrics(host, wanted.has('fromRaw') ? table : null, true, onTrouble);
  return useMemo(
    () => ({ ...(fromSpikes ? { fromSpikes } : {}), ...(fromRaw ? { fromRaw } : {}) }),
    [fromSpikes, fromRaw],
  );
}

/** Of the files that `table` was read from; a new table asks again, and null gives up what runs. */
function useMetrics(
  host: HostApi,
  table: UnitTable | null,
  snr: boolean,
  onTrouble: (message: string) => void,
): QualityState | null {
  const [answer, setAnswer] = useState<{ table: UnitTable; state: QualityState } | null>(null);
  useEffect(() => {
    if (!table || answer?.table === table) return;
    const controller = new AbortController();
    host.quality({ snr }, { signal: controller.signal }).then(
      (state) => controller.signal.aborted || setAnswer({ table, state }),
      (error: unknown) => {
        if (controller.signal.aborted) return;
        setAnswer({ table, state: 'failed' });
        if (!isCancelled(error)) onTrouble(messageOf(error));
      },
    );
    return () => controller.abort();
  }, [host, table, snr]);
  if (!table) return null;
  return answer?.table === table ? answer.state : 'computing';
}
