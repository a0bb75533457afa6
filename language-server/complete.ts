import type { UnitTable } from '../core/model/units.ts';
import { defaultText, knownAt, paramAt, paramDoc } from './call-params.ts';
import { type CallAt, callAt } from './calls.ts';
import { completeCalls } from './complete-calls.ts';
import { completeColors, completeLines, completePaths, eventFiles } from './complete-values.ts';
import type { Completion } from './completion.ts';
import { datasetAt } from './dataset-of.ts';
import type { KnownFunction, KnownParam } from './known-function.ts';
import type { ScriptLanguage } from './scan.ts';
import { assumptionText, type ScriptContext, unitFactsText, unitsOf } from './script-context.ts';
import { parseScript, type ScriptSyntax } from './script-syntax.ts';

/**
 * Returns what can stand at `offset` of a script inside a call of npyx or of our library: unit ids with their facts,
 * parameter names with unit and default, values of choices, colour maps, sync lines, paths of datasets and files. In the
 * order to be shown; empty elsewhere. Never throws on half-typed text.
 */
export async function complete(
  text: string,
  offset: number,
  context: ScriptContext,
  syntax: ScriptSyntax = parseScript(text, context.language),
): Promise<readonly Completion[]> {
  const whole = completeCalls(text, offset, context, syntax);
  if (whole.length > 0) return whole;
  const call = callAt(text, offset, context.language);
  if (!call) return completePaths(text, offset, null, context);
  const known = knownAt(call, context);
  if (!known) return completePaths(text, offset, call, context);
  const { reached, found } = known;
  const about = () =>
    datasetAt(
      reached === 'function' ? datasetArgument(call, found) : call.receiver,
      syntax,
      call.nameStart,
      context,
    );

  const param = paramAt(call, found, context.language);
  if (param?.role === 'units') {
    const units = await unitsOf(about(), context);
    return units ? unitItems(units.table, call, context.language, assumptionText(units.why)) : [];
  }
  if (param?.role === 'dataset') return completePaths(text, offset, call, context);
  if (param?.name === 'quality') {
    const units = await unitsOf(about(), context);
    const labels = labelItems(units?.table ?? null, call, param);
    if (labels.length > 0) return labels;
  }
  if (param) {
    const colors = completeColors(param, call);
    const lines = completeLines(param, call, about(), context);
    const files = param.param?.kind === 'names' && param.param.of === 'file';
    if (files) return completePaths(text, offset, call, context, eventFiles);
    return [...valueItems(param, call, context.language), ...colors, ...(await lines)];
  }
  return call.atName ? nameItems(call, found, context.language) : [];
}

/** What was written for the dataset: the first argument, or the keyword `dp`. */
function datasetArgument({ firstArgument }: CallAt, { params }: KnownFunction): string {
  const named = /^dp\s*=(?!=)\s*(.*)$/s.exec(firstArgument)?.[1];
  return params[0]?.role === 'dataset' ? (named ?? firstArgument) : '';
}

function nameItems(call: CallAt, found: KnownFunction, language: ScriptLanguage): Completion[] {
  if (call.index === 0 && found.params[0]?.role === 'dataset') return [];
  const assign = language === 'python' ? '=' : ': ';
  return found.params
    .filter((param, i) =>
      found.objectAt === null ? param.role === 'value' && i >= call.index : i >= found.objectAt,
    )
    .filter(({ name }) => !call.given.includes(name))
    .map((param) => ({
      kind: 'parameter',
      label: param.name,
      facts: defaultText(param),
      doc: paramDoc(param),
      insert: param.name + assign,
      from: call.wordStart,
    }));
}

function unitItems(
  table: UnitTable,
  call: CallAt,
  language: ScriptLanguage,
  assumption: string,
): Completion[] {
  const quote = language === 'script' && call.quote === '' ? "'" : '';
  const taken = new Set(call.listed.map((element) => element.replace(/['"`]/g, '')));
  return table.ids
    .map((id, row) => ({ id, row }))
    .filter(({ id }) => !taken.has(id))
    .sort(
      (a, b) => rankOf(table, a.row) - rankOf(table, b.row) || rateOf(table, b.row) - rateOf(table, a.row),
    )
    .map(({ id, row }) => ({
      kind: 'unit',
      label: id,
      facts: [unitFactsText(table, row), assumption].filter((part) => part !== '').join(' · '),
      insert: quote + id + quote,
      from: call.wordStart,
      filter: [id, table.group[row], `ch${table.peakChannel[row]}`].filter(Boolean).join(' '),
    }));
}

const ranks = ['good', 'mua', '', 'unsorted', 'noise'];
const rankOf = ({ group }: UnitTable, row: number): number => {
  const rank = ranks.indexOf(group[row] ?? '');
  return rank < 0 ? 2 : rank;
};
const rateOf = ({ rateHz }: UnitTable, row: number): number => rateHz[row] || 0;

/** The labels of a recording, with how many units have each; none where no recording is known. */
function labelItems(table: UnitTable | null, call: CallAt, { default: usual }: KnownParam): Completion[] {
  if (!table) return [];
  const rows = [...table.ids.keys()].sort((a, b) => rankOf(table, a) - rankOf(table, b));
  const counts = new Map<string, number>([['all', table.ids.length]]);
  for (const group of rows.map((row) => table.group[row] || 'unsorted'))
    counts.set(group, (counts.get(group) ?? 0) + 1);
  const quote = call.quote === '' ? "'" : '';
  return [...counts].map(([label, count]) => ({
    kind: 'value',
    label,
    facts: `${count} unit${count === 1 ? '' : 's'}${usual === `'${label}'` ? ' · default' : ''}`,
    insert: quote + label + quote,
    from: call.wordStart,
  }));
}

function valueItems(
  { param, default: usual }: KnownParam,
  call: CallAt,
  language: ScriptLanguage,
): Completion[] {
  if (!param) return [];
  const item = (label: string, insert: string): Completion => ({
    kind: 'value',
    label,
    facts: usual === label || usual?.toLowerCase() === `'${label.toLowerCase()}'` ? 'default' : '',
    insert,
    from: call.wordStart,
  });
  const quote = call.quote === '' ? "'" : '';
  if (param.kind === 'choice')
    return param.choices
      .map((choice) => spoken(choice, usual))
      .map((value) => item(value, quote + value + quote));
  if (param.kind !== 'flag' || call.quote !== '') return [];
  return (language === 'python' ? ['True', 'False'] : ['true', 'false']).map((value) => item(value, value));
}

/** `hertz` as npyx's `Hertz` where its default is so written; `zscore` as it is. */
const spoken = (choice: string, usual: string | null): string =>
  /^'[A-Z]/.test(usual ?? '') && /^(hertz|counts|pearson)$/.test(choice)
    ? choice.slice(0, 1).toUpperCase() + choice.slice(1)
    : choice;
