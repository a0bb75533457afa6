import type { SyntaxNode } from '@lezer/common';
import { type DatasetFound, datasetFor } from './dataset-of.ts';
import { argumentFor, type ScriptCall } from './script-calls.ts';
import type { ScriptContext } from './script-context.ts';
import { childrenOf, type ScriptSyntax, textOf } from './script-syntax.ts';
import type { Value } from './value-kinds.ts';
import { definitionAt, elementsOf, valueIn } from './values.ts';

/** What stands in a call for its dataset. */
export const datasetNodeOf = (call: ScriptCall): SyntaxNode | null =>
  call.reached === 'function'
    ? (argumentFor(call, ({ role }) => role === 'dataset')?.value ?? null)
    : call.receiver;

/** The datasets of a call that takes several, for merging, or one after the other in a loop; where they are written. */
export function severalDatasetsOf(
  call: ScriptCall,
  syntax: ScriptSyntax,
  context: ScriptContext,
): readonly { readonly node: SyntaxNode; readonly found: DatasetFound | null }[] {
  const given = datasetNodeOf(call);
  const named =
    given?.name === 'VariableName' ? definitionAt(textOf(syntax, given), syntax, given.from) : undefined;
  const node = named ? named.value : given;
  const children = node ? childrenOf(node) : [];
  const several =
    node?.name === 'DictionaryExpression' && !named?.isElement
      ? children.filter((_, i) => children[i - 1]?.name === ':')
      : node?.name === 'ArrayExpression'
        ? elementsOf(node)
        : [];
  if (named?.isElement && several.length < 2) return [];
  return several.map((each) => ({
    node: each,
    found: datasetFor(valueIn(each, syntax, context), syntax, each.from, context),
  }));
}

/** The dataset that a call is about. */
export function datasetOfCall(
  call: ScriptCall,
  syntax: ScriptSyntax,
  context: ScriptContext,
): DatasetFound | null {
  if (call.found.manifest?.needs.length === 0) return null;
  const node = datasetNodeOf(call);
  const value: Value = node ? valueIn(node, syntax, context, call.node.from) : { kind: 'unknown' };
  return datasetFor(value, syntax, call.node.from, context);
}
