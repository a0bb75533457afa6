import path from 'node:path';
import type { SyntaxNode } from '@lezer/common';
import type { NpyxFault } from '../core/analyses/npyx-faults.ts';
import type { Dataset } from '../core/model/dataset.ts';
import type { UnitTable } from '../core/model/units.ts';
import { goneUnit } from './gone-units.ts';
import type { Fix, Problem } from './problem.ts';
import type { ScriptCall } from './script-calls.ts';
import { type ScriptContext, unitFactsText } from './script-context.ts';
import { type ScriptSyntax, textOf } from './script-syntax.ts';
import { definitionAt, elementsOf, valueIn } from './values.ts';

/** More than a list of fixes can show. */
const mostFixes = 6;

/**
 * Units that are written in a call and not in its recording. Those that phy merged or split are offered what they became,
 * others the units with the nearest numbers.
 */
export async function unknownUnits(
  call: ScriptCall,
  dataset: Dataset,
  table: UnitTable,
  folder: string,
  syntax: ScriptSyntax,
  context: ScriptContext,
): Promise<Problem[]> {
  const known = new Set(table.ids);
  const given = call.args.filter(({ param }) => param?.role === 'units');
  const problems: Problem[] = [];
  for (const node of given.flatMap(({ value }) => literalsOf(value, syntax, context.start ?? 0))) {
    const id = idOf(node, syntax, context);
    if (id === null) continue;
    if (known.has(id)) {
      if (table.probe && context.language === 'python' && !isFoundByNpyx(id))
        problems.push(notFound(id, node));
      continue;
    }
    // npyx's ids of merged datasets are numbers: 92.10 and 92.1 are the same to it.
    if (table.probe && context.language === 'python' && known.has(String(Number(id)))) continue;
    const quote = /^['"`]/.exec(textOf(syntax, node))?.[0] ?? '';
    const gone = await goneUnit(id, dataset, table);
    const others = gone?.units ?? nearestUnits(id, table);
    const fixes = others.slice(0, mostFixes).map(
      (other): Fix => ({
        title: `Change to ${other} (${unitFactsText(table, table.ids.indexOf(other))})`,
        from: node.from,
        to: node.to,
        text: quote + other + quote,
      }),
    );
    const isInList = node.parent?.name === 'ArrayExpression';
    if (gone && gone.units.length > 1 && isInList)
      fixes.unshift({
        title: `Change to all of ${wordsOf(gone.units)}`,
        from: node.from,
        to: node.to,
        text: gone.units.map((unit) => quote + unit + quote).join(', '),
      });
    problems.push({
      severity: 'warning',
      code: 'unknown-unit',
      message: `Unit ${id} is not in ${path.basename(folder)}${gone ? ` since phy ${gone.kind === 'merge' ? 'merged' : 'split'} it: it is in ${wordsOf(gone.units)} now` : `: it has ${table.ids.length} units`}${table.probe && !id.includes('.') ? `, whose ids end with the number of their probe, such as ${table.ids[0]}` : ''}.`,
      from: node.from,
      to: node.to,
      fixes,
    });
  }
  return problems;
}

/** npyx looks for cluster + 0.1 × probe, which is not always the number that is typed. */
const isFoundByNpyx = (id: string): boolean => {
  const [cluster, probe = '0'] = id.split('.');
  return Number(cluster) + 0.1 * Number(probe) === Number(id);
};

function notFound(id: string, { from, to }: SyntaxNode): Problem {
  const [cluster, probe] = id.split('.');
  const text = `${cluster} + 0.1*${probe}`;
  const fault: NpyxFault = 'D100';
  return {
    severity: 'warning',
    code: 'npyx-fails',
    message: `npyx does not find unit ${id}: to a computer it is not ${text} (${fault} in docs/npyx.md).`,
    from,
    to,
    fixes: [{ title: `Change to ${text}`, from, to, text }],
  };
}

/** `305`, `306 and 307`, `1, 2, 3 and 9 more`. */
function wordsOf(units: readonly string[]): string {
  const shown = units.length > 4 ? [...units.slice(0, 3), `${units.length - 3} more`] : units;
  return shown.length === 1 ? `${shown[0]}` : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** Units written as such: a number or a text, by itself, in a list, or where a name was given one of these. */
function literalsOf(node: SyntaxNode, syntax: ScriptSyntax, start: number): SyntaxNode[] {
  if (isLiteral(node)) return [node];
  if (/^(Array|Tuple)Expression$/.test(node.name))
    return elementsOf(node).flatMap((item) =>
      isLiteral(item) ? [item] : namedLiterals(item, syntax, start),
    );
  return namedLiterals(node, syntax, start);
}

const isLiteral = ({ name }: SyntaxNode): boolean => name === 'Number' || name === 'String';

/** What a name was given: of a loop every element of its list. Of a cell above nothing: it is told there or not at all. */
function namedLiterals(node: SyntaxNode, syntax: ScriptSyntax, start: number): SyntaxNode[] {
  if (node.name !== 'VariableName') return [];
  const { value, isElement } = definitionAt(textOf(syntax, node), syntax, node.from) ?? {};
  if (!value || value.from < start) return [];
  if (isLiteral(value)) return isElement ? [] : [value];
  return /^(Array|Tuple)Expression$/.test(value.name) ? elementsOf(value).filter(isLiteral) : [];
}

function idOf(node: SyntaxNode, syntax: ScriptSyntax, context: ScriptContext): string | null {
  const value = valueIn(node, syntax, context);
  // A label stands for all its units.
  if (value.kind === 'text') return /^\d+(\.\d+)?$/.test(value.text) ? value.text : null;
  return value.kind === 'number' && /^\d+(\.\d+)?$/.test(value.written) ? value.written : null;
}

/** The units of the same probe whose numbers are nearest. */
const nearestUnits = (id: string, { ids }: UnitTable): readonly string[] =>
  [...ids].sort((a, b) => Math.abs(Number(a) - Number(id)) - Math.abs(Number(b) - Number(id))).slice(0, 3);
