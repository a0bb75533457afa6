import { type Input, type SyntaxNode, type Tree, TreeFragment } from '@lezer/common';
import { parser as javascript } from '@lezer/javascript';
import { parser as python } from '@lezer/python';
import type { ScriptLanguage } from './scan.ts';

/** A script with its syntax tree. Half-typed code has a tree too, with errors in it. */
export interface ScriptSyntax {
  readonly text: string;
  readonly language: ScriptLanguage;
  readonly tree: Tree;
  /** What the next parsing of a changed text goes on from. */
  readonly fragments: readonly TreeFragment[];
}

const parsers = { python, script: javascript.configure({ dialect: 'ts jsx' }) };

/** Longer texts are data, not scripts: they get an empty tree. */
const longestText = 1_000_000;

/** Parses a script; with the one before only what changed since. Never throws. */
export function parseScript(text: string, language: ScriptLanguage, before?: ScriptSyntax): ScriptSyntax {
  if (before?.text === text && before.language === language) return before;
  const source = text.length > longestText ? '' : text;
  const known =
    before?.language === language
      ? TreeFragment.applyChanges(before.fragments, [changeBetween(before.text, text)])
      : [];
  const tree = parsers[language].parse(source as unknown as Input, known);
  return { text: source, language, tree, fragments: TreeFragment.addTree(tree, known) };
}

/** The one stretch in which two texts differ. */
function changeBetween(before: string, after: string) {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from++;
  let same = 0;
  while (
    same < most - from &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  return { fromA: from, toA: before.length - same, fromB: from, toB: after.length - same };
}

/** The children of a node but for comments. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (!child.name.endsWith('Comment')) children.push(child);
  return children;
}

export const textOf = ({ text }: Pick<ScriptSyntax, 'text'>, node: { from: number; to: number }): string =>
  text.slice(node.from, node.to);
