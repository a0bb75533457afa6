import type { Problem } from './problem.ts';
import type { ScriptSyntax } from './script-syntax.ts';

/** What npyx's own documents import and npyx does not have, and what it has instead. */
const missing: Readonly<Record<string, string>> = { read_spikeglx_meta: 'read_metadata' };

/** Imports from npyx that fail: names of its README that do not exist. */
export function diagnoseImports({ text, language }: ScriptSyntax): Problem[] {
  if (language !== 'python') return [];
  const problems: Problem[] = [];
  const lines = /^[ \t]*from[ \t]+npyx\.\w+[ \t]+import[ \t]+([\w \t,]+)/gm;
  for (const match of text.matchAll(lines)) {
    const [whole, list = ''] = match;
    const listFrom = match.index + whole.length - list.length;
    for (const named of list.matchAll(/\w+(?:[ \t]+as[ \t]+\w+)?/g)) {
      const name = named[0].split(/\s/)[0] ?? '';
      const from = listFrom + named.index;
      const at = { from, to: from + name.length };
      const instead = missing[name];
      if (instead !== undefined)
        problems.push({
          severity: 'warning',
          code: 'npyx-missing',
          message: `npyx has no ${name}, although its README names it; ${instead} is what reads a header.`,
          ...at,
          fixes: [{ title: `Import ${instead} instead`, ...at, text: instead }],
        });
    }
  }
  return problems;
}
