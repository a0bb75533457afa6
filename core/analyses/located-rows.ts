import { compareUnitIds, parseUnitId, type UnitTable } from '../model/units.ts';

interface Ranges {
  readonly channelRange: readonly [from: number, to: number] | null;
  readonly depthUm: readonly [from: number, to: number] | null;
}

/** Those of `rows` whose peak channel lies in the ranges, both ends included, and how many could not be told. */
export function inRanges(
  table: UnitTable,
  rows: readonly number[],
  { channelRange, depthUm }: Ranges,
): { rows: number[]; unknown: number } {
  if (!channelRange && !depthUm) return { rows: [...rows], unknown: 0 };
  const known = rows.filter((row) => table.peakChannel[row] !== -1);
  const inside = (value: number, ends: Ranges['depthUm']) => !ends || (value >= ends[0] && value <= ends[1]);
  return {
    rows: known.filter(
      (row) => inside(table.peakChannel[row]!, channelRange) && inside(table.depthUm[row]!, depthUm),
    ),
    unknown: rows.length - known.length,
  };
}

/** Orders rows from the surface down, probe by probe and shank by shank; units of unknown place last. */
export const fromTheSurface =
  ({ ids, peakChannel, shank, depthUm }: UnitTable) =>
  (a: number, b: number): number =>
    Number(peakChannel[a] === -1) - Number(peakChannel[b] === -1) ||
    parseUnitId(ids[a]!).probe - parseUnitId(ids[b]!).probe ||
    shank[a]! - shank[b]! ||
    depthUm[b]! - depthUm[a]! ||
    0 ||
    peakChannel[b]! - peakChannel[a]! ||
    compareUnitIds(ids[a]!, ids[b]!);
