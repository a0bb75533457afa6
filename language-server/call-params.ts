import type { CallAt } from './calls.ts';
import {
  type KnownFunction,
  type KnownParam,
  knownFunction,
  type Reached,
  unitWords,
} from './known-function.ts';
import type { ScriptLanguage } from './scan.ts';
import type { ScriptContext } from './script-context.ts';

/** The function of a call, and how it is reached. */
export function knownAt(
  call: Pick<CallAt, 'name' | 'receiver' | 'firstArgument'>,
  { language, manifests }: Pick<ScriptContext, 'language' | 'manifests'>,
): { readonly found: KnownFunction; readonly reached: Reached } | null {
  const isMethod = language === 'script' && call.receiver !== '' && !/(^|\.)npyx$/.test(call.receiver);
  const reached: Reached = !isMethod ? 'function' : call.name === 'run' ? 'run' : 'method';
  const id = /^(['"`])([\w-]+)\1/.exec(call.firstArgument)?.[2];
  const name = reached === 'run' ? id : call.name;
  const found = name === undefined ? null : knownFunction(name, reached, language, manifests);
  return found && { found, reached };
}

/** The parameter whose value is being typed; null where a name may begin, or nothing is known. */
export function paramAt(call: CallAt, found: KnownFunction, language: ScriptLanguage): KnownParam | null {
  if (call.keyword !== null) {
    // Who types another of npyx's words for units means them.
    const isUnits = unitWords.test(call.keyword);
    return (
      found.params.find(({ name, role }) => name === call.keyword || (isUnits && role === 'units')) ?? null
    );
  }
  const isObject = found.objectAt !== null && call.index >= found.objectAt;
  if (isObject || (language === 'script' && call.atName)) return null;
  const byPosition = found.params[call.index] ?? null;
  // After a keyword only keywords follow.
  if (byPosition === null || call.given.length > 0) return null;
  return byPosition.role === 'value' && call.atName && language === 'python' ? null : byPosition;
}

/** `0.2 ms`, `'hertz'`; '' where it must be given. */
export const defaultText = ({ default: value, unit, param }: KnownParam): string => {
  const shown = value ?? (param && param.default !== null ? String(param.default) : '');
  if (shown === 'null' || shown === 'None') return 'none';
  return /^-?[\d.[]/.test(shown) && unit ? `${shown} ${unit}` : shown;
};

/** What a parameter means, its range and its choices. */
export function paramDoc({ doc, param, unit }: KnownParam): string {
  const limits = param && 'min' in param ? [param.min, param.max] : [];
  const [min, max] = limits;
  const range =
    min !== undefined && max !== undefined
      ? `From ${min} to ${max}${unit && ` ${unit}`}.`
      : min !== undefined
        ? `At least ${min}${unit && ` ${unit}`}.`
        : max !== undefined
          ? `At most ${max}${unit && ` ${unit}`}.`
          : '';
  const choices = param?.kind === 'choice' ? `One of ${param.choices.join(', ')}.` : '';
  return [doc, range, choices].filter((part) => part !== '').join(' ');
}
