/** Of each pair of lowest and highest value the one that is further from zero, the highest of two that are as far. */
export function furthestFromZero(lowest: Float32Array, highest: Float32Array): Float32Array {
  const furthest = new Float32Array(lowest.length);
  for (let i = 0; i < furthest.length; i++) furthest[i] = -lowest[i] > highest[i] ? lowest[i] : highest[i];
  return furthest;
}
