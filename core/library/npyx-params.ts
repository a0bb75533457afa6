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
