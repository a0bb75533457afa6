import path from 'node:path';
import { version } from '../../package.json';
import { type AlignedClock, alignClocks, type ClockFacts, type ClockSide } from '../analyses/align-clocks.ts';
import { linesFor } from '../analyses/clocks.ts';
import type { MergeParams } from '../analyses/jobs/merge.ts';
import type { SyncResult } from '../analyses/sync-params.ts';
import { toReferenceClock } from '../kernels/fit-clock.ts';
import { mergeTrains } from '../kernels/merge-trains.ts';
import { type Dataset, needSorting } from '../model/dataset.ts';
import { ParameterError } from '../model/errors.ts';
import { decimalsFor } from '../model/merged.ts';
import type { SpikeIndex } from '../model/sorting.ts';
import { checkFolder, type MergedSource, writeMerged } from './write-merged.ts';

/** What a merge tells: the `result` of the JSON envelope. */
export interface Merged {
  /** The folder that was made. */
  readonly dataset: string;
  readonly probes: readonly { readonly name: string; readonly folder: string; readonly index: number }[];
  /** Of every probe against the first; the first against itself. */
  readonly clocks: readonly ClockFacts[];
  readonly spikeCount: number;
  /** Where the folder that was there before is now; null when there was none. */
  readonly replaced: string | null;
}

/** What merging needs of whoever runs analyses. */
export interface MergeContext {
  open(place: string): Promise<Dataset>;
  /** The edges of a dataset's main stream. */
  sync(place: string): Promise<SyncResult>;
  readonly signal: AbortSignal;
  progress(done: number): void;
  warn(message: string): void;
}

/**
 * Joins datasets in the order given: matches the pulses of a line that all have in common with the first, fits each
 * clock, and writes all spikes on the clock of the first into a folder of its own, whole or not at all. The datasets
 * stay as they are. Throws the input errors of what it reads, and ParameterError with a sentence for datasets that
 * cannot be merged.
 */
export async function mergeDatasets(
  places: readonly string[],
  { names, syncLine, output, replace }: MergeParams,
  { open, sync, signal, progress, warn }: MergeContext,
): Promise<Merged> {
  if (places.length < 2)
    throw new ParameterError(
      `merge: got ${places.length === 1 ? `one dataset, ${places[0]}` : 'no dataset'}, expected two or more`,
    );
  const datasets: Dataset[] = [];
  for (const place of places) datasets.push(await open(place));
  checkDatasets(datasets);
  const probeNames = namesFor(names, datasets.length);
  const lines = linesFor(syncLine, datasets.length);
  const folder = path.resolve(output || defaultFolder(datasets));
  // Before the work, which may take minutes.
  await checkFolder(folder, datasets, replace);

  const sides: ClockSide[] = [];
  for (const [i, dataset] of datasets.entries()) {
    signal.throwIfAborted();
    const { sampleRateHz, lines: found } = await sync(dataset.folder);
    sides.push({ name: probeNames[i] as string, sampleRateHz, lines: found, line: lines[i] });
    progress((0.8 * (i + 1)) / datasets.length);
  }
  const [reference, ...others] = sides as [ClockSide, ...ClockSide[]];
  const aligned = others.map((side) => alignClocks(side, reference, warn));
  const { referenceLine = '', referencePulseCount = 0 } = aligned[0] ?? {};
  const clocks = [ownClock(reference, referenceLine, referencePulseCount), ...aligned];

  const sources: MergedSource[] = [];
  const trains: Float64Array[] = [];
  for (const [i, dataset] of datasets.entries()) {
    const sorting = needSorting(dataset);
    const spikes = await sorting.spikes();
    const labels = await sorting.labels();
    const { a, bSamples } = clocks[i] as AlignedClock;
    trains.push(i === 0 ? spikes.samples : toReferenceClock(spikes.samples, { a, b: bSamples }));
    sources.push({
      folder: dataset.folder,
      name: probeNames[i] as string,
      clusters: clustersOf(spikes),
      groups: spikes.units.map((unit) => [Number(unit), labels.get(unit)?.group ?? 'unsorted']),
    });
  }
  signal.throwIfAborted();
  const merged = mergeTrains(trains);
  const early = merged.samples.findIndex((sample) => sample >= 0);
  if (early > 0)
    warn(
      `${early} spikes are from before the first sample of ${reference.name}; their times are negative, and npyx, which stores unsigned times, cannot read those`,
    );
  if (datasets.length > 10)
    warn(
      `${datasets.length} datasets need ${decimalsFor(datasets.length)} decimals in the numbers of units (92.01, 92.10); npyx reads one, and thus ten datasets at most`,
    );
  const told = clocks.map(withoutPulses);
  const { replaced } = await writeMerged(
    folder,
    { version, sources, clocks: told, referenceOnsets: onsetsOf(reference, clocks), ...merged },
    { replace, signal },
  );
  progress(1);
  return {
    dataset: folder,
    probes: sources.map(({ name, folder }, index) => ({ name, folder, index })),
    clocks: told,
    spikeCount: merged.samples.length,
    replaced,
  };
}

