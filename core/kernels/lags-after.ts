/** Counts of the time from each spike to every later one of its part, in `count` bins of `width`; an autocorrelogram's right half. */
export function binCountsAfter(parts: readonly Float64Array[], width: number, count: number): Float64Array {
  const counts = new Float64Array(count);
  for (const part of parts)
    for (let i = 0; i < part.length; i++)
      for (let j = i + 1; j < part.length; j++) {
        const bin = Math.floor((part[j] - part[i]) / width);
        if (bin >= count) break;
        counts[bin]++;
      }
  return counts;
}
