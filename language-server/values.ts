import type { SyntaxNode } from '@lezer/common';
import { type Definition, namesOf } from './definitions.ts';
import { childrenOf, type ScriptSyntax, textOf } from './script-syntax.ts';

/** What an expression of a script comes to, as far as it can be told without running it. */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number; readonly written: string }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'dict'; readonly entries: ReadonlyMap<string, Value> }
  /** What `open(…)` of the library returns. */
  | { readonly kind: 'recording'; readonly of: Value }
  | { readonly kind: 'unknown' };

const unknown: Value = { kind: 'unknown' };
const text = (written: string): Value => ({ kind: 'text', text: written });

/** Where paths of a script that name no folder begin. */
export interface Surroundings {
  /** The script's own file: `__file__`, `import.meta.dirname`. Null for one that was never saved. */
  readonly script: string | null;
  readonly home: string;
}

/** An expression and what it is looked at with. `depth` ends circles: `a = b`, `b = a`. */
interface Looking {
  readonly syntax: ScriptSyntax;
  readonly around: Surroundings;
  /** Names mean what they were last given above this offset. */
  readonly at: number;
  readonly depth: number;
  /** Where names are looked up instead, for an expression that was parsed by itself. */
  readonly outside?: { readonly syntax: ScriptSyntax; readonly at: number };
}

const deepest = 12;

/**
 * The value of an expression; unknown where anything in it is. With `outside` the expression was parsed by itself, and
 * its names are those of that script. Never throws.
 */
export function valueIn(
  node: SyntaxNode,
  syntax: ScriptSyntax,
  around: Surroundings,
  at: number = node.from,
  outside?: { readonly syntax: ScriptSyntax; readonly at: number },
): Value {
  return evaluate(node, { syntax, around, at, depth: 0, ...(outside && { outside }) });
}

function evaluate(node: SyntaxNode | null | undefined, before: Looking): Value {
  if (!node || before.depth > deepest) return unknown;
  const looking = { ...before, depth: before.depth + 1 };
  const written = textOf(looking.syntax, node);
  switch (node.name) {
    case 'String':
      return literal(written);
    case 'ContinuedString':
      return joined(
        childrenOf(node).map((part) => evaluate(part, looking)),
        '',
      );
    case 'FormatString':
    case 'TemplateString':
      return interpolated(node, looking);
    case 'Number':
      return numberOf(written);
    case 'UnaryExpression': {
      const value = evaluate(node.lastChild, looking);
      return value.kind === 'number' && written.startsWith('-') ? numberOf(written) : unknown;
    }
    case 'ArrayExpression':
    case 'TupleExpression':
      return { kind: 'list', items: elementsOf(node).map((item) => evaluate(item, looking)) };
    case 'DictionaryExpression':
    case 'ObjectExpression':
      return { kind: 'dict', entries: entriesOf(node, looking) };
    case 'ParenthesizedExpression':
    case 'AwaitExpression':
      return evaluate(
        childrenOf(node).find(({ name }) => name !== '(' && name !== 'await'),
        looking,
      );
    case 'VariableName':
      return named(written, looking);
    case 'BinaryExpression':
      return binary(node, looking);
    case 'MemberExpression':
      return member(node, looking);
    case 'CallExpression':
    case 'NewExpression':
      return called(node, looking);
    default:
      return unknown;
  }
}

/** The elements of a list, without brackets and commas. */
export const elementsOf = (node: SyntaxNode): SyntaxNode[] => withoutSigns(childrenOf(node));

const withoutSigns = (nodes: readonly SyntaxNode[]): SyntaxNode[] =>
  nodes.filter(({ name, type }) => !type.isError && !/^[[\](),]$/.test(name));

