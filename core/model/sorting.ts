import type { NdArray } from './nd-array.ts';
import type { UnitId } from './units.ts';

/**
 * The spikes of one sorting, indexed by unit once (offsets and ranks, as in a CSR matrix), so that a unit is a
 * subarray and never a scan. All arrays live in SharedArrayBuffers: threads see them without a copy.
 */
export interface SpikeIndex {
  /** Ascending sample numbers of all spikes on the raw file's clock; integers, exact to 2^53. */
  readonly samples: Float64Array;
  /** Units with at least one spike, ascending id. */
  readonly units: readonly UnitId[];
  /** Spikes of `units[i]` are `ranks[offsets[i]] … ranks[offsets[i + 1] - 1]`. Length units + 1. */
  readonly offsets: Float64Array;
  /** Positions into `samples` (and into spike_clusters.npy when that was ascending), grouped by unit, ascending in each. */
  readonly ranks: Uint32Array;
}

export interface UnitLabel {
  readonly group: string;
  /** `cluster_group.tsv: group`, `cluster_info.tsv: KSLabel` … */
  readonly source: string;
}

/** What the sorter or phy left behind, each part loaded when first asked for and kept. */
export interface Sorting {
  /** Where the files are: the recording folder, beside it, or a subfolder. */
  readonly folder: string;
  /** `Kilosort 4`, `phy export of SpikeInterface`, `unknown sorter`. */
  readonly sorter: string;
  readonly sampleRateHz: number;
  /** The stream the spikes were sorted from, when it can be told. */
  readonly streamId: string | null;
  /** Column of the raw file of each sorted channel (`channel_map.npy`), any of the shapes (C,), (C,1), (1,C). */
  channelMap(): Promise<Int32Array | undefined>;
  /** Position of each sorted channel, (C × 2) µm. */
  channelPositions(): Promise<NdArray | undefined>;
  /** Shank of each sorted channel, from 0, where the sorter wrote it. */
  channelShanks?(): Promise<Int32Array | undefined>;
  spikes(): Promise<SpikeIndex>;
  labels(): Promise<ReadonlyMap<UnitId, UnitLabel>>;
  /** Other columns of `cluster_*.tsv` and `cluster_info.tsv`, column name → unit → value. */
  columns(): Promise<ReadonlyMap<string, ReadonlyMap<UnitId, string | number>>>;
  /** Amplitude of each spike as the sorter scaled it, in spike order. */
  amplitudes(): Promise<Float64Array | undefined>;
  /** Template number of each spike, in spike order. */
  spikeTemplates(): Promise<Int32Array | undefined>;
  /** (templates × samples × sorted channels), whitened units. */
  templates(): Promise<NdArray<Float32Array> | undefined>;
  /** (C × C) inverse of the sorter's whitening matrix, when it is a real one. */
  whiteningInverse(): Promise<NdArray | undefined>;
  /**
   * True when template × amplitude is the spike in whitened units, as in Kilosort 1 to 3. False when the amplitudes have
   * another scale (Kilosort 4 with its placeholder whitening) or nobody can tell. Absent means false.
   */
  amplitudesScaleTemplates?(): Promise<boolean>;
  /**
   * Heights on the probe, µm, of the spikes of some stretches [start, end), end to end; undefined where the sorter wrote
   * neither positions nor features of the spikes, or where they are not in the order of `spikes`. Throws FormatError.
   */
  spikeDepths?(runs: readonly (readonly [start: number, end: number])[]): Promise<Float32Array | undefined>;
  /** Grows when spikes and templates are read: what the headers alone do not tell. */
  readonly warnings: readonly string[];
}
