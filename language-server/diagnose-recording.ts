import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { SyntaxNode } from '@lezer/common';
import type { Dataset } from '../core/model/dataset.ts';
import type { UnitTable } from '../core/model/units.ts';
import type { DatasetFound } from './dataset-of.ts';
import { goneUnit } from './gone-units.ts';
import type { Fix, Problem } from './problem.ts';
import { argumentFor, datasetOfCall, type ScriptCall } from './script-calls.ts';
import { type ScriptContext, unitFactsText } from './script-context.ts';
import { type ScriptSyntax, textOf } from './script-syntax.ts';
import { elementsOf, valueIn } from './values.ts';

/** What a call asks of its recording and the recording does not have: units, raw samples, the recording itself. */
export async function diagnoseRecording(
  call: ScriptCall,
  syntax: ScriptSyntax,
  context: ScriptContext,
): Promise<Problem[]> {
  const found = datasetOfCall(call, syntax, context);
  // What is assumed is not held against the script.
  if (!found || found.why === 'setting' || found.why === 'dashboard' || !context.dataset) return [];
  for (const folder of found.candidates) {
    const dataset = await context.dataset(folder);
    if (!dataset || isEmpty(dataset)) continue;
    const table = await context.units(folder);
    return [
      ...(table ? await unknownUnits(call, dataset, table, folder, syntax, context) : []),
      ...rawMissing(call, dataset),
      ...periodsBeyond(call, dataset, syntax, context),
    ];
  }
  return noRecording(call, found, syntax);
}

const isEmpty = ({ streams, sorting }: Dataset): boolean => streams.length === 0 && !sorting;

async function unknownUnits(
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
  for (const node of given.flatMap(({ value }) => literalsOf(value))) {
    const id = idOf(node, syntax, context);
    if (id === null || known.has(id)) continue;
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

/** More than a list of fixes can show. */
const mostFixes = 6;

/** `305`, `306 and 307`, `1, 2, 3 and 9 more`. */
function wordsOf(units: readonly string[]): string {
  const shown = units.length > 4 ? [...units.slice(0, 3), `${units.length - 3} more`] : units;
  return shown.length === 1 ? `${shown[0]}` : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** Units written as such: a number or a text, by itself or in a list. */
function literalsOf(node: SyntaxNode): SyntaxNode[] {
  if (node.name === 'Number' || node.name === 'String') return [node];
  return node.name === 'ArrayExpression' || node.name === 'TupleExpression'
    ? elementsOf(node).flatMap((item) => (item.name === 'Number' || item.name === 'String' ? [item] : []))
    : [];
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

function rawMissing(call: ScriptCall, dataset: Dataset): Problem[] {
  const needsRaw = call.found.manifest?.needs.includes('recording') ?? false;
  const streams = dataset.streams.filter(({ band }) => band === 'ap');
  if (!needsRaw || dataset.merged || streams.length === 0 || streams.some(({ raw }) => raw)) return [];
  const [{ rawMissingReason = 'it is not there' } = {}] = streams;
  return [
    {
      severity: 'warning',
      code: 'raw-missing',
      message: `${call.found.name} needs the raw file: ${rawMissingReason}`,
      from: call.nameNode.from,
      to: call.nameNode.to,
      fixes: [],
    },
  ];
}

/** Periods are in seconds: one that begins after the recording's end was meant in something else. */
function periodsBeyond(
  call: ScriptCall,
  dataset: Dataset,
  syntax: ScriptSyntax,
  context: ScriptContext,
): Problem[] {
  const argument = argumentFor(call, ({ name, ours }) => name === 'periods' || ours === 'periodsS');
  const lengthS = Math.max(
    0,
    ...dataset.streams.map((stream) => (stream.sampleCount ?? 0) / stream.sampleRateHz),
  );
  if (!argument || lengthS === 0) return [];
  const value = valueIn(argument.value, syntax, context, call.node.from);
  const pairs = value.kind === 'list' ? value.items : [];
  const starts = (pairs[0]?.kind === 'number' ? [value] : pairs).map((pair) =>
    pair.kind === 'list' && pair.items[0]?.kind === 'number' ? pair.items[0].value : 0,
  );
  const late = starts.find((start) => start >= lengthS);
  if (late === undefined) return [];
  return [
    {
      severity: 'warning',
      code: 'wrong-unit',
      message: `${argument.param?.name} is in seconds: the recording ends after ${lengthS.toFixed(1)} s, and ${late} is later.`,
      from: argument.value.from,
      to: argument.value.to,
      fixes: [],
    },
  ];
}

/**
 * A path that leads nowhere, where the folder that should hold it is there: a script that was written for another machine
 * is left in peace.
 */
async function noRecording(call: ScriptCall, found: DatasetFound, syntax: ScriptSyntax): Promise<Problem[]> {
  const node =
    call.reached === 'function' ? argumentFor(call, ({ role }) => role === 'dataset')?.value : call.receiver;
  if (!node || found.why !== 'written') return [];
  for (const folder of found.candidates) {
    const isThere = await stat(folder).then(
      () => true,
      () => false,
    );
    const isNearlyThere = await stat(path.dirname(folder)).then(
      (parent) => parent.isDirectory() && path.dirname(folder) !== path.parse(folder).root,
      () => false,
    );
    if (!isThere && !isNearlyThere) continue;
    return [
      {
        severity: isThere ? 'warning' : 'information',
        code: 'no-recording',
        message: isThere
          ? `${textOf(syntax, node)}: no recording in ${folder}: no .meta, structure.oebin or params.py.`
          : `${textOf(syntax, node)}: ${folder} does not exist.`,
        from: node.from,
        to: node.to,
        fixes: [],
      },
    ];
  }
  return [];
}
