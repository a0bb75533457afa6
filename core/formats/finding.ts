/** One change of one line that would mend a file. */
export interface FindingFix {
  readonly title: string;
  /** From 0. */
  readonly line: number;
  /** What is replaced on that line; null for all of it with its end. */
  readonly from: string | null;
  readonly to: string;
}

/** Something about a file of a recording that is wrong, or that costs a feature. */
export interface Finding {
  readonly severity: 'error' | 'warning' | 'information';
  /** `raw-moved`, `channel-count`, `sample-rate`, `duplicate-unit`, … */
  readonly code: string;
  readonly message: string;
  /** From 0; 0 for what is about the whole file. */
  readonly line: number;
  /** Ways to mend it, the best first. */
  readonly fixes: readonly FindingFix[];
}

/** The stretch of a text that a fix replaces; null where that line says something else by now. */
export function fixedStretch(
  text: string,
  { line, from }: FindingFix,
): { readonly from: number; readonly to: number } | null {
  const start = lineStarts(text)[line];
  if (start === undefined) return null;
  const end = lineStarts(text)[line + 1] ?? text.length;
  if (from === null) return { from: start, to: end };
  const at = text.slice(start, end).indexOf(from);
  return at < 0 ? null : { from: start + at, to: start + at + from.length };
}

/** Where each line begins; line ends are counted as they are written. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}
