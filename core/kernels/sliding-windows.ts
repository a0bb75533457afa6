/** [start, end) in samples. */
export type Window = readonly [start: number, end: number];

/**
 * `count` windows of `span` steps, each a step after the one before; the last ones reach past the `count` steps.
 * Together they cut time into `count + span − 1` chunks of a step.
 */
export const slidingWindows = (start: number, step: number, span: number, count: number): Window[] =>
  Array.from({ length: count }, (_, i) => [start + i * step, start + (i + span) * step]);

export const chunksOf = (start: number, step: number, span: number, count: number): Window[] =>
  Array.from({ length: count === 0 ? 0 : count + span - 1 }, (_, i) => [
    start + i * step,
    start + (i + 1) * step,
  ]);

/**
 * Which chunks are good: chunk j lies in the windows j − span + 1 … j as far as there are any; with `or` one of these must
 * pass, with `and` all of them.
 */
export function goodChunks(passes: readonly boolean[], span: number, combine: 'or' | 'and'): boolean[] {
  const count = passes.length === 0 ? 0 : passes.length + span - 1;
  return Array.from({ length: count }, (_, j) => {
    const covering = passes.slice(Math.max(0, j - span + 1), j + 1);
    return combine === 'or' ? covering.some(Boolean) : covering.every(Boolean);
  });
}
