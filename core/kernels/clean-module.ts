import type { Section } from './butterworth.ts';

type Numbers = readonly number[];

/** `core/wasm/assembly/clean-frames.ts`: addresses in bytes, and numbers. */
export interface CleanModule {
  plainRows(raw: number, count: number, width: number, columns: number, out: number): void;
  pairRows(raw: number, width: number, columns: number, first: number, count: number, ...rest: Numbers): void;
  alignRows(pairs: number, count: number, weights: number, out: number): void;
  toDoubles(rows: number, count: number, scale: number, out: number): void;
  continueEnds(rows: number, count: number, padding: number): void;
  forwardTile(raw: number, width: number, columns: number, blockCount: number, ...rest: Numbers): void;
  backwardTile(row: number, blockBytes: number, count: number, blockCount: number, ...rest: Numbers): void;
  secondOrder(row: number, count: number, step: number, ...section: Section): void;
  firstOrder(row: number, count: number, step: number, b0: number, b1: number, a1: number): void;
  toSingles(rows: number, count: number, out: number): void;
  nearRows(row: number, blockBytes: number, count: number, ...rest: Numbers): void;
  weighRows(row: number, blockBytes: number, count: number, ...rest: Numbers): void;
  referenceRows(row: number, blockBytes: number, count: number, ...rest: Numbers): void;
  extremeRows(row: number, count: number, head: number, columnRows: number, out: number): void;
  putRows(row: number, blockBytes: number, count: number, blockCount: number, ...rest: Numbers): number;
}
