import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { columnsOf, labelsOf } from '../formats/cluster-tsv.ts';
import { mergedIdOf } from '../formats/merged-units.ts';
import type { MergedProbe } from '../model/dataset.ts';
import { isInputError } from '../model/errors.ts';
import { decimalsFor, mergedUnitId } from '../model/merged.ts';
import type { Sorting, UnitLabel } from '../model/sorting.ts';
import type { UnitId } from '../model/units.ts';
import { once } from './load-once.ts';
import { loadMergedSpikes } from './merged-spikes.ts';
import { readClusterTables } from './read-cluster-tables.ts';

/**
 * The spikes of all probes of a merged folder. Labels and columns are those that the source datasets have now: they are
 * where units are curated; the merged folder's own tables stand in for a source that is gone. What is measured on one
 * probe's channels (templates, amplitudes, whitening) has no merged form: it is read from the unit's source.
 */
export async function mergedSorting(
  folder: string,
  probes: readonly MergedProbe[],
  facts: { readonly sampleRateHz: number; readonly streamId: string | null },
): Promise<Sorting> {
  const decimals = decimalsFor(probes.length);
  const files = new Set(await readdir(folder));
  const warnings: string[] = [];
  const say = (warning: string) => {
    if (!warnings.includes(warning)) warnings.push(warning);
  };
  const { tables, broken } = await readClusterTables(folder, files, (field) => mergedIdOf(field, decimals));
  warnings.push(...broken);
  const nothing = async () => undefined;
  return {
    folder,
    sorter: sorterOf(probes),
    ...facts,
    spikes: once(() =>
      loadMergedSpikes(
        path.join(folder, 'spike_times.npy'),
        path.join(folder, 'spike_clusters.npy'),
        decimals,
        say,
      ),
    ),
    labels: once(async () => {
      const labels = new Map<UnitId, UnitLabel>(labelsOf(tables));
      await eachSource(probes, async ({ name, index }, sorting) => {
        const own = await sorting.labels();
        // What the merged table says of this probe is from before.
        for (const id of labels.keys()) if (id.endsWith(`.${index}`)) labels.delete(id);
        for (const [unit, { group, source }] of own)
          labels.set(mergedUnitId(Number(unit), index), { group, source: `${name}/${source}` });
      });
      return labels;
    }),
    columns: once(async () => {
      const columns = new Map<string, Map<UnitId, string | number>>();
      const put = (name: string, unit: UnitId, value: string | number) => {
        const column = columns.get(name) ?? new Map<UnitId, string | number>();
        columns.set(name, column.set(unit, value));
      };
      for (const [name, values] of columnsOf(tables))
        for (const [unit, value] of values) put(name, unit, value);
      await eachSource(probes, async ({ index }, sorting) => {
        for (const [name, values] of await sorting.columns())
          for (const [unit, value] of values) put(name, mergedUnitId(Number(unit), index), value);
      });
      return columns;
    }),
    channelMap: nothing,
    channelPositions: nothing,
    amplitudes: nothing,
    spikeTemplates: nothing,
    templates: nothing,
    whiteningInverse: nothing,
    warnings,
  };
}

const sorterOf = (probes: readonly MergedProbe[]): string => {
  const sorters = [...new Set(probes.flatMap(({ dataset }) => dataset?.sorting?.sorter ?? []))];
  return sorters.length > 0 ? `${sorters.join(', ')}, merged` : 'merged';
};

/** A source that is gone or broken costs its own share and nothing else. */
async function eachSource(
  probes: readonly MergedProbe[],
  use: (probe: MergedProbe, sorting: Sorting) => Promise<void>,
): Promise<void> {
  for (const probe of probes) {
    const { sorting } = probe.dataset ?? {};
    if (!sorting) continue;
    await use(probe, sorting).catch((error: unknown) => {
      if (!isInputError(error)) throw error;
    });
  }
}
