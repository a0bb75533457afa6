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
  let before = -Infinity;
  for (let i = 0; i < train.length; i++) {
    const sample = train[i];
    const stays = sample - before > gap;
    if (stays) kept[count++] = i;
    if (stays || rule === 'npyx') before = sample;
  }
  return kept.subarray(0, count);
}

/** Whether all spikes of an ascending train stay, by either rule. */
export function isApart(train: Float64Array, gap: number): boolean {
  const { length } = train;
  let before = -Infinity;
  for (let i = 0; i < length; i++) {
    const sample = train[i];
    if (sample - before <= gap) return false;
    before = sample;
  }
  return true;
}
