import { hillFalsePositiveRate } from '../kernels/false-positive-rate.ts';
import { largestPosition, peakToPeak, unwhitenedPeakToPeak } from '../kernels/peak-of-templates.ts';
import type { PresenceBins } from '../kernels/unit-statistics.ts';
import { type Dataset, needSorting } from '../model/dataset.ts';
import { isInputError } from '../model/errors.ts';
import { durationS, type Stream } from '../model/recording.ts';
import type { Sorting } from '../model/sorting.ts';
import type { UnitId, UnitTable } from '../model/units.ts';
import { mergedUnitTable } from './merged-unit-table.ts';
import type { FileSorting } from './open-sorting.ts';
import { type TemplateReader, templatesInMemory } from './template-reader.ts';
import { statisticsFromArrays, type UnitStatistics } from './unit-statistics.ts';

/** Intervals shorter than this break the refractory period. */
const refractoryMs = 1.5;

/** Columns of phy's cluster_info that only repeat, often stale, what the table computes. */
const repeated = new Set([
  'ch',
  'channel',
  'depth',
  'fr',
  'firing_rate',
  'n_spikes',
  'num_spikes',
  'sh',
  'shank',
]);

/**
 * One row per unit that has spikes. What needs a missing or broken file is NaN or -1; the rest is there.
 * Throws MissingPart without a sorting, what `spikes()` throws, and Cancelled when `signal` aborts while files are read.
 *
 * The peak channel is the one where the mean of the unit's templates, weighted by its spikes of each, has the largest
 * difference of highest and lowest value. The amplitude is that difference after undoing the whitening and scaling by
 * the spikes' mean amplitude, in µV.
 */
export async function unitTable(dataset: Dataset, signal?: AbortSignal): Promise<UnitTable> {
  if (dataset.merged) return mergedUnitTable(dataset, dataset.merged, (source) => unitTable(source, signal));
  const sorting = needSorting(dataset);
  const stream = sortedStream(dataset, sorting);
  const limitSamples = (refractoryMs * sorting.sampleRateHz) / 1000;
  const statisticsFor = (lengthS: number) => {
    const bins = presenceBins(lengthS * sorting.sampleRateHz, sorting.sampleRateHz);
    return isOnDisk(sorting)
      ? sorting.unitStatistics(limitSamples, bins, signal)
      : statisticsFromArrays(sorting, limitSamples, bins);
  };
  const lengthS = (stream && durationS(stream)) || (await lastSpikeS(sorting, signal));
  const bins = presenceBins(lengthS * sorting.sampleRateHz, sorting.sampleRateHz);
  const statistics = await statisticsFor(lengthS);
  const { units, spikeCount } = statistics;
  const labels = await labelColumns(sorting, units);
  const templates = await optional(templatesOf(sorting));
  const peaks = await peakColumns(sorting, stream, statistics, templates).finally(() => templates?.close());
  return {
    ids: units,
    ...labels,
    spikeCount,
    rateHz: spikeCount.map((count) => count / lengthS),
    ...peaks,
    templateCount: Int32Array.from(statistics.templates, (list) => list.length),
    isiViolationPercent: Float32Array.from(statistics.shortIntervals, (short, i) =>
      spikeCount[i]! > 1 ? (100 * short) / (spikeCount[i]! - 1) : Number.NaN,
    ),
    contaminationPercent: Float32Array.from(statistics.shortIntervals, (violations, i) =>
      spikeCount[i]! > 1
        ? 100 *
          hillFalsePositiveRate({
            violations,
            spikes: spikeCount[i]!,
            duration: lengthS * sorting.sampleRateHz,
            refractory: limitSamples,
          })
        : Number.NaN,
    ),
    presencePercent: Float32Array.from(statistics.presentBins, (present) => (100 * present) / bins.count),
  };
}

/** How long a recording is that nothing tells but its spikes. */
async function lastSpikeS(sorting: Sorting, signal?: AbortSignal): Promise<number> {
  if (isOnDisk(sorting)) await sorting.readSpikes(signal);
  return ((await sorting.spikes()).samples.at(-1) ?? Number.NaN) / sorting.sampleRateHz;
}

async function templatesOf(sorting: Sorting): Promise<TemplateReader | undefined> {
  if (isOnDisk(sorting)) return sorting.openTemplates();
  const templates = await sorting.templates();
  return templates && templatesInMemory(templates);
}

/** The same table with the labels and columns that the files of the sorting have now. */
export async function relabelled(table: UnitTable, sorting: Sorting): Promise<UnitTable> {
  return { ...table, ...(await labelColumns(sorting, table.ids)) };
}

async function labelColumns(
  sorting: Sorting,
  units: readonly UnitId[],
): Promise<Pick<UnitTable, 'group' | 'groupSource' | 'extra'>> {
  const labels = await sorting.labels();
  const columns = await sorting.columns();
  const labelOf = (unit: UnitId) => labels.get(unit) ?? { group: 'unsorted', source: '' };
  return {
    group: units.map((unit) => labelOf(unit).group),
    groupSource: units.map((unit) => labelOf(unit).source),
    extra: Object.fromEntries(
      [...columns]
        .filter(([name]) => !repeated.has(name))
        .map(([name, values]) => [name, units.map((unit) => values.get(unit) ?? null)]),
    ),
  };
}

