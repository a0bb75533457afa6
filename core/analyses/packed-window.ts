import { packDeltas, unpackDeltas } from '../kernels/delta-bytes.ts';
import type { TraceWindow } from './trace-params.ts';

/** A window of traces as it goes to a page: the same values in half the bytes. */
export interface PackedWindow extends Omit<TraceWindow, 'values'> {
  readonly packed: Uint8Array;
}

const facesOf = ({ columnSamples }: Pick<TraceWindow, 'columnSamples'>): number =>
  columnSamples === 1 ? 1 : 2;

export function packWindow({ values, ...window }: TraceWindow): PackedWindow {
  const faces = facesOf(window);
  return { ...window, packed: packDeltas(values, window.columnCount * faces, faces) };
}

/** Throws RangeError where bytes are missing. */
export function unpackWindow({ packed, ...window }: PackedWindow): TraceWindow {
  const faces = facesOf(window);
  const rowLength = window.columnCount * faces;
  return { ...window, values: unpackDeltas(packed, window.columns.length * rowLength, rowLength, faces) };
}
