import type { OutputFolder } from './output-folder.ts';
import type { PlacedSpike } from './population.ts';
import type { ProbeLayout } from './probe-layout.ts';
import type { SyntheticUnit } from './unit-spikes.ts';

export interface SortedUnit {
  readonly unit: SyntheticUnit;
  readonly spikeCount: number;
  readonly meanAmplitude: number;
}

/** The units that have at least one of the sorted spikes, by ascending id. */
export function unitsOfSpikes(
  units: readonly SyntheticUnit[],
  sorted: readonly PlacedSpike[],
  amplitudeOf: (placed: PlacedSpike) => number,
): SortedUnit[] {
  const counts = new Map<number, number>();
  const sums = new Map<number, number>();
  for (const placed of sorted) {
    const { id } = placed.unit;
    counts.set(id, (counts.get(id) ?? 0) + 1);
    sums.set(id, (sums.get(id) ?? 0) + amplitudeOf(placed));
  }
  return [...units]
    .sort((a, b) => a.id - b.id)
    .filter(({ id }) => counts.has(id))
    .map((unit) => ({
      unit,
      spikeCount: counts.get(unit.id)!,
      meanAmplitude: sums.get(unit.id)! / counts.get(unit.id)!,
    }));
}

/** Writes the `cluster_*.tsv` files of a sorting. `peakColumn` is the file column of a unit's first template's peak. */
export function writeTables(
  output: OutputFolder,
  inFolder: (file: string) => string,
  units: readonly SortedUnit[],
  probe: ProbeLayout,
  seconds: number,
  kilosort4: boolean,
  peakColumn: (unit: SyntheticUnit) => number,
): void {
  const table = (file: string, columns: readonly string[], row: (unit: SortedUnit) => string[] | null) => {
    const rows = units.map(row).filter((cells) => cells !== null);
    const lines = [columns, ...rows].map((cells) => cells.join('\t'));
    output.text(inFolder(file), `${lines.join('\n')}\n`);
  };
  const id = ({ unit }: SortedUnit) => String(unit.id);
  const amplitude = ({ meanAmplitude }: SortedUnit) => meanAmplitude.toFixed(1);

  if (kilosort4)
    // Kilosort 4 writes its own labels into the file that phy keeps the curator's in.
    table('cluster_group.tsv', ['cluster_id', 'KSLabel'], (u) => [id(u), sorterLabel(u.unit)]);
  else
    table('cluster_group.tsv', ['cluster_id', 'group'], (u) =>
      u.unit.label === 'unlisted' ? null : [id(u), u.unit.label],
    );
  table('cluster_KSLabel.tsv', ['cluster_id', 'KSLabel'], (u) => [id(u), sorterLabel(u.unit)]);
  table('cluster_ContamPct.tsv', ['cluster_id', 'ContamPct'], (u) => [id(u), contamination(u.unit)]);
  table('cluster_Amplitude.tsv', ['cluster_id', 'Amplitude'], (u) => [id(u), amplitude(u)]);
  const info = 'cluster_id Amplitude ContamPct KSLabel amp ch depth fr group n_spikes sh'.split(' ');
  table('cluster_info.tsv', info, (u) => {
    const column = peakColumn(u.unit);
    const curated = u.unit.label !== 'unlisted' && u.unit.label !== 'unsorted';
    return [
      id(u),
      amplitude(u),
      contamination(u.unit),
      sorterLabel(u.unit),
      amplitude(u),
      String(column),
      probe.yUm[column]!.toFixed(1),
      (u.spikeCount / seconds).toFixed(6),
      curated ? u.unit.label : '',
      String(u.spikeCount),
      String(probe.shank[column]!),
    ];
  });
}

const sorterLabel = ({ label }: SyntheticUnit): string =>
  label === 'mua' || label === 'noise' ? 'mua' : 'good';

function contamination(unit: SyntheticUnit): string {
  if (unit.refractoryMs < 1) return (35.5).toFixed(1);
  if (unit.role === 'missed+contaminated') return (12.5).toFixed(1);
  return (0.5 * (unit.index % 7)).toFixed(1);
}