/** The cluster of each spike, in time order. */
function clustersOf({ units, offsets, ranks }: SpikeIndex): Int32Array {
  const clusters = new Int32Array(ranks.length);
  units.forEach((unit, i) => {
    const cluster = Number(unit);
    for (let at = offsets[i] as number; at < (offsets[i + 1] as number); at++)
      clusters[ranks[at] as number] = cluster;
  });
  return clusters;
}

const onsetsOf = ({ lines }: ClockSide, [, first]: readonly AlignedClock[]): Float64Array =>
  lines.find(({ line }) => line === first?.referenceLine)?.onsetSamples ?? new Float64Array();

function checkDatasets(datasets: readonly Dataset[]): void {
  for (const [i, dataset] of datasets.entries()) {
    if (dataset.merged)
      throw new ParameterError(
        `merge: ${dataset.folder} was itself merged; name the datasets that it was made from`,
      );
    if (datasets.findIndex(({ folder }) => folder === dataset.folder) < i)
      throw new ParameterError(`merge: ${dataset.folder} is given twice, expected different datasets`);
    needSorting(dataset);
  }
}

function namesFor(names: readonly string[] | null, count: number): readonly string[] {
  if (!names) return Array.from({ length: count }, (_, i) => `probe${i + 1}`);
  if (names.length !== count)
    throw new ParameterError(`names: got ${names.length}, expected ${count}, one for each dataset`);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new ParameterError(`names: ${twice} is given twice, expected a name for each dataset`);
  return names;
}

/** `merged_` and the names of the datasets' folders, as npyx does; so long a name that a disk may refuse it is cut. */
function defaultFolder(datasets: readonly Dataset[]): string {
  const names = datasets.map(({ folder }) => path.basename(folder));
  const whole = `merged_${names.join('_')}`;
  const name = whole.length <= 200 ? whole : `merged_${names[0]?.slice(0, 150)}_and_${names.length - 1}_more`;
  return path.join(path.dirname(datasets[0]?.folder ?? '.'), name);
}

/** The first one's clock is that of all; its line is the one that the second was aligned by. */
const ownClock = ({ name }: ClockSide, line: string, pulseCount: number): AlignedClock => ({
  name,
  a: 1,
  bSamples: 0,
  eventCount: pulseCount,
  medianResidualUs: 0,
  maxResidualUs: 0,
  driftMsPerHour: 0,
  line,
  referenceLine: line,
  pulseCount,
  referencePulseCount: pulseCount,
  timesS: new Float64Array(),
  residualsUs: new Float64Array(),
  isUsed: new Uint8Array(),
});

const withoutPulses = ({ timesS: _, residualsUs: __, isUsed: ___, ...clock }: AlignedClock): ClockFacts =>
  clock;
