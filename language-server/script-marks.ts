import { datasetOfCall } from './call-datasets.ts';
import { callsOf, callsWithin, type ScriptCall } from './script-calls.ts';
import { assumptionText, type ScriptContext, unitFactsText, unitsOf } from './script-context.ts';
import type { ScriptSyntax } from './script-syntax.ts';
import type { Value } from './value-kinds.ts';
import { elementsOf, valueIn } from './values.ts';

/** Words shown in a script that are not part of it. */
export interface ScriptHint {
  readonly at: number;
  readonly text: string;
  readonly tooltip?: string;
}

/** A call that can be made in the extension. */
export interface ScriptLens {
  readonly from: number;
  readonly to: number;
  readonly analysis: string;
  readonly dataset: string;
  readonly units: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * Hints between two offsets: which recording is assumed where the code does not say, and, where they are wanted, what each
 * unit is: `234 ⟨good · ch 123 · 5.2 Hz⟩`.
 */
export async function scriptHints(
  syntax: ScriptSyntax,
  context: ScriptContext,
  range: { readonly from: number; readonly to: number },
  withUnits: boolean,
): Promise<readonly ScriptHint[]> {
  const hints: ScriptHint[] = [];
  const calls = callsWithin(syntax, context, range.from, range.to).filter(({ isSure }) => isSure);
  for (const call of calls) {
    const units = await unitsOf(datasetOfCall(call, syntax, context), context);
    if (!units) continue;
    const assumption = assumptionText(units.why);
    if (assumption !== '' && units.why !== 'comment')
      hints.push({ at: call.nameNode.to, text: ` ⟨${assumption}⟩`, tooltip: units.folder });
    if (!withUnits) continue;
    for (const node of unitNodes(call)) {
      const value = valueIn(node, syntax, context);
      const id = value.kind === 'text' ? value.text : value.kind === 'number' ? value.written : '';
      const row = units.table.ids.indexOf(id);
      if (row >= 0)
        hints.push({
          at: node.to,
          text: ` ⟨${unitFactsText(units.table, row).split(' · ').slice(0, 4).join(' · ')}⟩`,
        });
    }
  }
  return hints;
}

const unitNodes = ({ args }: ScriptCall) =>
  args
    .filter(({ param }) => param?.role === 'units')
    .flatMap(({ value }) => (/^(Array|Tuple)Expression$/.test(value.name) ? elementsOf(value) : [value]))
    .filter(({ name }) => name === 'Number' || name === 'String');

/** The calls that can be plotted: of an analysis, of a recording that is known and there, of units that can be told. */
export async function scriptLenses(
  syntax: ScriptSyntax,
  context: ScriptContext,
): Promise<readonly ScriptLens[]> {
  const lenses: ScriptLens[] = [];
  for (const call of callsOf(syntax, context)) {
    const { manifest } = call.found;
    if (!call.isSure || call.isBroken || !manifest || manifest.needs.length === 0) continue;
    const units = await unitsOf(datasetOfCall(call, syntax, context), context);
    const chosen = unitsOfCall(call, syntax, context);
    if (!units || (manifest.target !== 'recording' && chosen.length === 0)) continue;
    lenses.push({
      from: call.node.from,
      to: call.node.to,
      analysis: manifest.id,
      dataset: units.folder,
      units: chosen,
      params: paramsOfCall(call, syntax, context),
    });
  }
  return lenses;
}

function unitsOfCall(call: ScriptCall, syntax: ScriptSyntax, context: ScriptContext): readonly string[] {
  return call.args
    .filter(({ param }) => param?.role === 'units')
    .flatMap(({ value }) => idsIn(valueIn(value, syntax, context, call.node.from)));
}

function idsIn(value: Value): readonly string[] {
  if (value.kind === 'list') return value.items.flatMap(idsIn);
  const id = value.kind === 'text' ? value.text : value.kind === 'number' ? value.written : '';
  return /^\d+(\.\d+)?$/.test(id) ? [id] : [];
}

/** Parameters by our names, as far as they can be told and mean the same; the panel's form has the rest. */
function paramsOfCall(call: ScriptCall, syntax: ScriptSyntax, context: ScriptContext) {
  const params: Record<string, unknown> = {};
  for (const { param, value } of call.args) {
    if (!param?.ours || !param.param) continue;
    const found = valueIn(value, syntax, context, call.node.from);
    const { kind } = param.param;
    if (found.kind === 'number' && (kind === 'number' || kind === 'optional-number'))
      params[param.ours] = found.value;
    if (found.kind === 'text' && kind === 'choice') {
      const choice = param.param.choices.find((each) => each.toLowerCase() === found.text.toLowerCase());
      if (choice) params[param.ours] = choice;
    }
  }
  return params;
}
