import type { SyntaxNode } from '@lezer/common';
import { namesOf } from './definitions.ts';
import { type KnownFunction, type KnownParam, knownFunction, type Reached } from './known-function.ts';
import type { ScriptContext } from './script-context.ts';
import { childrenOf, type ScriptSyntax, textOf } from './script-syntax.ts';
import { valueIn } from './values.ts';

/** One argument, or one property of the object of parameters. */
export interface ScriptArgument {
  /** The keyword or property; null for one by position. */
  readonly name: string | null;
  readonly nameNode: SyntaxNode | null;
  readonly value: SyntaxNode;
  /** What it is for; null where the function does not take it. */
  readonly param: KnownParam | null;
}

/** A call of a function that is known, anywhere in a script. */
export interface ScriptCall {
  readonly node: SyntaxNode;
  /** The last name before the bracket. */
  readonly nameNode: SyntaxNode;
  readonly found: KnownFunction;
  readonly reached: Reached;
  /** What stands before the point; null for a bare name. */
  readonly receiver: SyntaxNode | null;
  readonly args: readonly ScriptArgument[];
  /** The script imports it from npyx or from us: no function of the user's that is called the same. */
  readonly isSure: boolean;
  /** Arguments are added that cannot be seen: `**kwargs`, `...params`. */
  readonly hasMore: boolean;
  /** It is still being typed. */
  readonly isBroken: boolean;
}

const remembered = new WeakMap<ScriptSyntax, readonly ScriptCall[]>();

/** Every call of a script that is known, in its order; found once for each text. Never throws. */
export function callsOf(syntax: ScriptSyntax, context: ScriptContext): readonly ScriptCall[] {
  const before = remembered.get(syntax);
  if (before) return before;
  const calls = callsWithin(syntax, context, 0, syntax.text.length);
  remembered.set(syntax, calls);
  return calls;
}

/** The calls that touch a stretch of a script. */
export function callsWithin(
  syntax: ScriptSyntax,
  context: ScriptContext,
  from: number,
  to: number,
): readonly ScriptCall[] {
  const calls: ScriptCall[] = [];
  syntax.tree.iterate({
    from,
    to,
    enter(found) {
      if (found.name !== 'CallExpression') return;
      const call = callOf(found.node, syntax, context);
      if (call) calls.push(call);
    },
  });
  return calls;
}

/** The call about which something at this offset says: the innermost that is known. */
export const callAround = (
  syntax: ScriptSyntax,
  context: ScriptContext,
  offset: number,
): ScriptCall | undefined => callsWithin(syntax, context, offset, offset).at(-1);

function callOf(node: SyntaxNode, syntax: ScriptSyntax, context: ScriptContext): ScriptCall | null {
  const callee = node.firstChild;
  const list = node.getChild('ArgList');
  if (!callee || !list) return null;
  const isMember = callee.name === 'MemberExpression';
  if (!isMember && callee.name !== 'VariableName') return null;
  const nameNode = isMember ? callee.lastChild : callee;
  if (!nameNode) return null;
  const receiver = isMember ? callee.firstChild : null;
  const written = textOf(syntax, nameNode);
  const receiverText = receiver ? textOf(syntax, receiver) : '';
  const isMethod = context.language === 'script' && receiver !== null && receiverText !== 'npyx';
  const reached: Reached = !isMethod ? 'function' : written === 'run' ? 'run' : 'method';

  const imported = isMember ? undefined : namesOf(syntax).imports.get(written);
  const plain =
    reached === 'run' ? idOf(list, syntax) : imported?.module.startsWith('npyx') ? imported.name : written;
  const found = plain && knownFunction(plain, reached, context.language, context.manifests);
  if (!found) return null;
  const { args, hasMore } = argumentsOf(list, found, syntax);
  const isSure = isMethod
    ? receiver !== null && valueIn(receiver, syntax, context).kind === 'recording' && importsUs(syntax)
    : isImported(written, receiverText, syntax, context);
  return {
    node,
    nameNode,
    found,
    reached,
    receiver,
    args,
    isSure,
    hasMore,
    isBroken: hasError(list, syntax),
  };
}

function idOf(list: SyntaxNode, syntax: ScriptSyntax): string | null {
  const id = childrenOf(list)[1];
  return id?.name === 'String' ? textOf(syntax, id).slice(1, -1) : null;
}

const importsUs = (syntax: ScriptSyntax): boolean =>
  /\bfrom\s*['"](neuropyxels|[^'"]*\/dist\/index\.js)['"]/.test(syntax.text);

function isImported(
  name: string,
  receiver: string,
  syntax: ScriptSyntax,
  { language }: ScriptContext,
): boolean {
  const { imports, starModules, own, definitions } = namesOf(syntax);
  if (language === 'script') return receiver === 'npyx' && imports.get('npyx')?.module !== undefined;
  const root = receiver.split('.')[0] ?? '';
  if (receiver !== '') return /^npyx(\.|$)/.test(imports.get(root)?.module ?? '');
  if (own.has(name) || definitions.has(name)) return false;
  const from = imports.get(name);
  return from ? /^npyx(\.|$)/.test(from.module) : starModules.some((module) => /^npyx(\.|$)/.test(module));
}

function argumentsOf(list: SyntaxNode, found: KnownFunction, syntax: ScriptSyntax) {
  const args: ScriptArgument[] = [];
  let hasMore = false;
  let position = 0;
  const byName = (name: string) => found.params.find((param) => param.name === name) ?? null;
  for (const part of partsOf(list)) {
    const [first, second, third] = part;
    if (!first || first.type.isError) continue;
    if (/^(\*\*?|Spread|\.\.\.)$/.test(first.name)) hasMore = true;
    else if (second?.name === 'AssignOp' && third && textOf(syntax, second) === '=') {
      const name = textOf(syntax, first);
      args.push({ name, nameNode: first, value: third, param: byName(name) });
    } else if (position === found.objectAt && first.name === 'ObjectExpression') {
      for (const property of first.getChildren('Property')) {
        const [key, colon, value] = childrenOf(property);
        if (key && colon?.name === ':' && value) {
          const name = textOf(syntax, key).replace(/^['"]|['"]$/g, '');
          args.push({ name, nameNode: key, value, param: byName(name) });
        } else hasMore = true;
      }
      if (first.getChild('Spread')) hasMore = true;
      position++;
    } else {
      const param =
        found.objectAt !== null && position >= found.objectAt ? null : (found.params[position] ?? null);
      // An object that a name stands for cannot be seen.
      if (position === found.objectAt) hasMore = true;
      // `u := 3` gives 3.
      args.push({
        name: null,
        nameNode: null,
        value: second?.name === 'AssignOp' && third ? third : first,
        param,
      });
      position++;
    }
  }
  return { args, hasMore };
}

/** What stands between the commas of a list of arguments. */
function partsOf(list: SyntaxNode): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const child of childrenOf(list)) {
    if (child.name === ',') parts.push([]);
    else if (child.name !== '(' && child.name !== ')') parts.at(-1)?.push(child);
  }
  return parts;
}

function hasError({ from, to }: SyntaxNode, { tree }: ScriptSyntax): boolean {
  let found = false;
  tree.iterate({
    from,
    to,
    enter({ type, from: start }) {
      if (type.isError && start >= from) found = true;
      return !found;
    },
  });
  return found;
}

export const argumentFor = (
  { args }: ScriptCall,
  which: (param: KnownParam) => boolean,
): ScriptArgument | undefined => args.find(({ param }) => param !== null && which(param));