/** A minute each, or a hundredth of a short recording; the same that the quality metrics take. */
function presenceBins(duration: number, sampleRateHz: number): PresenceBins {
  const width = Math.min(60 * sampleRateHz, duration / 100);
  return { width, count: width > 0 ? Math.floor(duration / width + 1e-9) : 0 };
}

/** The stream the spikes belong to; undefined when the sorting stands alone. */
const sortedStream = (dataset: Dataset, sorting: Sorting): Stream | undefined =>
  dataset.streams.find(({ id }) => id === sorting.streamId);

async function peakColumns(
  sorting: Sorting,
  stream: Stream | undefined,
  statistics: UnitStatistics,
  templates: TemplateReader | undefined,
): Promise<Pick<UnitTable, 'peakChannel' | 'shank' | 'xUm' | 'depthUm' | 'amplitudeUv'>> {
  const { units } = statistics;
  const peakChannel = new Int32Array(units.length).fill(-1);
  const shank = new Int32Array(units.length).fill(-1);
  const unknown = () => new Float32Array(units.length).fill(Number.NaN);
  const [xUm, depthUm, amplitudeUv] = [unknown(), unknown(), unknown()];
  const result = { peakChannel, shank, xUm, depthUm, amplitudeUv };
  if (!templates) return result;

  const { templateCount, channelCount } = templates;
  const map = await optional(sorting.channelMap());
  const isMapBroken = !map && (await isBroken(sorting.channelMap()));
  const positions = await optional(sorting.channelPositions());
  const shanks = await optional(sorting.channelShanks?.() ?? Promise.resolve(undefined));
  const scales = await optional(sorting.amplitudesScaleTemplates?.() ?? Promise.resolve(undefined));
  const inverse = scales ? await optional(sorting.whiteningInverse()) : undefined;
  // Without a map only a sorting of all channels tells the columns: then they are the same. A broken one tells nothing.
  const neuralCount = stream?.channels.filter(({ role }) => role === 'neural').length;
  const columnOf = (channel: number) =>
    map?.[channel] ?? (neuralCount === channelCount && !isMapBroken ? channel : -1);
  const sites = new Map(stream?.probe?.sites.map((site) => [site.column, site]));
  // Most units have one template, and many units share it after a split.
  const channelOfTemplate = new Map<number, number>();
  for (let unit = 0; unit < units.length; unit++) {
    const named = statistics.templates[unit]!;
    const used = named.filter(({ template }) => template < templateCount);
    // Without spike_templates.npy a unit that was never re-curated is its own template.
    const lone = used.length > 0 ? used[0]!.template : Number(units[unit]);
    if (used.length === 0 && (named.length > 0 || !(lone < templateCount))) continue;
    const single = used.length <= 1;
    const numbers = single ? [lone] : used.map(({ template }) => template);
    const weights = single
      ? [{ template: 0, weight: 1 }]
      : used.map(({ count }, template) => ({ template, weight: count }));
    const channel =
      (single ? channelOfTemplate.get(lone) : undefined) ??
      largestPosition(peakToPeak(templates.read(numbers), weights));
    if (single) channelOfTemplate.set(lone, channel);
    if (channel < 0) continue;
    const column = columnOf(channel);
    peakChannel[unit] = column;
    const site = sites.get(column);
    if (site) {
      shank[unit] = site.shank;
      xUm[unit] = site.xUm;
      depthUm[unit] = site.yUm;
    } else if (positions && positions.shape[1] === 2 && positions.shape[0]! > channel) {
      shank[unit] = shanks?.[channel] ?? 0;
      xUm[unit] = positions.data[2 * channel]!;
      depthUm[unit] = positions.data[2 * channel + 1]!;
    }
    const uvPerBit = stream?.channels[column]?.uvPerBit;
    if (uvPerBit === undefined || !inverse || inverse.shape[0] !== channelCount || used.length === 0)
      continue;
    const spikeCount = used.reduce((total, { count }) => total + count, 0);
    const scaled = used.map(({ amplitudeSum }, template) => ({
      template,
      weight: amplitudeSum / spikeCount,
    }));
    amplitudeUv[unit] =
      uvPerBit * unwhitenedPeakToPeak(templates.read(numbers), scaled, inverse.data, channel);
  }
  return result;
}

const isOnDisk = (sorting: Sorting): sorting is FileSorting => 'unitStatistics' in sorting;

/** A broken optional file costs its columns and nothing else; its sentence is among the dataset's parts or warnings. */
async function optional<T>(part: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await part;
  } catch (error) {
    if (isInputError(error)) return undefined;
    throw error;
  }
}

const isBroken = (part: Promise<unknown>): Promise<boolean> =>
  part.then(
    () => false,
    (error: unknown) => {
      if (isInputError(error)) return true;
      throw error;
    },
  );
