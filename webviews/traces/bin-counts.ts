import { bisectLeft } from '../../core/kernels/bisect.ts';

/** How many of ascending times fall into each of equal parts of [0, durationS). */
export function binCounts(timesS: Float64Array, durationS: number, binCount: number): Float64Array {
  let before = bisectLeft(timesS, 0);
  return Float64Array.from({ length: binCount }, (_, bin) => {
    const end = bisectLeft(timesS, ((bin + 1) * durationS) / binCount, before);
    const count = end - before;
    before = end;
    return count;
  });
}
