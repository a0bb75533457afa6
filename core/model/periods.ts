/** Stretches of time in seconds, [start, end). */
export type Periods = readonly (readonly [startS: number, endS: number])[];

/**
 * The same stretches as sample numbers, ascending and without overlap; [start, end) in samples, start rounded up so
 * that a spike is inside exactly when its time in seconds is. Throws RangeError for a period that ends before it starts.
 */
export function periodsToSamples(periods: Periods, sampleRateHz: number): [number, number][] {
  const ranges = periods.map(([startS, endS]): [number, number] => {
    if (!(endS >= startS)) throw new RangeError(`period ${startS}:${endS} s ends before it starts`);
    return [Math.ceil(startS * sampleRateHz), Math.ceil(endS * sampleRateHz)];
  });
  ranges.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
    else merged.push(range);
  }
  return merged;
}
