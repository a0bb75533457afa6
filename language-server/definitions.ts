import type { SyntaxNode } from '@lezer/common';
import { type Imported, pythonImports, scriptImports } from './script-imports.ts';
import { childrenOf, type ScriptSyntax, textOf } from './script-syntax.ts';

/** What a name is given somewhere in a script. */
export interface Definition {
  /** Null for what cannot be told: a parameter, a part of what is taken apart. */
  readonly value: SyntaxNode | null;
  /** The name stands for an element of the value: `for dp in datasets`. */
  readonly isElement: boolean;
  /** Of a function: a call of it may give something else. */
  readonly isParameter?: boolean;
  /** Offset from which it holds, and the end of the function it holds in. */
  readonly from: number;
  readonly to: number;
}

export interface Names {
  readonly definitions: ReadonlyMap<string, readonly Definition[]>;
  readonly imports: ReadonlyMap<string, Imported>;
  /** Modules whose every name is imported. */
  readonly starModules: readonly string[];
  /** Functions and classes that the script defines. */
  readonly own: ReadonlySet<string>;
  /** The functions among them. */
  readonly functions: ReadonlyMap<string, SyntaxNode>;
}

const remembered = new WeakMap<ScriptSyntax, Names>();

/** In these names hold that are given in them: functions, and what braces hold in TypeScript. */
const scopes: Readonly<Record<ScriptSyntax['language'], ReadonlySet<string>>> = {
  python: new Set(['FunctionDefinition', 'LambdaExpression']),
  script: new Set([
    'FunctionDeclaration',
    'FunctionExpression',
    'ArrowFunction',
    'MethodDeclaration',
    'Block',
    'ForStatement',
  ]),
};

/** Nodes that give names a meaning. */
const defining: ReadonlySet<string> = new Set([
  'AssignStatement',
  'AssignmentExpression',
  'UpdateStatement',
  'NamedExpression',
  'VariableDeclaration',
  'VariableDefinition',
  'ForStatement',
  'ArrayComprehensionExpression',
  'SetComprehensionExpression',
  'DictionaryComprehensionExpression',
  'ComprehensionExpression',
  'WithStatement',
  'TryStatement',
  'ParamList',
  'ImportStatement',
  'ImportDeclaration',
  'FunctionDefinition',
  'FunctionDeclaration',
  'ClassDefinition',
  'ClassDeclaration',
]);

/** Expressions that give names a meaning only by what is in them, which is most of a script and seldom does. */
const plain: ReadonlySet<string> = new Set([
  'CallExpression',
  'NewExpression',
  'MemberExpression',
  'BinaryExpression',
  'ArrayExpression',
  'ArgList',
]);

