import { isSettings, type TraceSettings } from './settings.ts';
import type { View } from './view.ts';

/** What the page remembers of one stream while it is hidden, and over a restart. */
export interface SavedTraces {
  readonly settings: TraceSettings;
  readonly view: View;
}

export function isSavedTraces(value: unknown): value is SavedTraces {
  if (typeof value !== 'object' || value === null) return false;
  const { settings, view } = value as { settings?: unknown; view?: Partial<View> };
  const numbers = [view?.startS, view?.spanS, view?.firstRow, view?.rowCount];
  return isSettings(settings) && numbers.every((number) => Number.isFinite(number));
}

/** Half a second of as many channels as can be told apart. */
const firstSpanS = 0.5;
const firstRows = 48;
/** Where traces are one part of several on a page. */
export const paneRows = 14;
/** Where they lie below another stream. */
export const besideRows = 24;

export const firstView = (rowCount: number, durationS: number, shownRows = firstRows): View => ({
  startS: 0,
  spanS: Math.min(firstSpanS, durationS),
  firstRow: Math.max(0, (rowCount - shownRows) / 2),
  rowCount: Math.min(shownRows, rowCount),
});
