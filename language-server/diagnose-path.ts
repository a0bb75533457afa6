import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { SyntaxNode } from '@lezer/common';
import type { DatasetFound } from './dataset-of.ts';
import { editsBetween } from './edits-between.ts';
import type { Fix, Problem } from './problem.ts';
import type { ScriptContext } from './script-context.ts';
import { childrenOf, type ScriptSyntax, textOf } from './script-syntax.ts';
import { definitionAt } from './values.ts';

/** Recordings that are offered instead. */
const mostFixes = 4;

/**
 * A path that leads to no recording, told where it is written. One that leads nowhere only where the folder that should
 * hold it is there: a script that was written for another machine is left in peace.
 */
export async function diagnosePath(
  given: SyntaxNode,
  found: DatasetFound,
  syntax: ScriptSyntax,
  context: ScriptContext,
): Promise<Problem[]> {
  if (found.why !== 'written') return [];
  for (const folder of found.candidates) {
    const isThere = await isFolder(folder);
    const isNearlyThere =
      path.dirname(folder) !== path.parse(folder).root && (await isFolder(path.dirname(folder)));
    if (!isThere && !isNearlyThere) continue;
    const node = writtenAt(given, syntax, context.start ?? 0);
    return [
      {
        severity: isThere ? 'warning' : 'information',
        code: 'no-recording',
        message: isThere
          ? `${folder} is no recording: it has no .meta, structure.oebin or params.py.`
          : `${folder} does not exist.`,
        from: node.from,
        to: node.to,
        fixes: await otherPaths(node, folder, isThere, syntax, context),
      },
    ];
  }
  return [];
}

const isFolder = (folder: string): Promise<boolean> =>
  stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** The text that the value of an expression comes from, through names and calls; the expression where it is elsewhere. */
function writtenAt(given: SyntaxNode, syntax: ScriptSyntax, start: number): SyntaxNode {
  let node: SyntaxNode | null | undefined = given;
  for (let step = 0; node && step < 12; step++) {
    if (node.name === 'String') return node.from >= start ? node : given;
    if (node.name === 'VariableName') {
      const definition = definitionAt(textOf(syntax, node), syntax, node.from);
      node = definition && !definition.isElement ? definition.value : null;
    } else if (node.name === 'CallExpression') {
      const list = node.getChild('ArgList');
      const args: SyntaxNode[] = list ? childrenOf(list).filter(({ name }) => !/^[(),]$/.test(name)) : [];
      // A join has several parts: none of them is the path.
      node = args.length === 1 || /^(?:[\w.]*\.)?open/.test(textOf(syntax, node)) ? args[0] : null;
    } else if (/^(Await|Parenthesized)Expression$/.test(node.name)) {
      node = childrenOf(node).find(({ name }) => name !== '(' && name !== 'await');
    } else node = null;
  }
  return given;
}

/** Recordings below the folder, or beside where it should be with a name much like it. */
async function otherPaths(
  node: SyntaxNode,
  folder: string,
  isThere: boolean,
  syntax: ScriptSyntax,
  { list }: ScriptContext,
): Promise<Fix[]> {
  const written = textOf(syntax, node);
  if (node.name !== 'String' || !list) return [];
  const typed = path.basename(folder);
  const recordings = (await list(isThere ? folder : path.dirname(folder))).filter(
    ({ isRecording }) => isRecording,
  );
  const fitting = isThere
    ? recordings
    : recordings
        .map((entry) => ({ ...entry, edits: editsBetween(typed.toLowerCase(), entry.name.toLowerCase()) }))
        .filter(({ edits }) => edits <= Math.max(2, typed.length / 3))
        .sort((a, b) => a.edits - b.edits);
  return fitting.slice(0, mostFixes).map(({ name }) => {
    const quote = written.at(-1) ?? '';
    const body = written.slice(0, -1).replace(/[\\/]+$/, '');
    const text = (isThere ? `${body}/${name}` : body.slice(0, body.length - typed.length) + name) + quote;
    return { title: `Change to ${text.replace(/^\w*/, '')}`, from: node.from, to: node.to, text };
  });
}
