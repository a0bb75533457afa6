import type { StreamSummary } from '../../core/engine/engine-api.ts';
import { ProbeMap, type ProbeMapProps } from './probe-map.tsx';

interface Props extends Omit<ProbeMapProps, 'probe'> {
  readonly stream: StreamSummary | null;
  /** Why the units are not on this probe, where that is so. */
  readonly note: string | null;
}

/** The map of the stream's probe with the units on it; where the probe is not known, why. */
export function ProbeSection({ stream, note, ...map }: Props) {
  return (
    <>
      <h2>Probe</h2>
      {stream?.probe || map.table ? (
        <ProbeMap {...map} probe={stream?.probe ?? null} />
      ) : (
        <p class="empty">
          {stream
            ? `${stream.id} comes from no probe, or its header does not say where the sites are.`
            : 'No recording header here, so the probe is not known. Put the .ap.meta or structure.oebin beside the sorting.'}
        </p>
      )}
      {note && <div class="notes">{note}</div>}
    </>
  );
}
