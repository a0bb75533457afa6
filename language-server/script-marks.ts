import { datasetOfCall } from './call-datasets.ts';
import { callsWithin, type ScriptCall } from './script-calls.ts';
import { assumptionText, type ScriptContext, unitFactsText, unitsOf } from './script-context.ts';
import type { ScriptSyntax } from './script-syntax.ts';
import { elementsOf, valueIn } from './values.ts';

/** Words shown in a script that are not part of it. */
export interface ScriptHint {
  readonly at: number;
  readonly text: string;
  readonly tooltip?: string;
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
