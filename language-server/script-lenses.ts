import type { Param } from '../core/analyses/params.ts';
import { datasetOfCall } from './call-datasets.ts';
import { npyxCommon } from './npyx-functions.ts';
import { callsOf, type ScriptArgument, type ScriptCall } from './script-calls.ts';
import { type ScriptContext, unitsOf } from './script-context.ts';
import { type ScriptSyntax, textOf } from './script-syntax.ts';
import type { Value } from './value-kinds.ts';
import { valueIn } from './values.ts';

/** A call that can be made in the extension. */
export interface ScriptLens {
  readonly from: number;
  readonly to: number;
  readonly analysis: string;
  readonly dataset: string;
  readonly units: readonly string[];
  /** Parameters by our names, as far as they can be told and mean the same. */
  readonly params: Readonly<Record<string, unknown>>;
  /** What was written and could not be told: whoever makes the call must not keep it to himself. */
  readonly ignored: readonly string[];
}

/** What a lens or a light bulb offers: a command and what it is told. */
export interface LensCommand {
  readonly title: string;
  readonly command: string;
  readonly argument: unknown;
}

/** The calls that can be made: of an analysis, of a recording that is known and there, of units that can be told. */
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
      ...paramsOfCall(call, syntax, context),
    });
  }
  return lenses;
}

/** A script of ours is run as it stands; of a call of npyx we compute what it would. `range` is the call's, as the editor counts. */
export function lensCommands(
  { analysis, dataset, units, params, ignored }: ScriptLens,
  { language }: Pick<ScriptContext, 'language'>,
  uri: string,
  range: unknown,
): readonly LensCommand[] {
  const call = { dataset: `${dataset}/`, units, params };
  return [
    { title: 'Plot', command: `neuropyxels.${analysis}`, argument: call },
    { title: 'Open Dashboard', command: 'neuropyxels.openScriptRecording', argument: dataset },
    language === 'script'
      ? { title: 'Run in NeuroPyxels', command: 'neuropyxels.runScript', argument: uri }
      : {
          title: 'Run in NeuroPyxels',
          command: 'neuropyxels.runCall',
          argument: { ...call, analysis, ignored, uri, range },
        },
  ];
}

function unitsOfCall(call: ScriptCall, syntax: ScriptSyntax, context: ScriptContext): readonly string[] {
  const ids = call.args
    .filter(({ param }) => param?.role === 'units')
    .flatMap(({ value }) => idsIn(valueIn(value, syntax, context, call.node.from)));
  // npyx's `ccg(dp, [3, 3], …)` is the autocorrelogram of unit 3.
  return [...new Set(ids)];
}

function idsIn(value: Value): readonly string[] {
  if (value.kind === 'list') return value.items.flatMap(idsIn);
  const id = value.kind === 'text' ? value.text : value.kind === 'number' ? value.written : '';
  return /^\d+(\.\d+)?$/.test(id) ? [id] : [];
}

function paramsOfCall(call: ScriptCall, syntax: ScriptSyntax, context: ScriptContext) {
  const params: Record<string, unknown> = {};
  const ignored: string[] = call.hasMore ? ['…'] : [];
  for (const arg of call.args) {
    const { param, name, value } = arg;
    if (param && param.role !== 'value') continue;
    const written = textOf(syntax, value);
    if (isNeutral(arg, written)) continue;
    const found =
      param?.ours && param.param
        ? valueFor(param.param, written, valueIn(value, syntax, context, call.node.from))
        : undefined;
    if (found === undefined || !param?.ours) ignored.push(name ?? param?.name ?? written);
    else params[param.ours] = found;
  }
  return { params, ignored };
}

/** It says what is so anyway, or something that has no bearing on the numbers. */
const isNeutral = ({ name, param }: ScriptArgument, written: string): boolean =>
  (name !== null && npyxCommon.has(name)) ||
  (param?.default !== null &&
    param?.default !== undefined &&
    param.ours === null &&
    written === param.default) ||
  written.replaceAll('"', "'") === "'all'";

/** The value as our parameter takes it; undefined where it cannot be told. */
function valueFor({ kind, ...param }: Param, written: string, found: Value): unknown {
  const flags: Readonly<Record<string, boolean>> = { True: true, true: true, False: false, false: false };
  const isNone = /^(None|null)$/.test(written);
  switch (kind) {
    case 'number':
      return found.kind === 'number' ? found.value : undefined;
    case 'optional-number':
      return isNone ? null : found.kind === 'number' ? found.value : undefined;
    case 'flag':
      return flags[written] ?? (found.kind === 'number' && found.value <= 1 ? found.value === 1 : undefined);
    case 'choice': {
      if (found.kind !== 'text' || !('choices' in param)) return undefined;
      return param.choices.find((choice) => choice.toLowerCase() === found.text.toLowerCase());
    }
    case 'text':
      return found.kind === 'text' ? found.text : undefined;
    default:
      return isNone ? null : plain(found);
  }
}

function plain(value: Value): unknown {
  if (value.kind === 'number') return value.value;
  if (value.kind === 'text') return value.text;
  if (value.kind !== 'list') return undefined;
  const items = value.items.map(plain);
  return items.includes(undefined) ? undefined : items;
}
