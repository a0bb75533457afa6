import { parseParams } from '../core/analyses/params.ts';
import { isInputError } from '../core/model/errors.ts';
import type { Fix, Problem } from './problem.ts';
import { argumentFor, type ScriptArgument, type ScriptCall } from './script-calls.ts';
import type { ScriptContext } from './script-context.ts';
import { type ScriptSyntax, textOf } from './script-syntax.ts';
import { type Value, valueIn } from './values.ts';

/** The shortest bin that makes sense: one sample at 30 kHz. */
const sampleMs = 1000 / 30_000;

/** Values that cannot be meant: seconds for milliseconds, bins over the window, what npyx is known to fail on. */
export function diagnoseValues(call: ScriptCall, syntax: ScriptSyntax, context: ScriptContext): Problem[] {
  const looked = lookedAt(call, syntax, context);
  return [...binsAndWindows(looked), ...knownFaults(looked), ...outOfRange(looked)];
}

interface Looked {
  readonly call: ScriptCall;
  readonly name: string;
  argument(...names: string[]): ScriptArgument | undefined;
  value(argument: ScriptArgument | undefined): Value;
  text(argument: ScriptArgument): string;
  number(...names: string[]): number | null;
}

function lookedAt(call: ScriptCall, syntax: ScriptSyntax, context: ScriptContext): Looked {
  const argument = (...names: string[]) => argumentFor(call, (param) => names.includes(param.name));
  const value = (given: ScriptArgument | undefined): Value =>
    given ? valueIn(given.value, syntax, context, call.node.from) : { kind: 'unknown' };
  return {
    call,
    name: textOf(syntax, call.nameNode),
    argument,
    value,
    text: (given) => textOf(syntax, given.value),
    number(...names) {
      const found = value(argument(...names));
      return found.kind === 'number' ? found.value : null;
    },
  };
}

const problem = (
  code: string,
  message: string,
  argument: ScriptArgument,
  fixes: readonly Fix[] = [],
  severity: Problem['severity'] = 'warning',
): Problem => ({ severity, code, message, from: argument.value.from, to: argument.value.to, fixes });

const replace = (title: string, { value }: ScriptArgument, text: string): Fix => ({
  title,
  from: value.from,
  to: value.to,
  text,
});

const binNames = ['bin_size', 'cbin', 'psthb', 'binMs', 'b', 'bs'];
const windowNames = ['win_size', 'cwin', 'psthw', 'windowMs', 'window'];

function binsAndWindows({ call, argument, value, number }: Looked): Problem[] {
  const problems: Problem[] = [];
  const bin = argument(...binNames);
  const binMs = number(...binNames);
  const window = argument(...windowNames);
  const width = windowWidth(value(window));
  // `trnb` and `get_cm` count `b` in milliseconds too.
  if (bin && binMs !== null && binMs > 0 && binMs < sampleMs * 0.99) {
    const inMs = Number((binMs * 1000).toPrecision(6));
    problems.push(
      problem(
        'wrong-unit',
        `${bin.param?.name ?? 'bin'} is in milliseconds: ${binMs} ms is shorter than a sample (0.033 ms).`,
        bin,
        inMs >= sampleMs ? [replace(`Change to ${inMs} (${inMs} ms)`, bin, String(inMs))] : [],
      ),
    );
  } else if (bin && window && binMs !== null && width !== null && width > 0 && binMs > width) {
    const isSeconds = width < 2 && isWindowed(call);
    problems.push(
      problem(
        'bin-over-window',
        `A bin of ${binMs} ms is wider than the window of ${width} ms${isSeconds ? `; ${window.param?.name} is in milliseconds` : ''}.`,
        window,
      ),
    );
  }
  return problems;
}

const isWindowed = ({ args }: ScriptCall): boolean => args.length > 1;

function windowWidth(value: Value): number | null {
  if (value.kind === 'number') return value.value;
  if (value.kind !== 'list' || value.items.length !== 2) return null;
  const [from, to] = value.items;
  return from?.kind === 'number' && to?.kind === 'number' ? to.value - from.value : null;
}

/** Calls of npyx that are known to fail, or to mean something else than it seems; the numbers are of the README's list. */
function knownFaults({ call, name, argument, value, number, text }: Looked): Problem[] {
  if (call.found.style !== 'npyx') return [];
  const problems: Problem[] = [];
  const on = (parameter: string) => {
    const given = argument(parameter);
    const found = value(given);
    const isOn = given && (text(given) === 'True' || (found.kind === 'number' && found.value === 1));
    return isOn ? given : undefined;
  };
  const function_ = call.found.name;
  const duration = argument('t_waveforms');
  const samples = number('t_waveforms');
  if (duration && samples !== null && function_ === 'plot_wvf' && samples > 30)
    problems.push(
      problem('wrong-unit', `plot_wvf takes t_waveforms in milliseconds: ${samples} ms.`, duration, [
        replace(
          `Change to ${(samples / 30).toFixed(1)} (${samples} samples at 30 kHz)`,
          duration,
          (samples / 30).toFixed(1),
        ),
      ]),
    );
  if (duration && samples !== null && /^wvf(_dsmatch)?$/.test(function_) && !Number.isInteger(samples))
    problems.push(
      problem(
        'wrong-unit',
        `${name} takes t_waveforms in samples: ${samples} is no whole number.`,
        duration,
        [
          replace(
            `Change to ${Math.round(samples * 30)} (${samples} ms at 30 kHz)`,
            duration,
            String(Math.round(samples * 30)),
          ),
        ],
      ),
    );
  const whiten = on('whiten');
  if (whiten && /^wvf(_dsmatch)?$/.test(function_))
    problems.push(problem('npyx-fails', `${name} of npyx always fails with whiten=True.`, whiten));
  const consecutive = on('use_consecutive');
  if (consecutive)
    problems.push(problem('npyx-fails', `${name} of npyx fails with use_consecutive=True.`, consecutive));
  const ids = call.args.find((each) => each.name === 'spike_ids');
  if (ids && function_ === 'wvf_dsmatch')
    problems.push(problem('npyx-fails', 'wvf_dsmatch takes no spike_ids: it raises a ValueError.', ids));
  const units = argument('units');
  const listed = value(units);
  if (units && function_ === 'plot_ccg' && listed.kind === 'list' && listed.items.length === 2) {
    const [a, b] = listed.items.map((item) => (item.kind === 'number' ? item.value : Number.NaN));
    if (a === b)
      problems.push(
        problem(
          'npyx-fails',
          'plot_ccg fails for a unit with itself; plot_acg draws its autocorrelogram.',
          units,
        ),
      );
  }
  const count = argument('n');
  const second = call.args[1];
  if (count && function_ === 'get_ncolors_cmap' && value(count).kind === 'text')
    problems.push(
      problem(
        'npyx-order',
        'get_ncolors_cmap takes the number of colours first, then the name of the map, whatever npyx’s README says.',
        count,
        second && second.name === null
          ? [
              {
                title: 'Swap them',
                from: count.value.from,
                to: second.value.to,
                text: `${text(second)}, ${text(count)}`,
              },
            ]
          : [],
      ),
    );
  return problems;
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
