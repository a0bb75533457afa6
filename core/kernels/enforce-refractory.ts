/** Which spike a gap is measured from: the last one kept, or npyx's rule, the one before whether kept or not. */
export type RefractoryRule = 'kept' | 'npyx';

/**
 * Positions of the spikes that stay when every spike within `gap` samples (inclusive) of an earlier one is dropped.
 * `train` is ascending. A gap of 0 drops repeated samples; a negative one drops nothing. By npyx's rule a burst loses all
 * but its first spike: 0, 24, 48, 72 with a gap of 30 leaves 0, where ours leaves 0 and 48.
 */
export function enforceRefractory(
  train: Float64Array,
  gap: number,
  rule: RefractoryRule = 'kept',
): Uint32Array {
  const kept = new Uint32Array(train.length);
  let count = 0;
  for (let i = 0; i < train.length; i++) {
    const before = rule === 'npyx' ? train[i - 1] : train[kept[count - 1]];
    if (count === 0 || train[i] - before > gap) kept[count++] = i;
  }
  return kept.subarray(0, count);
}
