import path from 'node:path';
import type { ScriptLanguage } from './scan.ts';

export interface ScriptPlace {
  /** Absolute path of the script; what it names is relative to its folder. Null for one that was never saved. */
  readonly script: string | null;
  readonly language: ScriptLanguage;
  /** For paths that begin with `~`. */
  readonly home: string;
}

/**
 * Returns the absolute path that `expression` means at `offset` of the script: a literal, `Path('…')`, `open('…')` and
 * their like, `Path('…') / '…'`, or a name whose last assignment above is one of these. One assignment is followed, no
 * more; null for everything else. Never throws.
 */
export function datasetOf(
  expression: string,
  text: string,
  offset: number,
  place: ScriptPlace,
): string | null {
  const written = literalPath(expression) ?? assignedPath(expression, text, offset, place.language);
  if (!written) return null;
  const expanded = /^~(?=[/\\]|$)/.test(written) ? place.home + written.slice(1) : written;
  if (path.isAbsolute(expanded)) return path.normalize(expanded);
  return place.script ? path.resolve(path.dirname(place.script), expanded) : null;
}

function assignedPath(
  expression: string,
  text: string,
  offset: number,
  language: ScriptLanguage,
): string | null {
  const name = /^[A-Za-z_$][\w$]*$/.exec(expression.trim())?.[0];
  if (!name) return null;
  const declared =
    language === 'python'
      ? `^[ \\t]*${name}[ \\t]*(?::[^=\\n]+)?=(?!=)[ \\t]*(.+)$`
      : `^[ \\t]*(?:export[ \\t]+)?(?:const|let|var)?[ \\t]*${name.replaceAll('$', '\\$')}[ \\t]*(?::[^=\\n]+)?=(?!=)[ \\t]*(.+)$`;
  const last = [...text.slice(0, offset).matchAll(new RegExp(declared, 'gm'))].at(-1);
  return last?.[1] ? literalPath(last[1]) : null;
}

/** Functions and constructors around a path that leave it what it is. */
const wrapper =
  /^(?:await\s+|new\s+)*(?:[A-Za-z_$][\w$]*\.)*[A-Za-z_$][\w$]*\s*\(\s*(?=['"`]|[rRuUbB]['"]|(?:[\w$]+\.)*[\w$]+\()/;
const string = /^([rRuUbB]?)(['"`])((?:\\.|(?!\2).)*)\2/;

/** The path that an expression of literals spells; null when anything else is in it. */
function literalPath(expression: string): string | null {
  let rest = expression.trim();
  let joins = false;
  for (let match = wrapper.exec(rest); match; match = wrapper.exec(rest)) {
    joins = /\b(?:join|resolve|Path)\s*\(\s*$/.test(match[0]);
    rest = rest.slice(match[0].length);
  }
  const joint = joins ? /^\s*\)*\s*[/,]\s*(?=[rRuU]?['"`])/ : /^\s*\)*\s*\/\s*(?=[rRuU]?['"`])/;
  const parts: string[] = [];
  for (;;) {
    const [whole, prefix = '', quote, body = ''] = string.exec(rest) ?? [];
    if (whole === undefined || (quote === '`' && body.includes('${'))) return null;
    parts.push(/r/i.test(prefix) ? body : body.replace(/\\(['"`\\])/g, '$1'));
    rest = rest.slice(whole.length);
    const next = joint.exec(rest)?.[0];
    if (next === undefined) break;
    rest = rest.slice(next.length);
  }
  return /^[\s);]*(?:#.*|\/\/.*|,.*)?$/s.test(rest) ? parts.join('/') : null;
}
