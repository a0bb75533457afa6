import { quantizeTraces } from '../kernels/quantize-traces.ts';
import type { PartComputing } from './analysis.ts';
import { traceFaces, unknownColumns } from './trace-faces.ts';
import { highestUnknown, lowestUnknown, type TraceInputs, type TraceWindow } from './trace-params.ts';

/** In bits: finer than is seen, and the differences between neighbours go to a page in a byte. */
export const leastStep = 1 / 16;

/**
 * The samples of a cleaned stretch or, per column of samples, their lowest and highest value, or the one of these that is
 * further from zero; see `traceFaces`.
 */
export async function traceWindow(inputs: TraceInputs, context: PartComputing): Promise<TraceWindow> {
  const { startSample, columnSamples, places, gains, cleaning } = inputs;
  const { faces, columnCount, gaps } = await traceFaces(inputs, context);
  const onlyFurthest = inputs.onlyFurthest === true && faces.length === 2;
  const { values, steps } = quantizeTraces(
    faces,
    cleaning.shape.columns.length,
    places,
    gains,
    leastStep,
    onlyFurthest,
  );
  const width = onlyFurthest ? 1 : faces.length;
  for (const gap of gaps) {
    const [from, end] = unknownColumns(inputs, columnCount, gap);
    for (let row = 0; row < values.length; row += columnCount * width)
      for (let column = from; column < end; column++) {
        const at = row + column * width;
        if (width === 2) values[at + 1] = highestUnknown;
        values[at] = width === 2 ? lowestUnknown : highestUnknown;
      }
  }
  const columns = Int32Array.from(places, (place) => cleaning.shape.columns[place]!);
  return {
    ...{ startSample, columnSamples, columnCount, columns, values, stepUv: steps },
    ...(onlyFurthest ? { onlyFurthest } : {}),
    ...(gaps.length > 0 ? { gaps } : {}),
  };
}
