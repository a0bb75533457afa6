import type { DatasetSummary, ProbeSummary, StreamSummary } from '../../core/engine/engine-api.ts';
import type { UnitTable } from '../../core/model/units.ts';

/** The probe and the units of a map. */
export interface MapContents {
  readonly stream: StreamSummary | null;
  readonly table: UnitTable | null;
}

/**
 * What the probe map shows: the stream's probe, or, of a merged dataset, the probes of all its datasets side by side as
 * further shanks, with each unit on the shanks of its own.
 */
export function mapContents(
  dataset: DatasetSummary | null,
  stream: StreamSummary | null,
  table: UnitTable | null,
): MapContents {
  const probes = dataset?.merged?.map(
    ({ streamId }) => dataset.streams.find(({ id }) => id === streamId)?.probe ?? null,
  );
  if (!stream || !probes) return { stream, table };
  const firstShank = firstShanks(probes);
  const known = probes.filter((probe) => probe !== null);
  const models = [...new Set(known.map(({ model }) => model))];
  const [first] = known;
  if (!first) return { stream, table };
  const probe: ProbeSummary = {
    model: models.join(' and '),
    partNumber: null,
    serial: null,
    shankCount: firstShank.at(-1) as number,
    shankPitchUm: first.shankPitchUm,
    shankWidthUm: Math.max(...known.map(({ shankWidthUm }) => shankWidthUm)),
    sites: probes.flatMap(
      (each, i) =>
        each?.sites.map((site) => ({ ...site, shank: site.shank + (firstShank[i] as number) })) ?? [],
    ),
  };
  return { stream: { ...stream, probe }, table: table && onShanks(table, firstShank) };
}

/** The first shank of each probe, and their number in all. A probe that is not known takes one, for its units. */
function firstShanks(probes: readonly (ProbeSummary | null)[]): number[] {
  const firsts = [0];
  for (const probe of probes) firsts.push((firsts.at(-1) as number) + (probe?.shankCount ?? 1));
  return firsts;
}

function onShanks(table: UnitTable, firstShank: readonly number[]): UnitTable {
  const { probe } = table;
  if (!probe) return table;
  const shank = table.shank.map((own, row) => (own < 0 ? own : own + (firstShank[probe[row] ?? 0] ?? 0)));
  return { ...table, shank };
}
