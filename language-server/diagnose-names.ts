import { editsBetween } from './edits-between.ts';
import { type KnownParam, takes } from './known-function.ts';
import type { Problem } from './problem.ts';
import type { ScriptCall } from './script-calls.ts';
import type { ScriptContext } from './script-context.ts';
import { type ScriptSyntax, textOf } from './script-syntax.ts';

/**
 * Keywords that a call does not take: of a function whose parameters are all known, and of any function those that
 * another one of npyx or of ours has for the same (`cbin` for `bin_size`).
 */
export function diagnoseNames(call: ScriptCall, syntax: ScriptSyntax, context: ScriptContext): Problem[] {
  const { found, args } = call;
  const isTheirs = found.style === 'npyx';
  if (!isTheirs && context.isTyped) return [];
  return args.flatMap(({ name, nameNode }): Problem[] => {
    if (name === null || nameNode === null || takes(found, name)) return [];
    if (!isTheirs && answersTo(call, name)) return [];
    const same = sameAs(call, name);
    const near = same ?? nearest(name, found.params);
    if (!same && (found.isOpen || (isTheirs && !near && /^_/.test(name)))) return [];
    const at = { from: nameNode.from, to: nameNode.to };
    const isGiven = near !== undefined && args.some((other) => other.param === near);
    const readme = isTheirs && /^c(bin|win)$/.test(name) ? ', whatever its README says' : '';
    return [
      {
        severity: 'warning',
        code: 'unknown-parameter',
        message: `${textOf(syntax, call.nameNode)} has no parameter ${name}${readme}${near ? `; it is called ${near.name}` : ''}.`,
        ...at,
        fixes: near && !isGiven ? [{ title: `Change to ${near.name}`, ...at, text: near.name }] : [],
      },
    ];
  });
}

/** Our methods take npyx's names too. */
const answersTo = ({ found }: ScriptCall, name: string): boolean =>
  Object.values(found.manifest?.params ?? {}).some(({ npyx }) => npyx === name) ||
  /^(bin_size|win_size|cbin|cwin)$/.test(name);

/** The parameter that this function has for what another one calls `name`. */
function sameAs({ found }: ScriptCall, name: string): KnownParam | undefined {
  const words = [
    ['bin_size', 'cbin', 'binMs'],
    ['win_size', 'cwin', 'windowMs'],
    ['U', 'units', 'unit', 'u'],
  ];
  const row = words.find((each) => each.includes(name));
  return found.params.find((param) =>
    row
      ? row.includes(param.name)
      : param.ours !== null && (param.ours === name || param.param?.npyx === name),
  );
}

/** A name one or two letters away. */
const nearest = (name: string, params: readonly KnownParam[]): KnownParam | undefined =>
  params
    .map((param) => ({ param, edits: editsBetween(name.toLowerCase(), param.name.toLowerCase()) }))
    .filter(({ edits, param }) => edits <= Math.min(2, Math.floor(param.name.length / 3)))
    .sort((a, b) => a.edits - b.edits)[0]?.param;
