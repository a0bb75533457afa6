import type { SyntaxNode } from '@lezer/common';
import { type ScriptSyntax, textOf } from './script-syntax.ts';

/** An imported name: `from npyx.corr import ccg as c` is `c` → npyx.corr, ccg. */
export interface Imported {
  readonly module: string;
  /** The name there; `*` for all of a module, '' for the module itself. */
  readonly name: string;
}

/** Adds what an import statement of Python brings. */
export function pythonImports(
  syntax: ScriptSyntax,
  node: SyntaxNode,
  imports: Map<string, Imported>,
  starModules: string[],
): void {
  const text = textOf(syntax, node)
    .replace(/#.*$/gm, '')
    .replace(/[()\\]/g, ' ');
  const from = /^from\s+([\w.]+)\s+import\s+([\s\S]+)$/.exec(text);
  if (from?.[1] && from[2]) {
    for (const part of from[2].split(',')) {
      const [name, as = name] = part.trim().split(/\s+as\s+/);
      if (name === '*') starModules.push(from[1]);
      else if (name && as) imports.set(as, { module: from[1], name });
    }
    return;
  }
  for (const part of text.replace(/^import\s+/, '').split(',')) {
    const [module, as] = part.trim().split(/\s+as\s+/);
    const bound = as ?? module?.split('.')[0];
    if (module && bound) imports.set(bound, { module: as ? module : bound, name: '' });
  }
}

/** The same of TypeScript and JavaScript. */
export function scriptImports(syntax: ScriptSyntax, node: SyntaxNode, imports: Map<string, Imported>): void {
  const module = node.getChild('String');
  if (!module) return;
  const from = textOf(syntax, module).slice(1, -1);
  const group = node.getChild('ImportGroup');
  for (const part of group ? textOf(syntax, group).replace(/[{}]/g, '').split(',') : []) {
    const [name, as = name] = part.trim().split(/\s+as\s+/);
    if (name && as) imports.set(as, { module: from, name });
  }
  const whole = /\*\s*as\s+([\w$]+)/.exec(textOf(syntax, node))?.[1];
  if (whole) imports.set(whole, { module: from, name: '' });
}
