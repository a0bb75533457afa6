import { parseParams } from '../core/analyses/params.ts';
import { isInputError } from '../core/model/errors.ts';
import { type Looked, lookedAt, problem, replace } from './call-values.ts';
import { npyxFaultsIn } from './diagnose-npyx.ts';
import type { Problem } from './problem.ts';
import type { ScriptCall } from './script-calls.ts';
import type { ScriptContext } from './script-context.ts';
import type { ScriptSyntax } from './script-syntax.ts';
import type { Value } from './value-kinds.ts';

/** The shortest bin that makes sense: one sample at 30 kHz. */
const sampleMs = 1000 / 30_000;

/** Values that cannot be meant: seconds for milliseconds, bins over the window, what npyx is known to fail on. */
export function diagnoseValues(call: ScriptCall, syntax: ScriptSyntax, context: ScriptContext): Problem[] {
  const looked = lookedAt(call, syntax, context);
  const problems = [...binsAndWindows(looked), ...tooShort(looked), ...npyxFaultsIn(looked)];
  // What is wrong in itself need not be out of range too.
  const isNew = ({ from }: Problem) => problems.every((problem) => problem.from !== from);
  return [...problems, ...outOfRange(looked).filter(isNew)];
}

const binNames = ['bin_size', 'cbin', 'psthb', 'binMs', 'b', 'bs'];
const windowNames = ['win_size', 'cwin', 'psthw', 'windowMs', 'window'];

function binsAndWindows({ call, argument, value, number }: Looked): Problem[] {
  const bin = argument(...binNames);
  const binMs = bin ? number(...binNames) : usualOf(call, binNames);
  const window = argument(...windowNames);
  const width = window ? windowWidth(value(window)) : usualOf(call, windowNames);
  // `trnb` and `get_cm` count `b` in milliseconds too.
  if (bin && binMs !== null && binMs > 0 && binMs < sampleMs * 0.99) {
    const inMs = milliseconds(binMs);
    return [
      problem(
        'wrong-unit',
        `${bin.param?.name ?? 'bin'} is in milliseconds: ${binMs} ms is shorter than a sample (0.033 ms).`,
        bin,
        inMs >= sampleMs ? [replace(`Change to ${inMs} (${inMs} ms)`, bin, String(inMs))] : [],
      ),
    ];
  }
  const given = window ?? bin;
  // What cannot be seen may give the other.
  if (call.hasMore && !(window && bin)) return [];
  if (!given || binMs === null || width === null || !(width > 0 && binMs > width)) return [];
  const inMs = window && secondsAsMs(value(window), binMs);
  return [
    problem(
      'bin-over-window',
      `A bin of ${binMs} ms${bin ? '' : ' (unless told)'} is wider than the window of ${width} ms${window ? '' : ' (unless told)'}${inMs ? `; ${window.param?.name} is in milliseconds` : ''}.`,
      given,
      inMs ? [replace(`Change to ${inMs} (ms)`, window, inMs)] : [],
    ),
  ];
}

/** Other times of less than a sample: said in seconds where milliseconds are meant. */
function tooShort({ call, value }: Looked): Problem[] {
  return call.args.flatMap((given): Problem[] => {
    const { unit = '', name = '' } = given.param ?? {};
    const found = value(given);
    if (unit !== 'ms' || binNames.includes(name) || found.kind !== 'number') return [];
    if (!(found.value > 0 && found.value < sampleMs * 0.99)) return [];
    const inMs = milliseconds(found.value);
    return [
      problem(
        'wrong-unit',
        `${name} is in milliseconds: ${found.value} ms is shorter than a sample (0.033 ms).`,
        given,
        inMs >= sampleMs ? [replace(`Change to ${inMs} (${inMs} ms)`, given, String(inMs))] : [],
      ),
    ];
  });
}

/** What a parameter is unless told: a bin, or the width of a window. Null where it must be given. */
function usualOf({ found }: ScriptCall, names: readonly string[]): number | null {
  const usual = found.params.find(({ name }) => names.includes(name))?.default ?? null;
  const ends = usual?.match(/-?[\d.]+/g)?.map(Number) ?? [];
  return ends.length === 2 ? (ends[1] ?? 0) - (ends[0] ?? 0) : (ends[0] ?? null);
}

const milliseconds = (seconds: number): number => Number((seconds * 1000).toPrecision(6));

/** A window of some seconds, said in milliseconds; null for one that cannot be seconds. */
function secondsAsMs(value: Value, binMs: number): string | null {
  const width = windowWidth(value);
  if (width === null || width > mostSeconds || width * 1000 <= 2 * binMs) return null;
  if (value.kind === 'number') return String(milliseconds(value.value));
  const ends = value.kind === 'list' ? value.items : [];
  return `[${ends.map((end) => (end.kind === 'number' ? milliseconds(end.value) : '')).join(', ')}]`;
}

/** A window longer than this was hardly meant in seconds. */
const mostSeconds = 10;

function windowWidth(value: Value): number | null {
  if (value.kind === 'number') return value.value;
  if (value.kind !== 'list' || value.items.length !== 2) return null;
  const [from, to] = value.items;
  return from?.kind === 'number' && to?.kind === 'number' ? to.value - from.value : null;
}

/** What our own library would refuse. */
function outOfRange({ call, value }: Looked): Problem[] {
  if (call.found.style !== 'ours' || !call.found.manifest) return [];
  const { params } = call.found.manifest;
  return call.args.flatMap((argument): Problem[] => {
    const { ours, param } = argument.param ?? {};
    const given = plainOf(value(argument));
    if (!ours || !param || given === undefined || param.kind === 'text' || param.kind === 'names') return [];
    try {
      parseParams({ [ours]: params[ours] ?? param }, { [ours]: given });
      return [];
    } catch (error) {
      if (!isInputError(error)) throw error;
      const spelled =
        param.kind === 'choice' && typeof given === 'string'
          ? param.choices.find((choice) => choice.toLowerCase() === given.toLowerCase())
          : undefined;
      if (spelled !== undefined) return [];
      return [problem('bad-value', `${(error as Error).message}.`, argument)];
    }
  });
}

/** As JSON; undefined for what cannot be told. */
function plainOf(value: Value): unknown {
  if (value.kind === 'text') return value.text;
  if (value.kind === 'number') return value.value;
  if (value.kind !== 'list') return undefined;
  const items = value.items.map(plainOf);
  return items.includes(undefined) ? undefined : items;
}
