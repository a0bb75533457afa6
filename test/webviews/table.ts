import type { UnitTable } from '../../core/model/units.ts';

/** A unit table from a few rows; columns that a test does not name are unknown. */
export function tableOf(
  rows: readonly {
    id: string;
    group?: string;
    rate?: number;
    spikes?: number;
    channel?: number;
    shank?: number;
    depth?: number;
    amplitude?: number;
    isi?: number;
  }[],
  extra: UnitTable['extra'] = {},
): UnitTable {
  const of = (value: (row: (typeof rows)[number]) => number | undefined, unknown = Number.NaN) =>
    rows.map((row) => value(row) ?? unknown);
  return {
    ids: rows.map(({ id }) => id),
    group: rows.map(({ group }) => group ?? ''),
    groupSource: rows.map(({ group }) => (group ? 'cluster_group.tsv: group' : '')),
    spikeCount: Float64Array.from(of((row) => row.spikes)),
    rateHz: Float64Array.from(of((row) => row.rate)),
    peakChannel: Int32Array.from(of((row) => row.channel, -1)),
    shank: Int32Array.from(of((row) => row.shank, -1)),
    xUm: Float32Array.from(of(() => undefined)),
    depthUm: Float32Array.from(of((row) => row.depth)),
    amplitudeUv: Float32Array.from(of((row) => row.amplitude)),
    templateCount: Int32Array.from(of(() => undefined, -1)),
    isiViolationPercent: Float32Array.from(of((row) => row.isi)),
    extra,
  };
}
