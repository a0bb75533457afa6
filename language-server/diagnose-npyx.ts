import type { NpyxFault } from '../core/analyses/npyx-faults.ts';
import { type Looked, problem, replace } from './call-values.ts';
import type { Fix, Problem } from './problem.ts';
import type { ScriptArgument } from './script-calls.ts';

/** Calls of npyx that are known to fail, or to mean something else than it seems. */
export function npyxFaultsIn(looked: Looked): Problem[] {
  const { found } = looked.call;
  if (found.style !== 'npyx') return [];
  return [...switches(looked), ...(checks[found.name]?.(looked) ?? [])];
}

/** Named so that it can be found in docs/npyx.md. */
const fails = (
  argument: ScriptArgument,
  sentence: string,
  fault: NpyxFault | null = null,
  fixes: readonly Fix[] = [],
): Problem =>
  problem('npyx-fails', `${sentence}${fault ? ` (${fault} in docs/npyx.md)` : ''}.`, argument, fixes);

/** The argument of this name where it is true, or a number but 0. */
function on({ argument, value, text }: Looked, name: string): ScriptArgument | undefined {
  const given = argument(name);
  const found = value(given);
  const isOn = given && (text(given) === 'True' || (found.kind === 'number' && found.value !== 0));
  return isOn ? given : undefined;
}

/** Switches with which npyx fails whatever else is given. */
function switches(looked: Looked): Problem[] {
  const { call, name, text } = looked;
  const function_ = call.found.name;
  const off = (given: ScriptArgument) => [
    replace('Switch it off', given, text(given) === 'True' ? 'False' : '0'),
  ];
  const problems: Problem[] = [];
  const whiten = on(looked, 'whiten');
  if (whiten && /^wvf(_dsmatch)?$/.test(function_))
    problems.push(fails(whiten, `${name} of npyx always fails with whiten=True`, 'D55', off(whiten)));
  const consecutive = on(looked, 'use_consecutive');
  if (consecutive)
    problems.push(
      fails(consecutive, `${name} of npyx fails with use_consecutive=True`, 'D43', off(consecutive)),
    );
  return problems;
}

type Check = (looked: Looked) => Problem[];

/** `t_waveforms` is in milliseconds to one function and in samples to the others. */
const inSamples: Check = ({ argument, number, name }) => {
  const duration = argument('t_waveforms');
  const samples = number('t_waveforms');
  if (!duration || samples === null || Number.isInteger(samples)) return [];
  const whole = String(Math.round(samples * 30));
  return [
    problem('wrong-unit', `${name} takes t_waveforms in samples: ${samples} is no whole number.`, duration, [
      replace(`Change to ${whole} (${samples} ms at 30 kHz)`, duration, whole),
    ]),
  ];
};

/** By the name of the function. */
const checks: Readonly<Record<string, Check>> = {
  wvf: inSamples,
  wvf_dsmatch(looked) {
    const ids = looked.call.args.find((each) => each.name === 'spike_ids');
    return [
      ...inSamples(looked),
      ...(ids ? [fails(ids, 'wvf_dsmatch takes no spike_ids: it raises a ValueError')] : []),
    ];
  },

  plot_wvf({ argument, number }) {
    const duration = argument('t_waveforms');
    const samples = number('t_waveforms');
    if (!duration || samples === null || samples <= 30) return [];
    const inMs = (samples / 30).toFixed(1);
    return [
      problem('wrong-unit', `plot_wvf takes t_waveforms in milliseconds: ${samples} ms.`, duration, [
        replace(`Change to ${inMs} (${samples} samples at 30 kHz)`, duration, inMs),
      ]),
    ];
  },

  plot_ccg({ argument, value }) {
    const units = argument('units');
    const listed = value(units);
    if (!units || listed.kind !== 'list' || listed.items.length !== 2) return [];
    const [a, b] = listed.items.map((item) => (item.kind === 'number' ? item.value : Number.NaN));
    if (a !== b) return [];
    return [
      fails(units, 'plot_ccg fails for a unit with itself; plot_acg draws its autocorrelogram', 'D103'),
    ];
  },

  plot_raw_units(looked) {
    const filtered = on(looked, 'hpfilt');
    const directed = ['filter_forward', 'filter_backward'].some((name) => looked.argument(name));
    if (!filtered || directed || looked.call.hasMore) return [];
    const both = `${looked.text(filtered)}, filter_forward=True, filter_backward=True`;
    const fixes = filtered.name === null ? [] : [replace('Filter in both directions', filtered, both)];
    return [
      fails(
        filtered,
        'plot_raw_units fails with hpfilt unless filter_forward or filter_backward is True, whatever npyx’s README says',
        'D107',
        fixes,
      ),
    ];
  },

  merge_datasets({ argument, text, value }) {
    const given = argument('datapaths');
    if (!given || !/^(Array|Tuple)Expression$/.test(given.value.name)) return [];
    const count = value(given);
    const paths = text(given).slice(1, -1).split(',');
    const isPlain = count.kind === 'list' && count.items.length === paths.length;
    const named = `{${paths.map((path, i) => `'probe${i + 1}': ${path.trim()}`).join(', ')}}`;
    return [
      fails(
        given,
        'merge_datasets of npyx takes a dictionary, {name of the probe: folder}: it raises a ValueError for a list',
        null,
        isPlain ? [replace('Name the probes', given, named)] : [],
      ),
    ];
  },

  get_ncolors_cmap({ argument, call, text, value }) {
    const count = argument('n');
    const second = call.args[1];
    if (!count || value(count).kind !== 'text') return [];
    const swapped = second?.name === null && {
      title: 'Swap them',
      from: count.value.from,
      to: second.value.to,
      text: `${text(second)}, ${text(count)}`,
    };
    return [
      problem(
        'npyx-order',
        'get_ncolors_cmap takes the number of colours first, then the name of the map, whatever npyx’s README says.',
        count,
        swapped ? [swapped] : [],
      ),
    ];
  },
};
