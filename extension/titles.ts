import { catalogue } from '../core/analyses/catalogue.ts';
import type { UnitId, UnitTable } from '../core/model/units.ts';

/** `234, 241, 248`, or `234, 241 +5` when there are more than three. */
export const someUnits = (units: readonly UnitId[]): string =>
  units.length > 3 ? `${units.slice(0, 2).join(', ')} +${units.length - 2}` : units.join(', ');

/** An analysis's title, or its id for one that this release does not know (a restored panel of another). */
export const analysisTitle = (id: string): string =>
  catalogue.find((analysis) => analysis.id === id)?.title ?? id;

/** True for an analysis that is about no recording: a colour map. */
export const needsNothing = (id: string): boolean =>
  catalogue.find((analysis) => analysis.id === id)?.needs.length === 0;

/** The title of a figure's tab: `Correlogram · 234, 241`; the recording's name where no unit is meant. */
export const figureTitle = (analysis: string, units: readonly UnitId[], recording: string): string =>
  [analysis, units.length > 0 ? someUnits(units) : recording].filter((part) => part !== '').join(' · ');

/** The file name an export starts with: `rec_g0_t0.imec0_correlogram_234-241.svg`, without what file systems refuse. */
export function exportName(
  recording: string,
  analysis: string,
  units: readonly UnitId[],
  format: string,
): string {
  const which = units.length > 6 ? `${units.length}-units` : units.join('-');
  const stem = [recording, analysis, which].filter((part) => part !== '').join('_');
  return `${stem.replace(/[,\\/:*?"<>|\s]+/g, '-')}.${format}`;
}

const narrow = '\u2009';

/** `12 345`: thin spaces between thousands. */
export const thousands = (count: number): string =>
  String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, narrow);

/** `42.0 Hz`, `0.35 Hz`: three digits that matter. */
export const rate = (rateHz: number): string =>
  Number.isFinite(rateHz) ? `${rateHz.toFixed(rateHz < 10 ? 2 : 1)} Hz` : '';

/** `1 h 12 min`, `3 min 20 s`, `12.5 s`. */
export function duration(durationS: number): string {
  if (durationS < 60) return `${Number(durationS.toFixed(1))} s`;
  const minutes = Math.floor(durationS / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(durationS % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** What stands beside a unit's number in the tree: rate and depth. */
export function unitDescription(table: UnitTable, row: number): string {
  const depthUm = table.depthUm[row] ?? Number.NaN;
  const depth = Number.isFinite(depthUm) ? `${thousands(depthUm)} µm` : '';
  return [rate(table.rateHz[row] ?? Number.NaN), depth].filter((part) => part !== '').join(' · ');
}

/** What stands beside a unit's number where one is chosen: label, rate, depth, spikes. */
export function unitFacts(table: UnitTable, row: number): string {
  return [
    table.group[row] ?? '',
    unitDescription(table, row),
    `${thousands(table.spikeCount[row] ?? 0)} spikes`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The status bar's text, and what a screen reader says for it. */
export const statusText = (recording: string, selected: number): string =>
  selected === 0 ? recording : `${recording} · ${selected} selected`;
