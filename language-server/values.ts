import type { SyntaxNode } from '@lezer/common';
import { type Definition, namesOf } from './definitions.ts';
import { childrenOf, type ScriptSyntax, textOf } from './script-syntax.ts';
import {
  fieldOf,
  joined,
  literal,
  numberOf,
  parentOf,
  path,
  text,
  unknown,
  type Value,
} from './value-kinds.ts';
import { entriesOf, interpolated } from './value-parts.ts';

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
  /** What is left of the work that one expression is worth: lists of lists of names grow without bounds. */
  readonly budget: { steps: number; isOneOfMany?: boolean };
  /** Where names are looked up instead, for an expression that was parsed by itself. */
  readonly outside?: { readonly syntax: ScriptSyntax; readonly at: number };
  /** What the parameters of the function are given in the call that is followed into it. */
  readonly given?: ReadonlyMap<string, Value>;
}

const deepest = 12;
const mostSteps = 500;

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
  return evaluate(node, {
    syntax,
    around,
    at,
    depth: 0,
    budget: { steps: mostSteps },
    ...(outside && { outside }),
  });
}

/** Whether an expression is another one in each round of a loop: then `valueIn` gives the first. */
export function isOneOfMany(node: SyntaxNode, syntax: ScriptSyntax, around: Surroundings): boolean {
  const budget: Looking['budget'] = { steps: mostSteps };
  evaluate(node, { syntax, around, at: node.from, depth: 0, budget });
  return budget.isOneOfMany ?? false;
}

function evaluate(node: SyntaxNode | null | undefined, before: Looking): Value {
  if (!node || before.depth > deepest) return unknown;
  const isLiteral = node.name === 'Number' || node.name === 'String';
  if (!isLiteral && before.budget.steps-- <= 0) return unknown;
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
      return interpolated(node, looking.syntax, (inner) => evaluate(inner, looking));
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
      return { kind: 'dict', entries: entriesOf(node, looking.syntax, (inner) => evaluate(inner, looking)) };
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

/** What the name was last given above; a loop's name stands for its first element. */
function named(name: string, looking: Looking): Value {
  if (name === '__file__') return looking.around.script ? text(looking.around.script) : unknown;
  if (name === '__dirname') return parentOf(named('__file__', looking));
  const { syntax, at } = looking.outside ?? looking;
  const found = definitionAt(name, syntax, at);
  const given = found?.isParameter ? looking.given?.get(name) : undefined;
  if (given) return given;
  if (!found?.value) return unknown;
  const { outside: _, ...inside } = looking;
  const value = evaluate(found.value, { ...inside, syntax, at: found.value.from });
  if (!found.isElement) return value;
  looking.budget.isOneOfMany ||= value.kind !== 'list' || value.items.length > 1;
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
  if (callee.name === 'VariableName' && !leaving.has(word)) return returned(word, list, looking);
  if (!leaving.has(word) || args.length === 0) return unknown;
  const parts = given();
  if (parts.length > 1) return path(parts);
  const only = parts[0] ?? unknown;
  return only.kind === 'text' || only.kind === 'number' ? joined([only], '') : only;
}

/** What a function of the script returns, where it does nothing but put together what it is given. */
function returned(name: string, list: SyntaxNode, looking: Looking): Value {
  const { syntax, at } = looking.outside ?? looking;
  const node = namesOf(syntax).functions.get(name);
  const params = node?.getChild('ParamList');
  const statements = childrenOf(node?.getChild('Body') ?? node?.getChild('Block') ?? list);
  const returns = statements.filter(({ name: kind }) => kind === 'ReturnStatement');
  // What depends on conditions is not followed.
  const isPlain = statements.every(
    ({ name: kind }) => !/^(If|For|While|Try|With|Match)Statement$/.test(kind),
  );
  if (!node || !params || !isPlain || returns.length !== 1 || (node.from <= at && at <= node.to))
    return unknown;
  const words = childrenOf(params)
    .filter(
      (child, i, all) =>
        /^Variable(Name|Definition)$/.test(child.name) && !/^(AssignOp|Equals)$/.test(all[i - 1]?.name ?? ''),
    )
    .map((param) => textOf(syntax, param));
  const given = new Map<string, Value>();
  const children = childrenOf(list);
  let position = 0;
  for (const [i, child] of children.entries()) {
    if (/^[(),]$/.test(child.name) || child.name === 'AssignOp' || children[i + 1]?.name === 'AssignOp')
      continue;
    const isNamed = children[i - 1]?.name === 'AssignOp';
    const word = isNamed ? textOf(looking.syntax, children[i - 2] as SyntaxNode) : words[position++];
    if (word !== undefined) given.set(word, evaluate(child, looking));
  }
  const { outside: _, ...inside } = looking;
  const value = childrenOf(returns[0] as SyntaxNode).find(({ name: kind }) => !/^(return|;)$/.test(kind));
  return value ? evaluate(value, { ...inside, syntax, at: value.from, given }) : unknown;
}
