/** The name of a unit: opaque text, `'234'`, or `'234.1'` for unit 234 of probe 1 of a merged dataset. */
export type UnitId = string;

/** The id as a sorter writes it, and the probe of a merged dataset it belongs to (0 when not merged). */
export function parseUnitId(id: UnitId): { cluster: number; probe: number } {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(id);
  if (!match) throw new RangeError(`'${id}' is not a unit id such as 234 or 234.1`);
  return { cluster: Number(match[1]), probe: Number(match[2] ?? 0) };
}

/** Numeric order, merged probes after each other: '2' < '10' < '2.1'. */
export function compareUnitIds(a: UnitId, b: UnitId): number {
  const left = parseUnitId(a);
  const right = parseUnitId(b);
  return left.probe - right.probe || left.cluster - right.cluster;
}

/**
 * What a unit table shows, one entry per unit in each column, ascending id. Columns and not rows, so that ten thousand
 * units cross a wire as a few typed arrays. NaN and -1 stand for "not known".
 */
export interface UnitTable {
  readonly ids: readonly UnitId[];
  /** The label: good, mua, noise, unsorted, or whatever the curator wrote. */
  readonly group: readonly string[];
  /** The file and column the label was read from, such as `cluster_group.tsv: group`; empty for none. */
  readonly groupSource: readonly string[];
  readonly spikeCount: Float64Array;
  /** Spikes over the length of the recording (N/T). */
  readonly rateHz: Float64Array;
  /** Column of the raw file with the largest template, -1 when there are no templates. */
  readonly peakChannel: Int32Array;
  readonly shank: Int32Array;
  readonly xUm: Float32Array;
  /** Height of the peak channel above the lowest row of the probe's sites. */
  readonly depthUm: Float32Array;
  /** Peak to trough of the template on the peak channel, unwhitened and scaled by the mean spike amplitude; NaN if unknown. */
  readonly amplitudeUv: Float32Array;
  /** Number of templates the sorter used for the unit's spikes. */
  readonly templateCount: Int32Array;
  /** Share of interspike intervals under 1.5 ms, per cent. */
  readonly isiViolationPercent: Float32Array;
  /** Share of spikes of another neuron that these violations stand for (Hill et al. 2011), per cent, at most 50. */
  readonly contaminationPercent?: Float32Array;
  /** Share of the recording's minutes, or hundredths where it is short, with a spike, per cent. */
  readonly presencePercent?: Float32Array;
  /** Of a merged dataset only: the dataset each unit is from, as in its id. */
  readonly probe?: Int32Array;
  /** Other per-unit columns found in `cluster_*.tsv`, by column name. */
  readonly extra: Readonly<Record<string, readonly (string | number | null)[]>>;
}
