import type { DatasetSummary, StreamSummary } from '../../core/engine/engine-api.ts';
import { mainStream } from './facts.ts';

/** Whether the sorting's units lie on the probe of a stream, and what to say when they do not. */
export function unitsOnStream(
  dataset: DatasetSummary,
  stream: StreamSummary | null,
): { readonly same: boolean; readonly note: string | null } {
  // Of a merged dataset all probes are shown.
  if (dataset.merged) return { same: dataset.sorting !== null, note: null };
  const sorted = mainStream(dataset);
  if (!dataset.sorting || !sorted || !stream) return { same: dataset.sorting !== null, note: null };
  if (sorted.id === stream.id || isSameProbe(sorted, stream)) return { same: true, note: null };
  return {
    same: false,
    note: stream.probe ? `The units belong to ${sorted.id}; this is the probe of ${stream.id}.` : null,
  };
}

/** AP and LF of one probe: the same serial number, else the same device in the id and as many sites. */
function isSameProbe(a: StreamSummary, b: StreamSummary): boolean {
  if (!a.probe || !b.probe) return false;
  const device = ({ id }: StreamSummary) => id.replace(/[.-](ap|lf|lfp)$/i, '');
  if (a.probe.serial !== null && b.probe.serial !== null && a.probe.serial !== b.probe.serial) return false;
  return device(a) === device(b) || (a.probe.serial !== null && a.probe.serial === b.probe.serial);
}
