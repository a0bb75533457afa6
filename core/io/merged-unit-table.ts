import type { Dataset, MergedProbe } from '../model/dataset.ts';
import { needSorting } from '../model/dataset.ts';
import { isInputError } from '../model/errors.ts';
import { durationS } from '../model/recording.ts';
import { parseUnitId, type UnitTable } from '../model/units.ts';

/**
 * The units of all probes, each with the facts of its source: place, amplitude, templates, label. Spike counts are those
 * that were merged. `probe` says whose unit it is; shanks are counted on its own probe. What a missing source would tell
 * is NaN or -1. `tableOf` makes the table of a single dataset.
 */
export async function mergedUnitTable(
  dataset: Dataset,
  probes: readonly MergedProbe[],
  tableOf: (source: Dataset) => Promise<UnitTable>,
): Promise<UnitTable> {
  const sorting = needSorting(dataset);
  const { units, offsets, samples } = await sorting.spikes();
  const [labels, columns] = [await sorting.labels(), await sorting.columns()];
  const tables = await Promise.all(
    probes.map(async ({ dataset: source }) => {
      if (!source?.sorting) return undefined;
      const table = await tableOf(source).catch((error: unknown) => {
        if (isInputError(error)) return undefined;
        throw error;
      });
      return table && { table, rows: new Map(table.ids.map((id, row) => [id, row])) };
    }),
  );
  const parsed = units.map(parseUnitId);
  const probe = Int32Array.from(parsed, (unit) => unit.probe);
  const spikeCount = Float64Array.from(units, (_, i) => offsets[i + 1]! - offsets[i]!);
  const lastS = (samples.at(-1) ?? Number.NaN) / sorting.sampleRateHz;
  /** How long each probe recorded. */
  const lengthsS = probes.map(({ streamId }) => {
    const stream = dataset.streams.find(({ id }) => id === streamId);
    return (stream && durationS(stream)) || lastS;
  });
  /** A fact of each unit from its source, or what stands for "not known". */
  const from = (unknown: number, fact: (table: UnitTable, row: number) => number | undefined): number[] =>
    parsed.map(({ cluster, probe }) => {
      const source = tables[probe];
      const row = source?.rows.get(String(cluster));
      return source && row !== undefined ? (fact(source.table, row) ?? unknown) : unknown;
    });
  const ofSource = tables.flatMap((source) => Object.keys(source?.table.extra ?? {}));
  const names = new Set([
    ...ofSource,
    ...[...columns.keys()].filter((name) => ofSource.length === 0 || ofSource.includes(name)),
  ]);
  return {
    ids: units,
    group: units.map((unit) => labels.get(unit)?.group ?? 'unsorted'),
    groupSource: units.map((unit) => labels.get(unit)?.source ?? ''),
    spikeCount,
    rateHz: spikeCount.map((count, i) => count / (lengthsS[probe[i] as number] ?? lastS)),
    peakChannel: Int32Array.from(from(-1, (table, row) => table.peakChannel[row])),
    shank: Int32Array.from(from(-1, (table, row) => table.shank[row])),
    xUm: Float32Array.from(from(Number.NaN, (table, row) => table.xUm[row])),
    depthUm: Float32Array.from(from(Number.NaN, (table, row) => table.depthUm[row])),
    amplitudeUv: Float32Array.from(from(Number.NaN, (table, row) => table.amplitudeUv[row])),
    templateCount: Int32Array.from(from(0, (table, row) => table.templateCount[row])),
    isiViolationPercent: Float32Array.from(from(Number.NaN, (table, row) => table.isiViolationPercent[row])),
    contaminationPercent: Float32Array.from(
      from(Number.NaN, (table, row) => table.contaminationPercent?.[row]),
    ),
    presencePercent: Float32Array.from(from(Number.NaN, (table, row) => table.presencePercent?.[row])),
    probe,
    extra: {
      probe: Array.from(probe, (index) => probes[index]?.name ?? String(index)),
      ...Object.fromEntries(
        [...names].map((name) => [name, units.map((unit) => columns.get(name)?.get(unit) ?? null)]),
      ),
    },
  };
}
