export interface MergedTrains {
  /** All samples, ascending. */
  samples: Float64Array;
  /** Which train each is from; of equal samples that of the earlier train stands first. */
  trains: Uint16Array;
}

/** Ascending trains as one, in one pass: there are few of them, so that the least is looked for among all. */
export function mergeTrains(trains: readonly Float64Array[]): MergedTrains {
  const total = trains.reduce((sum, { length }) => sum + length, 0);
  const samples = new Float64Array(total);
  const from = new Uint16Array(total);
  const next = new Float64Array(trains.length);
  const heads = Float64Array.from(trains, (train) =>
    train.length > 0 ? train[0] : Number.POSITIVE_INFINITY,
  );
  for (let i = 0; i < total; i++) {
    let least = 0;
    for (let train = 1; train < heads.length; train++) if (heads[train] < heads[least]) least = train;
    samples[i] = heads[least];
    from[i] = least;
    const position = ++next[least];
    heads[least] = position < trains[least].length ? trains[least][position] : Number.POSITIVE_INFINITY;
  }
  return { samples, trains: from };
}
