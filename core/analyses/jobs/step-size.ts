import type { Cleaning } from '../cleaning.ts';
import { jobMemoryBytes } from '../job.ts';

/** Small enough to stay near the processor, large beside the margins: 6 MB of 385 channels. */
const usualSamples = 8192;
/** Filters with long answers have larger steps, so that the margins do not become most of the work … */
const mostSamples = 32_768;
/** … and again smaller ones where memory becomes short, down to these. */
const leastSamples = 2048;
/** Tables of coefficients, of channels near each other and of whitening. */
const tableBytes = 2e6;

export interface StepSize {
  readonly stepSamples: number;
  /** Memory that a step takes, raw frames and filtered ones with their margins. */
  readonly stepBytes: number;
  /** Memory that all steps share. */
  readonly sharedBytes: number;
}

/** Chunks of a compressed recording that there are at once: those that steps at work read, and one that is decompressed. */
const chunksAtOnce = 5;

/**
 * How many samples a step cleans, so that what it needs fits into the memory of a job. Where not even the shortest step
 * does, `stepBytes` is more than that. `chunkSamples` are decompressed together where the recording is compressed.
 */
export function stepSizeOf(
  { shape: { columns, groups }, before, behind }: Cleaning,
  {
    columnCount,
    isPacked,
    chunkSamples = 0,
  }: { readonly columnCount: number; readonly isPacked: boolean; readonly chunkSamples?: number },
): StepSize {
  // A group of reference begins a block of channels of its own; six blocks more for what passes through alignment and filter.
  const rowBytes = 2 * columnCount + 32 * (Math.ceil(columns.length / 8) + groups.length + 6);
  // Compressing copies the frames several times, and what is no longer used stays for a while.
  const packedBytes = isPacked ? 22 * columnCount : 0;
  const fixedBytes = tableBytes + (before + behind) * rowBytes;
  const sharedBytes = Math.min(jobMemoryBytes / 2, chunksAtOnce * 2 * columnCount * chunkSamples);
  // Two at once, so that compressed to compressed is the work of more than one thread.
  const room = sharedBytes > 0 ? (jobMemoryBytes - sharedBytes) / 2 : jobMemoryBytes;
  const fitting = Math.floor((room - fixedBytes) / (rowBytes + packedBytes));
  const wanted = Math.max(usualSamples, Math.min(mostSamples, 2 * before));
  const stepSamples = Math.max(leastSamples, Math.min(wanted, fitting));
  return { stepSamples, stepBytes: fixedBytes + stepSamples * (rowBytes + packedBytes), sharedBytes };
}
