import { finestOverview, foldColumns, overviewLevels, overviewStep } from '../kernels/overview-levels.ts';
import type { PartComputing } from './analysis.ts';
import type { Counts, Plan } from './job.ts';
import { type FacesInputs, traceFaces, unknownColumns } from './trace-faces.ts';
import { highestUnknown, lowestUnknown } from './trace-params.ts';

/** An overview to be made: of the whole recording, with one processing. */
export interface OverviewPlan extends Plan {
  readonly inputs: Omit<FacesInputs, 'startSample' | 'endSample' | 'columnSamples'>;
  /** What stands in the file before the first column. */
  readonly header: Uint8Array;
}

/** Makes the columns of all levels of one step and writes them; see `overviewLevels`. Counts what could not be read. */
export async function overviewColumns(
  { inputs, header }: OverviewPlan,
  step: number,
  { write, ...context }: PartComputing & { write(offset: number, bytes: Uint8Array): Promise<void> },
): Promise<Counts> {
  const { sampleCount } = inputs.recording;
  const startSample = step * overviewStep;
  const endSample = Math.min(sampleCount, startSample + overviewStep);
  const stretch = { startSample, endSample, columnSamples: finestOverview };
  const { faces, columnCount, gaps } = await traceFaces({ ...inputs, ...stretch }, context);
  const width = inputs.cleaning.shape.columns.length;
  let values: Int16Array = interleaved(faces[0]!, faces[1]!);
  for (const gap of gaps) {
    const [from, end] = unknownColumns(stretch, columnCount, gap);
    for (let at = 2 * width * from; at < 2 * width * end; at += 2) {
      values[at] = lowestUnknown;
      values[at + 1] = highestUnknown;
    }
  }
  if (step === 0) await write(0, header);
  let { columnSamples } = stretch;
  for (const level of overviewLevels(sampleCount)) {
    values = foldColumns(values, width, level.columnSamples / columnSamples);
    ({ columnSamples } = level);
    const column = level.firstColumn + startSample / columnSamples;
    await write(
      header.length + 4 * width * column,
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
  }
  return { unreadSamples: gaps.reduce((sum, gap) => sum + gap.endSample - gap.startSample, 0) };
}

/** In whole bits; one less than the least is what nothing is known of. */
function interleaved(lowest: Float32Array, highest: Float32Array): Int16Array {
  const values = new Int16Array(2 * lowest.length);
  for (let i = 0; i < lowest.length; i++) {
    values[2 * i] = Math.max(-32767, Math.min(32767, Math.round(lowest[i]!)));
    values[2 * i + 1] = Math.max(-32767, Math.min(32767, Math.round(highest[i]!)));
  }
  return values;
}
