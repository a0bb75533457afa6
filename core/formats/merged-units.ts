import { mergedUnitId } from '../model/merged.ts';
import type { UnitId } from '../model/units.ts';

/**
 * Numbers of units in merged folders: cluster + dataset / 10, so that unit 92 of dataset 1 is 92.1. That is npyx's, and
 * ends at ten datasets; with more of them we write two decimals, cluster + dataset / 100: 92.01, 92.10.
 */
export const mergedNumber = (cluster: number, dataset: number, decimals: number): number =>
  decimals === 1 ? cluster + 0.1 * dataset : cluster + dataset / 10 ** decimals;

/** The same as npyx writes it in tables: `92.0`, `92.1`; with two decimals `92.01`. */
export const mergedNumberText = (cluster: number, dataset: number, decimals: number): string =>
  `${cluster}.${String(dataset).padStart(decimals, '0')}`;

/** What a number stands for; the nearest, because 0.1 × 3 is not 0.3. Undefined for what is no such number. */
export function parseMergedNumber(
  value: number,
  decimals: number,
): { cluster: number; dataset: number } | undefined {
  const scale = 10 ** decimals;
  const scaled = Math.round(value * scale);
  if (!(scaled >= 0 && scaled < 2 ** 31 * scale && Math.abs(value * scale - scaled) < 1e-3)) return undefined;
  return { cluster: Math.floor(scaled / scale), dataset: scaled % scale };
}

/** The id of a unit that a table of a merged folder names by its number; undefined for other text. */
export function mergedIdOf(text: string, decimals: number): UnitId | undefined {
  if (!/^\d+(?:\.\d+)?$/.test(text.trim())) return undefined;
  const parts = parseMergedNumber(Number(text), decimals);
  return parts && mergedUnitId(parts.cluster, parts.dataset);
}
