import { packDeltas, unpackDeltas } from '../kernels/delta-bytes.ts';
import { foldSigns, unfoldSigns } from '../kernels/fold-signs.ts';
import type { TraceWindow } from './trace-params.ts';

/** A window of traces as it goes to a page: the same values in half the bytes. */
export interface PackedWindow extends Omit<TraceWindow, 'values'> {
  readonly packed: Uint8Array;
}

type Kind = Pick<TraceWindow, 'columnSamples' | 'onlyFurthest'>;

const facesOf = ({ columnSamples, onlyFurthest }: Kind): number =>
  columnSamples === 1 || onlyFurthest ? 1 : 2;

/** Values furthest from zero are noise from one column to the next; samples are not. */
const calmOf = ({ onlyFurthest }: Kind): number => (onlyFurthest ? 2 : 0);

export function packWindow({ values, ...window }: TraceWindow): PackedWindow {
  const faces = facesOf(window);
  const folded = window.onlyFurthest ? foldSigns(values) : values;
  return { ...window, packed: packDeltas(folded, window.columnCount * faces, faces, calmOf(window)) };
}

/** Throws RangeError where bytes are missing. */
export function unpackWindow({ packed, ...window }: PackedWindow): TraceWindow {
  const faces = facesOf(window);
  const rowLength = window.columnCount * faces;
  const values = unpackDeltas(packed, window.columns.length * rowLength, rowLength, faces, calmOf(window));
  return { ...window, values: window.onlyFurthest ? unfoldSigns(values) : values };
}
