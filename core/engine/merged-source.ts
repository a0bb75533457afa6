import type { UnitSource } from '../analyses/analysis.ts';
import type { MergedProbe } from '../model/dataset.ts';
import { chooseStream, type Dataset, needSorting } from '../model/dataset.ts';
import { FormatError, MissingPart, UnknownUnit } from '../model/errors.ts';
import type { Stream } from '../model/recording.ts';
import { parseUnitId, type UnitId } from '../model/units.ts';

/**
 * Where a unit of a merged dataset comes from: the probe's own dataset, its own id there, and its spikes on that
 * dataset's clock, one for one those of `mergedTrain`. Throws MissingPart when the source is not there, FormatError when
 * its spikes are not those that were merged.
 */
export async function mergedSource(
  dataset: Dataset,
  unit: UnitId,
  mergedTrain: Float64Array,
  streamId: string | undefined,
): Promise<UnitSource> {
  const { cluster, probe: index } = parseUnitId(unit);
  const probe = dataset.merged?.[index];
  if (!probe?.dataset)
    throw new MissingPart(
      `dataset ${probe?.name ?? index}, which unit ${unit} comes from`,
      dataset.folder,
      probe?.message ?? 'Merge the datasets again.',
    );
  const sorting = needSorting(probe.dataset);
  const { samples, units, offsets, ranks } = await sorting.spikes();
  const place = units.indexOf(String(cluster));
  if (place === -1) throw new UnknownUnit(String(cluster), sorting.folder, units);
  const spikeIds = ranks.subarray(offsets[place], offsets[place + 1]);
  if (spikeIds.length !== mergedTrain.length)
    throw new FormatError({
      file: dataset.folder,
      found: `${mergedTrain.length} spikes of unit ${unit}`,
      expected: `${spikeIds.length} as unit ${cluster} has in ${sorting.folder}`,
      todo: 'It was curated since the datasets were merged; merge them again.',
    });
  const train = new Float64Array(new SharedArrayBuffer(8 * spikeIds.length));
  for (let i = 0; i < spikeIds.length; i++) train[i] = samples[spikeIds[i]!]!;
  return {
    dataset: probe.dataset,
    stream: streamOf(dataset, probe, probe.dataset, streamId),
    unit: String(cluster),
    train,
    spikeIds,
  };
}

/** The stream that was named, when it is the probe's; the probe's own of the same band, when it is another's. */
function streamOf(
  merged: Dataset,
  probe: MergedProbe,
  source: Dataset,
  streamId: string | undefined,
): Stream {
  if (streamId === undefined) return chooseStream(source);
  const named = chooseStream(merged, streamId);
  const own =
    source.streams.find(({ headerFile, band }) => headerFile === named.headerFile && band === named.band) ??
    source.streams.find(({ band }) => band === named.band);
  if (own) return own;
  throw new MissingPart(
    `stream like ${streamId} in dataset ${probe.name}`,
    source.folder,
    `It has ${source.streams.map(({ id }) => id).join(', ') || 'none'}.`,
  );
}
