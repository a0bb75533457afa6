import type { Manifest } from '../analyses/analysis.ts';
import { npyxKeywords } from '../analyses/npyx-call.ts';
import type { Param } from '../analyses/params.ts';
import { ParameterError } from '../model/errors.ts';

/**
 * Returns parameters under our names: npyx's that mean the same are renamed (`bin_size`, `cbin` → `binMs`), and their
 * values said our way (`'Hertz'` → `'hertz'`, 1 → true). Others stay as they are, for `parseParams` to judge. Throws
 * ParameterError when one is given under both names.
 */
export function ourParams(
  manifest: Manifest,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const ours = new Map<string, string>();
  for (const [name, param] of Object.entries(manifest.params)) if (param.npyx) ours.set(param.npyx, name);
  for (const [name, theirs] of Object.entries(npyxKeywords(manifest.id))) ours.set(theirs, name);
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const renamed = Object.hasOwn(manifest.params, key) ? undefined : ours.get(key);
    const name = renamed ?? key;
    if (renamed && Object.hasOwn(given, name))
      throw new ParameterError(`${name}: given twice, also as ${key}`);
    if (Object.hasOwn(values, name)) throw new ParameterError(`${name}: given twice, once as ${key}`);
    const param = manifest.params[name];
    values[name] = param ? ourValue(param, value) : value;
  }
  return values;
}

function ourValue(param: Param, value: unknown): unknown {
  if (param.kind === 'choice' && typeof value === 'string')
    return param.choices.find((choice) => choice.toLowerCase() === value.toLowerCase()) ?? value;
  if (param.kind === 'flag' && (value === 0 || value === 1)) return value === 1;
  return value;
}

/** What npyx's functions take beside what they compute, and that has no bearing here: progress is told as it always is. */
const withoutEffect: ReadonlySet<string> = new Set(['verbose', 'prnt', 'sav', 'parallel']);

/**
 * Returns what npyx's own switches mean: `again` computes anew, `cache_results=False` keeps nothing, `hpfilt` turns the
 * corner `hpfiltf` on and off. The rest of what was given stays as it is.
 */
export function npyxSwitches(
  manifest: Manifest,
  given: Readonly<Record<string, unknown>>,
): { readonly params: Readonly<Record<string, unknown>>; readonly cache?: 'refresh' | 'off' } {
  const { again, cache_results: keeps, hpfilt, ...rest } = given;
  const params: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).filter(([name]) => !withoutEffect.has(name)),
  );
  if (hpfilt !== undefined && Object.hasOwn(manifest.params, 'highpassHz')) {
    if (!hpfilt) {
      delete params['hpfiltf'];
      params['highpassHz'] = null;
    } else params['hpfiltf'] ??= npyxCornerHz;
  } else if (hpfilt !== undefined) params['hpfilt'] = hpfilt;
  if (isOn(keeps) === false) return { params, cache: 'off' };
  return isOn(again) ? { params, cache: 'refresh' } : { params };
}

/** npyx's default of `hpfiltf`. */
const npyxCornerHz = 300;

const isOn = (value: unknown): boolean | undefined => (value === undefined ? undefined : Boolean(value));
