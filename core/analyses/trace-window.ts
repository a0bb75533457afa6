import { butterworthHighpass, type Section } from '../kernels/butterworth.ts';
import { foldExtremes } from '../kernels/column-extremes.ts';
import { subtractCommonMedian } from '../kernels/common-reference.ts';
import { paddingOf } from '../kernels/filter-forward-backward.ts';
import { medianInPlace } from '../kernels/median.ts';
import { quantizeTraces } from '../kernels/quantize-traces.ts';
import { settlingSamples } from '../kernels/settling.ts';
import { type WindowFilter, windowFilter } from '../kernels/window-filter.ts';
import type { PartComputing } from './analysis.ts';
import type { TraceInputs, TraceWindow } from './trace-params.ts';

/** A second of a probe at 30 kHz: 25 MB of 385 channels in memory, twice that once filtered. */
const mostBlockSamples = 32_768;
/** What the margins leave of a step at their far end: nothing that a picture shows. */
const tolerance = 1e-4;

/**
 * Reads a stretch and what its filter needs on both sides, filters it forward and backward, subtracts its references, and
 * returns its samples or, per column of samples, their lowest and highest value. Long stretches go through the same memory
 * in blocks; a filter that fits the recording equals that of the whole file within a ten-thousandth.
 */
export async function traceWindow(
  inputs: TraceInputs,
  { open, signal }: PartComputing,
): Promise<TraceWindow> {
  const { recording, startSample, endSample, columnSamples, columns } = inputs;
  const width = columns.length;
  const sampleCount = endSample - startSample;
  const columnCount = Math.ceil(sampleCount / columnSamples);
  const faces = [new Float32Array(columnCount * width)];
  if (columnSamples > 1) {
    faces.push(new Float32Array(columnCount * width).fill(Number.NEGATIVE_INFINITY));
    faces[0]!.fill(Number.POSITIVE_INFINITY);
  }
  const block = new Float32Array(Math.min(mostBlockSamples, sampleCount) * width);
  const reader = await open(recording);
  try {
    for (let done = 0; done < sampleCount; done += mostBlockSamples) {
      signal.throwIfAborted();
      const count = Math.min(mostBlockSamples, sampleCount - done);
      const rows = block.subarray(0, count * width);
      await processed(inputs, startSample + done, rows, reader.read, signal);
      if (columnSamples === 1) faces[0]!.set(rows, done * width);
      else foldExtremes(rows, width, done, columnSamples, faces[0]!, faces[1]!);
    }
  } finally {
    await reader.close();
  }
  const { values, steps } = quantizeTraces(faces, width);
  return { startSample, columnSamples, columnCount, columns, values, stepUv: steps };
}

/** Fills `rows` (samples × channels, µV) from sample `start` on, filtered and referenced. */
async function processed(
  inputs: TraceInputs,
  start: number,
  rows: Float32Array,
  read: (start: number, end: number, signal: AbortSignal) => Promise<Int16Array | Float32Array>,
  signal: AbortSignal,
): Promise<void> {
  const { recording, columns, highpassHz, order, sampleRateHz } = inputs;
  const end = start + rows.length / columns.length;
  const sections = highpassHz === null ? [] : butterworthHighpass(order, highpassHz / sampleRateHz);
  const padding = paddingOf(sections);
  // A recording too short for the filter is shown as it is but for its mean.
  const filters = sections.length > 0 && recording.sampleCount > padding;
  const margin = filters ? Math.max(settlingSamples(sections, tolerance), padding) + 1 : 0;
  const from = Math.max(0, start - margin);
  const until = Math.min(recording.sampleCount, end + margin);
  const raw = await read(from, until, signal);
  signal.throwIfAborted();
  if (filters) filterOf(inputs, sections, until - from, rows.length)(raw, start - from, rows);
  else scale(raw, inputs, rows);
  for (const { members, from } of inputs.references) subtractMedian(rows, columns.length, members, from);
}

function scale(
  raw: Int16Array | Float32Array,
  { recording, columns, gains }: TraceInputs,
  rows: Float32Array,
): void {
  const width = columns.length;
  for (let row = 0, at = 0; at < rows.length; row += recording.columnCount, at += width)
    for (let k = 0; k < width; k++) rows[at + k] = raw[row + columns[k]!]! * gains[k]!;
}

function subtractMedian(rows: Float32Array, width: number, members: Int32Array, from: Int32Array): void {
  if (from.length === width && members.length === width) {
    subtractCommonMedian(rows, width);
    return;
  }
  const scratch = new Float32Array(from.length);
  for (let row = 0; row < rows.length; row += width) {
    for (let i = 0; i < from.length; i++) scratch[i] = rows[row + from[i]!]!;
    const median = medianInPlace(scratch);
    for (const place of members) rows[row + place]! -= median;
  }
}

/** The filter that was used last: scrolling asks for stretches of one shape, and its memory takes longer to get than to use. */
let kept: { readonly key: string; readonly filter: WindowFilter } | null = null;

function filterOf(
  { recording, columns, gains }: TraceInputs,
  sections: readonly Section[],
  mostSamples: number,
  values: number,
): WindowFilter {
  const { columnCount } = recording;
  const key = JSON.stringify([columnCount, [...columns], [...gains], sections, mostSamples, values]);
  if (kept?.key !== key)
    kept = { key, filter: windowFilter({ columnCount, columns, gains, sections, mostSamples }) };
  return kept.filter;
}
