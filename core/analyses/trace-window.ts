import { furthestFromZero } from '../kernels/furthest-from-zero.ts';
import { quantizeTraces } from '../kernels/quantize-traces.ts';
import type { PartComputing } from './analysis.ts';
import { traceFaces, unknownColumns } from './trace-faces.ts';
import { highestUnknown, lowestUnknown, type TraceInputs, type TraceWindow } from './trace-params.ts';

/** In bits: finer than is seen, and the differences between neighbours go to a page in a byte. */
export const leastStep = 1 / 16;

/**
 * The samples of a cleaned stretch or, per column of samples, their lowest and highest value; see `traceFaces`.
 */
export async function traceWindow(inputs: TraceInputs, context: PartComputing): Promise<TraceWindow> {
  const { startSample, columnSamples, places, gains, cleaning } = inputs;
  const { faces: all, columnCount, gaps } = await traceFaces(inputs, context);
  const [lowest, highest] = all;
  const isFurthest = inputs.onlyFurthest && lowest && highest;
  const faces = isFurthest ? [furthestFromZero(lowest, highest)] : all;
  const { values, steps } = quantizeTraces(faces, cleaning.shape.columns.length, places, gains, leastStep);
  for (const gap of gaps) {
    const [from, end] = unknownColumns(inputs, columnCount, gap);
    for (let row = 0; row < values.length; row += columnCount * faces.length)
      for (let column = from; column < end; column++) {
        const at = row + column * faces.length;
        if (faces.length === 2) values[at + 1] = highestUnknown;
        values[at] = faces.length === 2 ? lowestUnknown : highestUnknown;
      }
  }
  const columns = Int32Array.from(places, (place) => cleaning.shape.columns[place]!);
  return {
    ...{ startSample, columnSamples, columnCount, columns, values, stepUv: steps },
    ...(isFurthest ? { onlyFurthest: true } : {}),
    ...(gaps.length > 0 ? { gaps } : {}),
  };
}
