import type { Manifest } from '../core/analyses/analysis.ts';
import { type Param, unitOf } from '../core/analyses/params.ts';
import type { UnitTable } from '../core/model/units.ts';
import { type CallAt, callAt } from './calls.ts';
import { datasetOf, type ScriptPlace } from './dataset-of.ts';

export interface Completion {
  readonly kind: 'unit' | 'parameter' | 'value';
  readonly label: string;
  /** Shown behind the label, on the same line. */
  readonly facts: string;
  readonly doc?: string;
  readonly insert: string;
  /** The text from here to the cursor is replaced. */
  readonly from: number;
}

export interface CompletionContext extends ScriptPlace {
  readonly manifests: readonly Manifest[];
  /** The units of a dataset folder; null when it has none that can be read. */
  units(folder: string): Promise<UnitTable | null>;
}

/**
 * Returns what can stand at `offset` of a script inside a call of the catalogue, under its own name (`spikeTrain`) or
 * npyx's (`trn`): unit ids with their facts, parameter names with unit and default, the values of a choice. In the
 * order to be shown; empty elsewhere. Never throws on half-typed text.
 */
export async function complete(
  text: string,
  offset: number,
  context: CompletionContext,
): Promise<readonly Completion[]> {
  const call = callAt(text, offset, context.language);
  const manifest = call && manifestOf(call.name, context.manifests);
  if (!call || !manifest) return [];
  const params = Object.entries(manifest.params).flatMap(([name, param]) => {
    const isNpyx = context.language === 'python' && manifest.npyx.includes(call.name);
    const spoken = isNpyx ? param.npyx : name;
    return spoken === undefined ? [] : [{ spoken, name, param }];
  });

  if (isUnitPosition(call, manifest, context)) {
    const folder = datasetOf(call.firstArgument, text, call.nameStart, context);
    const table = folder === null ? null : await context.units(folder);
    return table ? unitItems(table, call, context) : [];
  }
  const asked = params.find(({ spoken }) => spoken === call.keyword);
  if (asked) return valueItems(asked.param, call, context);
  if (!call.atName || call.index === 0) return [];
  const assign = context.language === 'python' ? '=' : ': ';
  return params
    .filter(({ spoken }) => !call.given.includes(spoken))
    .map(({ spoken, name, param }) => ({
      kind: 'parameter',
      label: spoken,
      facts: defaultText(name, param),
      doc: param.doc,
      insert: spoken + assign,
      from: call.wordStart,
    }));
}

const camelCase = (id: string) => id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const manifestOf = (name: string, manifests: readonly Manifest[]): Manifest | undefined =>
  manifests.find(({ id, npyx }) => camelCase(id) === name || npyx.includes(name));

/** The second argument is the unit or units, for npyx and for us; or it is named. */
function isUnitPosition(call: CallAt, { target }: Manifest, { language }: CompletionContext): boolean {
  if (target === 'recording') return false;
  if (call.keyword !== null) return /^(u|U|units?)$/.test(call.keyword);
  return call.index === 1 && !(call.atName && language === 'script') && call.given.length === 0;
}

function unitItems(table: UnitTable, call: CallAt, { language }: CompletionContext): Completion[] {
  const quote = language === 'script' && call.quote === '' ? "'" : '';
  const taken = new Set(call.listed.map((element) => element.replace(/['"`]/g, '')));
  const items = table.ids.map((id, row): Completion & { good: boolean } => ({
    kind: 'unit',
    label: id,
    facts: unitFacts(table, row),
    insert: quote + id + quote,
    from: call.wordStart,
    good: table.group[row] === 'good',
  }));
  return items
    .filter(({ label }) => !taken.has(label))
    .sort((a, b) => Number(b.good) - Number(a.good))
    .map(({ good: _, ...item }) => item);
}

/** `good · ch 123 · 5.2 Hz · 12 345 spikes`, without what is not known; of a merged dataset with the probe. */
function unitFacts(table: UnitTable, row: number): string {
  const channel = table.peakChannel[row] ?? -1;
  const rateHz = table.rateHz[row] ?? Number.NaN;
  const spikes = table.spikeCount[row] ?? Number.NaN;
  return [
    table.group[row] || null,
    table.probe ? String(table.extra['probe']?.[row] ?? '') : null,
    channel >= 0 ? `ch ${channel}` : null,
    Number.isFinite(rateHz) ? `${rateHz.toFixed(1)} Hz` : null,
    Number.isFinite(spikes) ? `${groupThousands(spikes)} spikes` : null,
  ]
    .filter((fact) => fact !== null)
    .join(' · ');
}

const groupThousands = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, ' ');

function valueItems(param: Param, call: CallAt, { language }: CompletionContext): Completion[] {
  const item = (label: string, insert: string): Completion => ({
    kind: 'value',
    label,
    facts: param.default === label || String(param.default) === label.toLowerCase() ? 'default' : '',
    insert,
    from: call.wordStart,
  });
  const quote = call.quote === '' ? "'" : '';
  if (param.kind === 'choice') return param.choices.map((value) => item(value, quote + value + quote));
  if (param.kind !== 'flag' || call.quote !== '') return [];
  return (language === 'python' ? ['True', 'False'] : ['true', 'false']).map((value) => item(value, value));
}

/** `0.2 ms`, `'hertz'`, `off` for what may be left out. */
function defaultText(name: string, param: Param): string {
  if (param.default === null) return 'none';
  if (typeof param.default === 'string') return `'${param.default}'`;
  const unit = unitOf(name);
  return `${String(param.default)}${unit && ` ${unit}`}`;
}
