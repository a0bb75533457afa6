import type { UnitTable } from '../model/units.ts';

/** Height of each unit's peak channel above the lowest site, NaN where it is not known. */
export function depthsUm(table: UnitTable, units: readonly string[]): Float32Array {
  const rows = new Map(table.ids.map((id, row) => [id, row]));
  return Float32Array.from(units, (unit) => {
    const row = rows.get(unit);
    return row === undefined || table.peakChannel[row] === -1 ? Number.NaN : table.depthUm[row]!;
  });
}

/** Column of the raw file of each unit's peak channel, -1 where it is not known. */
export function peakChannelsOf(table: UnitTable, units: readonly string[]): Int32Array {
  const rows = new Map(table.ids.map((id, row) => [id, row]));
  return Int32Array.from(units, (unit) => table.peakChannel[rows.get(unit) ?? -1] ?? -1);
}

/** Shank of each unit's peak channel, -1 where it is not known. */
export function shanksOf(table: UnitTable, units: readonly string[]): Int32Array {
  const rows = new Map(table.ids.map((id, row) => [id, row]));
  return Int32Array.from(units, (unit) => {
    const row = rows.get(unit) ?? -1;
    return (table.peakChannel[row] ?? -1) === -1 ? -1 : table.shank[row]!;
  });
}

/**
 * Positions of the units from the highest to the lowest, one shank after the other where shanks are given; those of unknown
 * place last, in the order given.
 */
export function byDepth(depths: Float32Array, shanks?: Int32Array): number[] {
  const height = (i: number) => (Number.isNaN(depths[i]!) ? -Infinity : depths[i]!);
  const shank = (i: number) => (shanks && shanks[i]! >= 0 ? shanks[i]! : Number.MAX_SAFE_INTEGER);
  return Array.from(depths, (_, i) => i).sort(
    (a, b) => shank(a) - shank(b) || height(b) - height(a) || a - b,
  );
}
