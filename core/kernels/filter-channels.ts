import type { Section } from './butterworth.ts';
import { paddingOf } from './filter-forward-backward.ts';

/** Channels filtered side by side. One recursion waits for its own last output; four fill the time. */
export const filteredTogether = 4;

/** Memory for `filterChannels` over `sampleCount` samples, padding included. */
export const filterScratch = (sampleCount: number, sections: readonly Section[]): Float64Array =>
  new Float64Array((sampleCount + 2 * paddingOf(sections)) * filteredTogether);

/**
 * What `filterForwardBackward` does, for four channels of `raw` (samples × `columnCount`) at once. Returns rows of four
 * values, the first of which is sample `from`; earlier ones are not finished, which saves the work.
 * `scratch` is of `filterScratch` for exactly these samples, which must outnumber the padding; neither is checked.
 */
export function filterChannels(
  raw: ArrayLike<number>,
  columnCount: number,
  columns: ArrayLike<number>,
  sections: readonly Section[],
  from: number,
  scratch: Float64Array,
): Float64Array {
  const padding = paddingOf(sections);
  const last = scratch.length / filteredTogether - 2 * padding - 1;
  copyFour(raw, columnCount, columns, scratch, padding * filteredTogether);
  for (let lane = 0; lane < filteredTogether; lane++) continueEnds(scratch, lane, padding, last);
  const rows = scratch.length / filteredTogether;
  for (const section of sections) pass(scratch, section, 0, rows);
  for (const section of sections) pass(scratch, section, rows - 1, padding + from - 1);
  return scratch.subarray((padding + from) * filteredTogether, (padding + last + 1) * filteredTogether);
}

function copyFour(
  raw: ArrayLike<number>,
  columnCount: number,
  columns: ArrayLike<number>,
  out: Float64Array,
  start: number,
): void {
  const [p, q, r, s] = [columns[0], columns[1], columns[2], columns[3]];
  for (let row = 0, to = start; row < raw.length; row += columnCount, to += filteredTogether) {
    out[to] = raw[row + p];
    out[to + 1] = raw[row + q];
    out[to + 2] = raw[row + r];
    out[to + 3] = raw[row + s];
  }
}

/** Point reflection at both ends of a lane, whose samples stand behind `padding` rows. */
function continueEnds(rows: Float64Array, lane: number, padding: number, last: number): void {
  const at = (sample: number) => (padding + sample) * filteredTogether + lane;
  for (let i = 1; i <= padding; i++) {
    rows[at(-i)] = 2 * rows[at(0)] - rows[at(i)];
    rows[at(last + i)] = 2 * rows[at(last)] - rows[at(last - i)];
  }
}

/**
 * One section over rows `start` up to but not including `end`, in either direction, started as if its first input had
 * always been there (transposed direct form II). The lanes are written out: only then do they stay in registers.
 */
function pass(rows: Float64Array, section: Section, start: number, end: number): void {
  if (section[2] === 0 && section[4] === 0) firstOrderPass(rows, section, start, end);
  else secondOrderPass(rows, section, start, end);
}

function secondOrderPass(
  rows: Float64Array,
  [b0, b1, b2, a1, a2]: Section,
  start: number,
  end: number,
): void {
  const gain = (b0 + b1 + b2) / (1 + a1 + a2);
  const step = end < start ? -4 : 4;
  let i = 4 * start;
  let [p1, q1, r1, s1] = [rows[i], rows[i + 1], rows[i + 2], rows[i + 3]].map((x) => (gain - b0) * x);
  let [p2, q2, r2, s2] = [rows[i], rows[i + 1], rows[i + 2], rows[i + 3]].map((x) => (b2 - a2 * gain) * x);
  for (; i !== 4 * end; i += step) {
    const p = rows[i];
    const q = rows[i + 1];
    const r = rows[i + 2];
    const s = rows[i + 3];
    const pOut = b0 * p + p1;
    const qOut = b0 * q + q1;
    const rOut = b0 * r + r1;
    const sOut = b0 * s + s1;
    p1 = b1 * p - a1 * pOut + p2;
    q1 = b1 * q - a1 * qOut + q2;
    r1 = b1 * r - a1 * rOut + r2;
    s1 = b1 * s - a1 * sOut + s2;
    p2 = b2 * p - a2 * pOut;
    q2 = b2 * q - a2 * qOut;
    r2 = b2 * r - a2 * rOut;
    s2 = b2 * s - a2 * sOut;
    rows[i] = pOut;
    rows[i + 1] = qOut;
    rows[i + 2] = rOut;
    rows[i + 3] = sOut;
  }
}

/** The same where b2 = a2 = 0, at half the cost. */
function firstOrderPass(rows: Float64Array, [b0, b1, , a1]: Section, start: number, end: number): void {
  const gain = (b0 + b1) / (1 + a1);
  const step = end < start ? -4 : 4;
  let i = 4 * start;
  let [p1, q1, r1, s1] = [rows[i], rows[i + 1], rows[i + 2], rows[i + 3]].map((x) => (gain - b0) * x);
  for (; i !== 4 * end; i += step) {
    const p = rows[i];
    const q = rows[i + 1];
    const r = rows[i + 2];
    const s = rows[i + 3];
    const pOut = b0 * p + p1;
    const qOut = b0 * q + q1;
    const rOut = b0 * r + r1;
    const sOut = b0 * s + s1;
    p1 = b1 * p - a1 * pOut;
    q1 = b1 * q - a1 * qOut;
    r1 = b1 * r - a1 * rOut;
    s1 = b1 * s - a1 * sOut;
    rows[i] = pOut;
    rows[i + 1] = qOut;
    rows[i + 2] = rOut;
    rows[i + 3] = sOut;
  }
}