/** What stands in the text of an expression that does. */
const givesNames: Readonly<Record<ScriptSyntax['language'], RegExp>> = {
  python: /:=|lambda|for/,
  script: /=|\{|function|class/,
};

/** All names of a script, found once. A name that is bound in a way that is not followed is known to be unknown. */
export function namesOf(syntax: ScriptSyntax): Names {
  const known = remembered.get(syntax);
  if (known) return known;
  const definitions = new Map<string, Definition[]>();
  const imports = new Map<string, Imported>();
  const starModules: string[] = [];
  const own = new Set<string>();
  const functions = new Map<string, SyntaxNode>();
  const scope = scopes[syntax.language];
  const ends: number[] = [];
  /** Where names stand that are defined already: their nodes are met again. */
  const met = new Set<number>();
  const define: Define = (name, value, rest = {}) => {
    met.add(name.from);
    const word = textOf(syntax, name);
    const all = definitions.get(word) ?? [];
    const to = ends.at(-1) ?? Number.POSITIVE_INFINITY;
    all.push({ value: value ?? null, isElement: false, from: (value ?? name).to, to, ...rest });
    definitions.set(word, all);
  };
  syntax.tree.iterate({
    enter(found) {
      const { name } = found;
      if (scope.has(name)) ends.push(found.to);
      // A node of its own is made only where one is needed: most of a tree are names and signs.
      if (!defining.has(name))
        return !(plain.has(name) && !givesNames[syntax.language].test(textOf(syntax, found)));
      if (name === 'VariableDefinition') {
        if (!met.has(found.from)) define(found.node, null);
        return true;
      }
      const { node } = found;
      if (name === 'ImportStatement') pythonImports(syntax, node, imports, starModules);
      else if (name === 'ImportDeclaration') scriptImports(syntax, node, imports);
      else if (/^(Function|Class)/.test(name)) {
        const named = childrenOf(node).find(isName);
        if (named) {
          own.add(textOf(syntax, named));
          if (name.startsWith('Function')) functions.set(textOf(syntax, named), node);
          met.add(named.from);
        }
      } else bound(name, node, define);
      return true;
    },
    leave({ name }) {
      if (scope.has(name)) ends.pop();
    },
  });
  const names = { definitions, imports, starModules, own, functions };
  remembered.set(syntax, names);
  return names;
}

type Define = (name: SyntaxNode, value: SyntaxNode | null | undefined, rest?: Partial<Definition>) => void;

const isName = ({ name }: SyntaxNode): boolean => name === 'VariableName' || name === 'VariableDefinition';
const isAssign = ({ name }: SyntaxNode): boolean => name === 'AssignOp' || name === 'Equals';

/** The names that a statement or expression gives a value. */
function bound(name: string, node: SyntaxNode, define: Define): void {
  const children = childrenOf(node);
  switch (name) {
    case 'UpdateStatement':
      // `dp += '/x'`.
      if (children[0] && isName(children[0])) define(children[0], null);
      break;
    case 'WithStatement':
    case 'TryStatement':
      for (const [i, child] of children.entries())
        if (children[i - 1]?.name === 'as' && isName(child)) define(child, null);
      break;
    case 'ParamList':
      defaulted(node, children, define);
      break;
    case 'ForStatement':
    case 'ArrayComprehensionExpression':
    case 'SetComprehensionExpression':
    case 'DictionaryComprehensionExpression':
    case 'ComprehensionExpression':
      looped(node, define);
      break;
    default:
      assigned(children, define);
  }
}

/** `a = b = 'q'`, `dp: Path = …`, `const a = 1, b = 2`: each name before an `=` gets what follows the last of its row. */
function assigned(children: readonly SyntaxNode[], define: Define): void {
  let waiting: SyntaxNode[] = [];
  const first = children.findIndex(isAssign);
  // A pair on the left takes a list apart: what each gets is not followed.
  const isPair = children[0]?.name === 'ObjectPattern' || children[1]?.name === ',';
  if (isPair || /^(Tuple|Array)Expression$/.test(children[0]?.name ?? '')) {
    for (const name of children.slice(0, Math.max(0, first)).flatMap(namesIn)) define(name, null);
    return;
  }
  for (const [i, child] of children.entries()) {
    if (child.name === ',') waiting = [];
    if (child.name === 'UpdateOp' && children[0] && isName(children[0])) define(children[0], null);
    if (!isAssign(child)) continue;
    const before = children.slice(0, i).findLast((each) => !/^Type(Def|Annotation)$/.test(each.name));
    if (before && isName(before)) waiting.push(before);
    const [value, next] = [children[i + 1], children[i + 2]];
    if (next && isAssign(next)) continue;
    if (value) for (const name of waiting) define(name, value);
    waiting = [];
  }
}

/** The names in a target of several: `(a, [b, c])`. */
const namesIn = (node: SyntaxNode): SyntaxNode[] =>
  isName(node)
    ? [node]
    : /^(Tuple|Array|Parenthesized)Expression$|Pattern/.test(node.name)
      ? childrenOf(node).flatMap(namesIn)
      : [];

/** Loops, and those in brackets: a single name stands for an element of what follows `in` or `of`. */
function looped(node: SyntaxNode, define: Define): void {
  const children = childrenOf(node.getChild('ForOfSpec') ?? node);
  const isInBrackets = node.name !== 'ForStatement';
  for (const [at, child] of children.entries()) {
    if (child.name !== 'in' && child.name !== 'of') continue;
    const start = children.slice(0, at).findLastIndex(({ name }) => /^(for|const|let|var)$/.test(name));
    const targets = children.slice(start + 1, at).flatMap(namesIn);
    const value = children[at + 1];
    // What stands before `for` in brackets is made with the name too.
    const within = isInBrackets ? { from: node.from, to: node.to } : {};
    if (targets.length === 1 && targets[0]) define(targets[0], value, { isElement: true, ...within });
    else for (const target of targets) define(target, null, within);
  }
}

/** The defaults of a function's parameters hold in its body; of those without one nothing is known. */
function defaulted(node: SyntaxNode, children: readonly SyntaxNode[], define: Define): void {
  const within = { from: node.to, to: node.parent?.to ?? node.to, isParameter: true };
  for (const [i, child] of children.entries()) {
    if (!isName(child) || (children[i - 1] && isAssign(children[i - 1] as SyntaxNode))) continue;
    const after = children.slice(i + 1).find(({ name }) => !/^(Type(Def|Annotation)|Optional)$/.test(name));
    const at = after && isAssign(after) ? children.indexOf(after) : -1;
    define(child, at < 0 ? null : children[at + 1], within);
  }
}
