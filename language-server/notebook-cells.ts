import type { ScriptLanguage } from './scan.ts';

/** What a script's features look at: of a cell of a notebook also the cells above it. */
export interface ScriptText {
  readonly text: string;
  /** Offset in `text` at which the document itself begins; 0 for a file. */
  readonly start: number;
}

/** Cells above are looked at as far as this, the nearest first. */
const mostAbove = 500_000;

/** A cell with the cells above it: names that they define and import hold in it, as they do when a notebook is run. */
export function cellText(above: readonly string[], cell: string, language: ScriptLanguage): ScriptText {
  let before = '';
  for (const text of above.toReversed()) {
    if (before.length + text.length > mostAbove) break;
    before = `${withoutMagics(text, language)}\n${before}`;
  }
  return { text: before + withoutMagics(cell, language), start: before.length };
}

/** Commands of IPython are no Python: they become comments, letter for letter, so that offsets stay. */
function withoutMagics(text: string, language: ScriptLanguage): string {
  if (language !== 'python') return text;
  // `%%bash`: the whole cell is in another language; `%%time` and its like only measure.
  const cellMagic = /^\s*%%(\w+)/.exec(text)?.[1];
  if (cellMagic !== undefined && !/^(time|timeit|capture|prun)$/.test(cellMagic))
    return text.replace(/[^\r\n]/g, ' ');
  return text.replace(/^([ \t]*)[%!?]/gm, '$1#');
}
