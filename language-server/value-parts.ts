import type { SyntaxNode } from '@lezer/common';
import { childrenOf, type ScriptSyntax, textOf } from './script-syntax.ts';
import { joined, text, unknown, type Value } from './value-kinds.ts';

/** The value of an expression inside. */
type Evaluate = (node: SyntaxNode | null | undefined) => Value;

/** An f-string or a template: its texts and what stands between them, as `of` tells it. */
export function interpolated(node: SyntaxNode, syntax: ScriptSyntax, of: Evaluate): Value {
  const parts: Value[] = [];
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
    parts.push(child.getChild('FormatSpec') ? unknown : of(inner));
    at = child.to;
  }
  parts.push(text(syntax.text.slice(at, node.to - opened[1].length)));
  return joined(parts, '');
}

/** What a dictionary or an object holds by name. */
export function entriesOf(node: SyntaxNode, syntax: ScriptSyntax, of: Evaluate): ReadonlyMap<string, Value> {
  const entries = new Map<string, Value>();
  const add = (key: SyntaxNode | undefined, value: SyntaxNode | undefined) => {
    if (!key || !value) return;
    const name = /Definition$/.test(key.name) ? text(textOf(syntax, key)) : of(key);
    const word = name.kind === 'text' ? name.text : name.kind === 'number' ? name.written : null;
    if (word !== null) entries.set(word, of(value));
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
