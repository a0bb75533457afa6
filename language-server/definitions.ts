import type { SyntaxNode } from '@lezer/common';
import { childrenOf, type ScriptSyntax, textOf } from './script-syntax.ts';

/** What a name is given somewhere in a script. */
export interface Definition {
  readonly value: SyntaxNode;
  /** The name stands for an element of the value: `for dp in datasets`. */
  readonly isElement: boolean;
  /** Offset from which it holds, and the end of the function it holds in. */
  readonly from: number;
  readonly to: number;
}

/** An imported name: `from npyx.corr import ccg as c` is `c` → npyx.corr, ccg. */
export interface Imported {
  readonly module: string;
  /** The name there; `*` for all of a module, '' for the module itself. */
  readonly name: string;
}

export interface Names {
  readonly definitions: ReadonlyMap<string, readonly Definition[]>;
  readonly imports: ReadonlyMap<string, Imported>;
  /** Modules whose every name is imported. */
  readonly starModules: readonly string[];
  /** Functions and classes that the script defines. */
  readonly own: ReadonlySet<string>;
}

const remembered = new WeakMap<ScriptSyntax, Names>();

/** Nodes that give names a meaning. */
const defining: ReadonlySet<string> = new Set([
  'AssignStatement',
  'AssignmentExpression',
  'VariableDeclaration',
  'ForStatement',
  'ParamList',
  'ImportStatement',
  'ImportDeclaration',
  'FunctionDefinition',
  'FunctionDeclaration',
  'ClassDefinition',
  'ClassDeclaration',
]);

/** All names of a script, found once. */
export function namesOf(syntax: ScriptSyntax): Names {
  const known = remembered.get(syntax);
  if (known) return known;
  const definitions = new Map<string, Definition[]>();
  const imports = new Map<string, Imported>();
  const starModules: string[] = [];
  const own = new Set<string>();
  const define = (name: SyntaxNode, value: SyntaxNode | undefined, rest: Partial<Definition> = {}) => {
    if (!value) return;
    const all = definitions.get(textOf(syntax, name)) ?? [];
    all.push({ value, isElement: false, from: value.to, to: Number.POSITIVE_INFINITY, ...rest });
    definitions.set(textOf(syntax, name), all);
  };
  syntax.tree.iterate({
    enter(found) {
      const { name } = found;
      // A node of its own is made only where one is needed: most of a tree are names and signs.
      if (!defining.has(name)) return;
      const { node } = found;
      if (name.startsWith('Assign') || name === 'VariableDeclaration') assigned(childrenOf(node), define);
      else if (name === 'ForStatement') looped(node, define);
      else if (name === 'ParamList') defaulted(node, define);
      else if (name === 'ImportStatement') pythonImports(syntax, node, imports, starModules);
      else if (name === 'ImportDeclaration') scriptImports(syntax, node, imports);
      else {
        const named = childrenOf(node).find((child) => /^Variable(Name|Definition)$/.test(child.name));
        if (named) own.add(textOf(syntax, named));
      }
    },
  });
  const names = { definitions, imports, starModules, own };
  remembered.set(syntax, names);
  return names;
}

type Define = (name: SyntaxNode, value: SyntaxNode | undefined, rest?: Partial<Definition>) => void;

const isName = ({ name }: SyntaxNode): boolean => name === 'VariableName' || name === 'VariableDefinition';
const isAssign = ({ name }: SyntaxNode): boolean => name === 'AssignOp' || name === 'Equals';

/** `a = b = 'q'`, `dp: Path = …`, `const a = 1, b = 2`: each name before an `=` gets what follows the last of its row. */
function assigned(children: readonly SyntaxNode[], define: Define): void {
  let waiting: SyntaxNode[] = [];
  for (const [i, child] of children.entries()) {
    if (child.name === ',') waiting = [];
    if (!isAssign(child)) continue;
    const before = children.slice(0, i).findLast((each) => !/^Type(Def|Annotation)$/.test(each.name));
    if (before && isName(before)) waiting.push(before);
    const [value, next] = [children[i + 1], children[i + 2]];
    if (next && isAssign(next)) continue;
    // A pair on the left takes a list apart: what each gets is not followed.
    if (value && children[0]?.name !== 'ObjectPattern' && children[1]?.name !== ',')
      for (const name of waiting) define(name, value);
    waiting = [];
  }
}

function looped(node: SyntaxNode, define: Define): void {
  const scriptLoop = node.getChild('ForOfSpec');
  const children = childrenOf(scriptLoop ?? node);
  const at = children.findIndex(({ name }) => name === 'in' || name === 'of');
  const name = children[at - 1];
  const value = children[at + 1];
  if (at > 0 && name && value && isName(name)) define(name, value, { isElement: true });
}

/** The defaults of a function's parameters hold in its body. */
function defaulted(node: SyntaxNode, define: Define): void {
  const children = childrenOf(node);
  const to = node.parent?.to ?? node.to;
  for (const [i, child] of children.entries()) {
    if (!isAssign(child)) continue;
    const name = children.slice(0, i).findLast((each) => !/^Type(Def|Annotation)$/.test(each.name));
    if (name && isName(name)) define(name, children[i + 1], { from: node.to, to });
  }
}

function pythonImports(
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

function scriptImports(syntax: ScriptSyntax, node: SyntaxNode, imports: Map<string, Imported>): void {
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
