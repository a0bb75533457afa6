import type { StreamSummary, TraceChannel } from '../../core/engine/engine-api.ts';

/** One channel as a row of the picture. */
export interface ChannelRow {
  /** Of the raw file. */
  readonly column: number;
  /** The acquisition system's number. */
  readonly id: number;
  readonly label: string;
  readonly shank: number | null;
  readonly xUm: number;
  /** Above the lowest row of sites; NaN where the channel is not placed. */
  readonly yUm: number;
}

/**
 * Channels from the top of the picture to its bottom: shank after shank, in each the shallowest first as the probe stands in
 * the brain, neighbours from left to right; then those without a place, as in the file.
 */
export function channelRows(channels: readonly TraceChannel[], probe: StreamSummary['probe']): ChannelRow[] {
  const sites = new Map(probe?.sites.map((site) => [site.column, site]));
  const rows = channels.map(({ column, id, name }) => {
    const site = sites.get(column);
    return {
      column,
      id,
      label: name,
      shank: site ? site.shank : null,
      xUm: site?.xUm ?? Number.NaN,
      yUm: site?.yUm ?? Number.NaN,
    };
  });
  return rows.sort((a, b) => {
    if (a.shank === null || b.shank === null)
      return Number(a.shank === null) - Number(b.shank === null) || a.column - b.column;
    return a.shank - b.shank || b.yUm - a.yUm || a.xUm - b.xUm || a.column - b.column;
  });
}

/** Rows whose sites lie within `reachUm` of a row's own, itself included, ascending; only itself where it has no place. */
export function nearRows(rows: readonly ChannelRow[], row: number, reachUm: number): number[] {
  const own = rows[row];
  if (!own) return [];
  return rows.flatMap(({ shank, xUm, yUm }, other) =>
    other === row || (shank === own.shank && Math.hypot(xUm - own.xUm, yUm - own.yUm) <= reachUm)
      ? [other]
      : [],
  );
}

/** Rows at which another shank begins. */
export const shankStarts = (rows: readonly ChannelRow[]): number[] =>
  rows.flatMap(({ shank }, row) => (row > 0 && rows[row - 1]?.shank !== shank ? [row] : []));
