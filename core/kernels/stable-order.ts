/** True when no value is smaller than the one before it. */
export function isAscending(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] < values[i - 1]) return false;
  return true;
}

/** Values that are merged between two steps: some tens of milliseconds. */
const stepLength = 2 ** 18;

/** The positions that bring `values` into ascending order; equal values keep their order. */
export function stableOrder(values: Float64Array): Uint32Array {
  const steps = stableOrderInSteps(values);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * The same for who must stop in between: it yields every some tens of milliseconds and returns the order.
 * Runs that ascend already, as each sorted part of a recording does, are merged two by two until one is left.
 */
export function* stableOrderInSteps(values: Float64Array): Generator<undefined, Uint32Array> {
  let from = new Uint32Array(values.length);
  for (let i = 0; i < from.length; i++) from[i] = i;
  yield;
  let starts = runStarts(values);
  let to = starts.length > 2 ? new Uint32Array(values.length) : from;
  for (let merged = 0; starts.length > 2; [from, to] = [to, from]) {
    const left = [0];
    for (let run = 0; run + 1 < starts.length; run += 2) {
      const [start, middle] = [starts[run], starts[run + 1]];
      const end = starts[run + 2] ?? middle;
      for (let at = start, i = start; at < end; ) {
        const until = Math.min(end, at + stepLength);
        i = mergePart(values, from, to, { i, middle, end, at, until });
        merged += until - at;
        at = until;
        if (merged >= stepLength) {
          merged = 0;
          yield;
        }
      }
      left.push(end);
    }
    starts = left;
  }
  return from;
}

/** Where each ascending run begins, and the length. */
function runStarts(values: Float64Array): number[] {
  const starts = [0];
  for (let i = 1; i < values.length; i++) if (values[i] < values[i - 1]) starts.push(i);
  starts.push(values.length);
  return starts;
}

/** Fills `to` from `at` to `until` out of the runs that end at `middle` and `end`; returns how far the first was used. */
function mergePart(
  values: Float64Array,
  from: Uint32Array,
  to: Uint32Array,
  { i, middle, end, at, until }: { i: number; middle: number; end: number; at: number; until: number },
): number {
  let j = middle + at - i;
  for (let k = at; k < until; k++)
    to[k] = j >= end || (i < middle && values[from[i]] <= values[from[j]]) ? from[i++] : from[j++];
  return i;
}
