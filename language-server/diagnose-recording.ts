import type { NpyxFault } from '../core/analyses/npyx-faults.ts';
import type { Dataset } from '../core/model/dataset.ts';
import { datasetNodeOf, datasetOfCall, severalDatasetsOf } from './call-datasets.ts';
import type { DatasetFound } from './dataset-of.ts';
import { diagnosePath } from './diagnose-path.ts';
import { unknownUnits } from './diagnose-units.ts';
import type { Problem } from './problem.ts';
import { argumentFor, type ScriptCall } from './script-calls.ts';
import type { ScriptContext } from './script-context.ts';
import { type ScriptSyntax, textOf } from './script-syntax.ts';
import type { Value } from './value-kinds.ts';
import { isOneOfMany, valueIn } from './values.ts';

/** What a call asks of its recording and the recording does not have: units, raw samples, the recording itself. */
export async function diagnoseRecording(
  call: ScriptCall,
  syntax: ScriptSyntax,
  context: ScriptContext,
): Promise<Problem[]> {
  if (!context.dataset) return [];
  const several = severalDatasetsOf(call, syntax, context);
  if (several.length > 0) {
    const problems = several.map(async ({ node, found }) =>
      found && !(await isAnyThere(found, context)) ? diagnosePath(node, found, syntax, context) : [],
    );
    return (await Promise.all(problems)).flat();
  }
  const found = datasetOfCall(call, syntax, context);
  const node = datasetNodeOf(call);
  // Of a loop over recordings only the first is looked at: a unit may be in another.
  if (node && isOneOfMany(node, syntax, context)) return [];
  // What is assumed is not held against the script.
  if (!found || found.why === 'setting' || found.why === 'dashboard') return [];
  for (const folder of found.candidates) {
    const dataset = await context.dataset(folder);
    if (!dataset || isEmpty(dataset)) continue;
    const table = await context.units(folder);
    return [
      ...(table ? await unknownUnits(call, dataset, table, folder, syntax, context) : []),
      ...partMissing(call, dataset),
      ...timesBeyond(call, dataset, syntax, context),
      ...shortAndVerbose(call, dataset, syntax),
    ];
  }
  return node ? diagnosePath(node, found, syntax, context) : [];
}

async function isAnyThere({ candidates }: DatasetFound, { dataset }: ScriptContext): Promise<boolean> {
  for (const folder of candidates) {
    const there = await dataset?.(folder);
    if (there && !isEmpty(there)) return true;
  }
  return false;
}

const isEmpty = ({ streams, sorting }: Dataset): boolean => streams.length === 0 && !sorting;

/** What the analysis behind a call reads and the recording does not have. */
function partMissing(
  { found: { name, manifest }, nameNode: { from, to } }: ScriptCall,
  dataset: Dataset,
): Problem[] {
  const missing = (code: string, part: string, reason: string): Problem[] => [
    { severity: 'warning', code, message: `${name} needs ${part}: ${reason}`, from, to, fixes: [] },
  ];
  const needs = manifest?.needs ?? [];
  const streams = dataset.streams.filter(({ band }) => band === 'ap');
  const [{ rawMissingReason = 'it is not there' } = {}] = streams;
  if (needs.includes('recording') && !dataset.merged && streams.length > 0 && !streams.some(({ raw }) => raw))
    return missing('raw-missing', 'the raw file', rawMissingReason);
  if ((needs.includes('sorting') || needs.includes('templates')) && !dataset.sorting)
    return missing(
      'sorting-missing',
      'spikes',
      `${dataset.folder} holds no sorting such as phy's or Kilosort's.`,
    );
  const templates = dataset.parts.find(({ part }) => part === 'templates');
  if (needs.includes('templates') && templates && templates.state !== 'present')
    return missing('templates-missing', 'templates', templates.message ?? 'there is no templates.npy.');
  return [];
}

/** Seconds of the streams, the longest of them. */
const lengthOf = ({ streams }: Dataset): number =>
  Math.max(0, ...streams.map((stream) => (stream.sampleCount ?? 0) / stream.sampleRateHz));

/** npyx divides by the number of fifties of batches that a recording has. */
function shortAndVerbose(call: ScriptCall, dataset: Dataset, syntax: ScriptSyntax): Problem[] {
  const fault: NpyxFault = 'D87';
  const verbose = argumentFor(call, ({ name }) => name === 'verbose');
  if (call.found.name !== 'preprocess_binary_file' || !verbose) return [];
  const lengthS = lengthOf(dataset);
  if (textOf(syntax, verbose.value) !== 'True' || lengthS === 0 || lengthS >= shortestS) return [];
  const { from, to } = verbose.value;
  return [
    {
      severity: 'warning',
      code: 'npyx-fails',
      message: `preprocess_binary_file fails with verbose=True for a recording of ${lengthS.toFixed(1)} s (${fault} in docs/npyx.md).`,
      from,
      to,
      fixes: [{ title: 'Switch it off', from, to, text: 'False' }],
    },
  ];
}

/** Fifty batches of 65 600 samples at 30 kHz. */
const shortestS = (50 * 65_600) / 30_000;

/** Parameters in seconds from the start of the recording. */
const inRecording = /^(periods|periodsS|startS)$/;

/** A time after the recording's end was meant in something else than seconds. */
function timesBeyond(
  call: ScriptCall,
  dataset: Dataset,
  syntax: ScriptSyntax,
  context: ScriptContext,
): Problem[] {
  const isRaw = /^plot_raw(_units)?$/.test(call.found.name);
  const argument = argumentFor(call, ({ name }) => inRecording.test(name) || (isRaw && name === 'times'));
  const lengthS = lengthOf(dataset);
  if (!argument || lengthS === 0) return [];
  const { from, to } = argument.value;
  const late = startsIn(valueIn(argument.value, syntax, context, call.node.from)).find(
    (start) => start >= lengthS,
  );
  if (late === undefined) return [];
  const isNumber = argument.value.name === 'Number';
  const [inS, name] = [Number((late / 1000).toPrecision(6)), argument.param?.name ?? 'this'];
  return [
    {
      severity: 'warning',
      code: 'wrong-unit',
      message: `${name} is in seconds: the recording ends after ${lengthS.toFixed(1)} s, and ${late} is later.`,
      from,
      to,
      fixes:
        isNumber && inS < lengthS
          ? [{ title: `Change to ${inS} (${late} ms)`, from, to, text: String(inS) }]
          : [],
    },
  ];
}

/** When periods begin: of a number itself, of a pair its first, of pairs the first of each. */
function startsIn(value: Value): readonly number[] {
  if (value.kind === 'number') return [value.value];
  if (value.kind !== 'list') return [];
  const [first] = value.items;
  return first?.kind === 'number' ? [first.value] : value.items.flatMap((pair) => startsIn(pair).slice(0, 1));
}
