import path from 'node:path';
import type { ScriptLanguage } from './scan.ts';
import { parseScript, type ScriptSyntax } from './script-syntax.ts';
import type { Value } from './value-kinds.ts';
import { valueIn } from './values.ts';

export interface ScriptPlace {
  /** Absolute path of the script; what it names is relative to its folder. Null for one that was never saved. */
  readonly script: string | null;
  readonly language: ScriptLanguage;
  /** For paths that begin with `~`. */
  readonly home: string;
  /** Folders of the workspace: where paths may begin as well. */
  readonly roots?: readonly string[];
  /** Used where the script does not say: the setting, then the open dashboard. */
  readonly fallback?: { readonly folder: string; readonly why: 'setting' | 'dashboard' } | null;
}

/** The dataset that a call is about. */
export interface DatasetFound {
  /** Absolute, the likeliest first: relative paths may begin at the script or at the workspace. */
  readonly candidates: readonly string[];
  /** How it is known; all but `written` are assumptions, to be shown. */
  readonly why: 'written' | 'comment' | 'setting' | 'dashboard';
}

/**
 * Returns the dataset that `expression` means at `offset` of the script: literals, `Path(…)`, `open(…)`, joins,
 * f-strings, lists and dictionaries, and names that were given one of these above. Where the code does not tell, the
 * last comment `# neuropyxels: dataset=…` above does, then the setting, then the open dashboard. Never throws.
 */
export function datasetAt(
  expression: string,
  syntax: ScriptSyntax,
  offset: number,
  place: ScriptPlace,
): DatasetFound | null {
  return datasetFor(valueOfText(expression, syntax, offset, place), syntax, offset, place);
}

/** The same for a value that is known. */
export function datasetFor(
  value: Value,
  syntax: ScriptSyntax,
  offset: number,
  place: ScriptPlace,
): DatasetFound | null {
  const written = pathOf(value);
  if (written !== null) {
    const candidates = absolute(written, place);
    return candidates.length > 0 ? { candidates, why: 'written' } : null;
  }
  const comment = commentAbove(syntax, offset);
  if (comment !== null) {
    const candidates = absolute(comment, place);
    if (candidates.length > 0) return { candidates, why: 'comment' };
  }
  return place.fallback ? { candidates: [place.fallback.folder], why: place.fallback.why } : null;
}

/** The value of an expression that is not in the tree: what stands before a cursor. */
function valueOfText(expression: string, syntax: ScriptSyntax, offset: number, place: ScriptPlace): Value {
  const assigned = parseScript(`it = ${expression}`, syntax.language);
  const node = assigned.tree.topNode.firstChild;
  const value = node?.name === 'AssignStatement' ? node.lastChild : node?.firstChild?.lastChild;
  if (!value || value.from === 0) return { kind: 'unknown' };
  // Names in it are those of the script.
  return valueIn(value, assigned, place, value.from, { syntax, at: offset });
}

/** A recording's path, of several (for merging) the first. */
function pathOf(value: Value): string | null {
  if (value.kind === 'text') return value.text === '' ? null : value.text;
  if (value.kind === 'recording') return pathOf(value.of);
  if (value.kind === 'list') return value.items[0] ? pathOf(value.items[0]) : null;
  if (value.kind === 'dict') {
    const [first] = value.entries.values();
    return first ? pathOf(first) : null;
  }
  return null;
}

function absolute(written: string, { script, home, roots = [] }: ScriptPlace): string[] {
  // A script written on Windows: nothing here is meant by it.
  if (path.sep === '/' && /^(?:[A-Za-z]:[\\/]|\\\\)/.test(written)) return [];
  const expanded = /^~(?=[/\\]|$)/.test(written) ? home + written.slice(1) : written;
  if (path.isAbsolute(expanded)) return [path.normalize(expanded)];
  const bases = [...(script ? [path.dirname(script)] : []), ...roots];
  return [...new Set(bases.map((base) => path.resolve(base, expanded)))];
}

/** `# neuropyxels: dataset=../rec`, also after code and with quotes. */
function commentAbove({ text }: ScriptSyntax, offset: number): string | null {
  const all = [...text.matchAll(/(?:#|\/\/)[ \t]*neuropyxels:[ \t]*dataset[ \t]*=[ \t]*(.+?)[ \t]*\r?$/gim)];
  const above = all.findLast(({ index }) => index < offset) ?? all[0];
  return above?.[1] ? above[1].replace(/^(['"])(.*)\1$/, '$2') : null;
}