function literal(written: string): Value {
  const match = /^([a-zA-Z]*)('''|"""|'|"|`)([\s\S]*?)(?:\2)?$/.exec(written);
  if (!match) return unknown;
  const [, prefix = '', , body = ''] = match;
  if (/b/i.test(prefix)) return unknown;
  return text(/r/i.test(prefix) ? body : body.replace(/\\(['"`\\])/g, '$1'));
}

function numberOf(written: string): Value {
  const value = Number(written.replaceAll('_', '').replace(/^-\s+/, '-'));
  return Number.isFinite(value) ? { kind: 'number', value, written } : unknown;
}

function joined(parts: readonly Value[], by: string): Value {
  const words = parts.map((part) =>
    part.kind === 'text' ? part.text : part.kind === 'number' ? part.written : null,
  );
  return words.some((word) => word === null) ? unknown : text(words.join(by));
}

/** Joins parts of a path; one that begins at the root stands for itself, as in Python. */
function path(parts: readonly Value[]): Value {
  const last = parts.findLastIndex(
    (part) => part.kind === 'text' && /^(?:[\\/]|[A-Za-z]:[\\/])/.test(part.text),
  );
  const from = parts.slice(Math.max(0, last)).filter((part) => !(part.kind === 'text' && part.text === ''));
  const whole = joined(from, '/');
  return whole.kind === 'text' ? text(whole.text.replace(/([^:/])\/{2,}/g, '$1/')) : whole;
}

function interpolated(node: SyntaxNode, looking: Looking): Value {
  const parts: Value[] = [];
  const { syntax } = looking;
  const opened = /^[a-zA-Z]*('''|"""|'|"|`)/.exec(textOf(syntax, node));
  if (!opened?.[1]) return unknown;
  let at = node.from + opened[0].length;
  for (const child of childrenOf(node)) {
    if (child.name !== 'FormatReplacement' && child.name !== 'Interpolation') continue;
    parts.push(text(syntax.text.slice(at, child.from)));
    const inner = childrenOf(child).find(
      ({ name }) => !/^([{}]|Interpolation(Start|End)|Format\w+)$/.test(name),
    );
    // A format such as `{n:03d}` changes what is written.
    parts.push(child.getChild('FormatSpec') ? unknown : evaluate(inner, looking));
    at = child.to;
  }
  parts.push(text(syntax.text.slice(at, node.to - opened[1].length)));
  return joined(parts, '');
}

function entriesOf(node: SyntaxNode, looking: Looking): ReadonlyMap<string, Value> {
  const entries = new Map<string, Value>();
  const add = (key: SyntaxNode | undefined, value: SyntaxNode | undefined) => {
    if (!key || !value) return;
    const name = /Definition$/.test(key.name) ? text(textOf(looking.syntax, key)) : evaluate(key, looking);
    const word = name.kind === 'text' ? name.text : name.kind === 'number' ? name.written : null;
    if (word !== null) entries.set(word, evaluate(value, looking));
  };
  const children = childrenOf(node);
  for (const [i, child] of children.entries()) {
    if (child.name === 'Property') {
      const [key, , value] = childrenOf(child);
      add(key, value);
    } else if (child.name === ':') add(children[i - 1], children[i + 1]);
  }
  return entries;
}

/** What the name was last given above; a loop's name stands for its first element. */
function named(name: string, looking: Looking): Value {
  if (name === '__file__') return looking.around.script ? text(looking.around.script) : unknown;
  if (name === '__dirname') return parentOf(named('__file__', looking));
  const { syntax, at } = looking.outside ?? looking;
  const found = definitionAt(name, syntax, at);
  if (!found?.value) return unknown;
  const { outside: _, ...inside } = looking;
  const value = evaluate(found.value, { ...inside, syntax, at: found.value.from });
  if (!found.isElement) return value;
  return (value.kind === 'list' ? value.items[0] : undefined) ?? unknown;
}

export const definitionAt = (name: string, syntax: ScriptSyntax, at: number): Definition | undefined =>
  namesOf(syntax)
    .definitions.get(name)
    ?.findLast(({ from, to }) => from <= at && at <= to);

function binary(node: SyntaxNode, looking: Looking): Value {
  const [left, operator, right] = childrenOf(node);
  const sign = operator ? textOf(looking.syntax, operator) : '';
  // TypeScript's `x as string` and `x satisfies T` are x.
  if (sign === 'as' || sign === 'satisfies') return evaluate(left, looking);
  const both = [evaluate(left, looking), evaluate(right, looking)];
  if (sign === '/') return both.every(({ kind }) => kind === 'text') ? path(both) : unknown;
  return sign === '+' && both.every(({ kind }) => kind === 'text') ? joined(both, '') : unknown;
}

function member(node: SyntaxNode, looking: Looking): Value {
  const [object, sign, key] = childrenOf(node);
  const written = textOf(looking.syntax, node);
  if (/^import\.meta\.(dir|file)name$/.test(written)) {
    const file = named('__file__', looking);
    return written.endsWith('dirname') ? parentOf(file) : file;
  }
  const of = evaluate(object, looking);
  if (sign?.name === '.' && key)
    return textOf(looking.syntax, key) === 'parent' ? parentOf(of) : fieldOf(of, textOf(looking.syntax, key));
  const index = evaluate(key, looking);
  if (of.kind === 'list' && index.kind === 'number') return of.items.at(index.value) ?? unknown;
  if (index.kind === 'text') return fieldOf(of, index.text);
  return index.kind === 'number' ? fieldOf(of, index.written) : unknown;
}

const fieldOf = (of: Value, name: string): Value =>
  (of.kind === 'dict' ? of.entries.get(name) : undefined) ?? unknown;

function parentOf(value: Value): Value {
  if (value.kind !== 'text') return unknown;
  const cut = value.text.replace(/[\\/]+$/, '').replace(/[\\/]?[^\\/]*$/, '');
  return text(cut === '' ? (/^[\\/]/.test(value.text) ? '/' : '.') : cut);
}

/** Functions around a path that leave it what it is. */
const leaving = new Set([
  'str',
  'Path',
  'PurePath',
  'PosixPath',
  'WindowsPath',
  'String',
  'abspath',
  'realpath',
  'normpath',
  'fspath',
  'fileURLToPath',
]);

function called(node: SyntaxNode, looking: Looking): Value {
  const { syntax, around } = looking;
  const callee = childrenOf(node).find(({ name }) => name === 'VariableName' || name === 'MemberExpression');
  const list = node.getChild('ArgList');
  if (!callee || !list) return unknown;
  const children = childrenOf(list);
  const keyword = children.findIndex(({ name }) => name === 'AssignOp');
  const args = withoutSigns(keyword < 0 ? children : children.slice(0, keyword - 1));
  const name = callee.name === 'VariableName' ? callee : callee.lastChild;
  const word = name ? textOf(syntax, name) : '';
  const given = () => args.map((arg) => evaluate(arg, looking));
  const receiver = () =>
    callee.name === 'MemberExpression' ? evaluate(callee.firstChild, looking) : unknown;
  if (word === 'open' || word === 'openDataset' || word === 'openRecording')
    return { kind: 'recording', of: evaluate(args[0], looking) };
  if (word === 'expanduser') return args.length === 0 ? receiver() : evaluate(args[0], looking);
  if (word === 'dirname') return parentOf(evaluate(args[0], looking));
  if (word === 'home' || word === 'homedir') return text(around.home);
  if (word === 'join' || word === 'joinpath' || word === 'resolve') {
    const own = receiver();
    // `Path.joinpath` begins at its own path; `os.path.join` and `path.join` at the first argument.
    const parts = [...(own.kind === 'text' ? [own] : []), ...given()];
    return parts.length > 0 && parts.every(({ kind }) => kind !== 'unknown') ? path(parts) : own;
  }
  if (word === 'absolute' || word === 'as_posix') return receiver();
  if (!leaving.has(word) || args.length === 0) return unknown;
  const parts = given();
  if (parts.length > 1) return path(parts);
  const only = parts[0] ?? unknown;
  return only.kind === 'text' || only.kind === 'number' ? joined([only], '') : only;
}
