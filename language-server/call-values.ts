import type { Fix, Problem } from './problem.ts';
import { argumentFor, type ScriptArgument, type ScriptCall } from './script-calls.ts';
import type { ScriptContext } from './script-context.ts';
import { type ScriptSyntax, textOf } from './script-syntax.ts';
import type { Value } from './value-kinds.ts';
import { valueIn } from './values.ts';

/** A call with its arguments by name, and their values as far as they can be told. */
export interface Looked {
  readonly call: ScriptCall;
  readonly name: string;
  argument(...names: string[]): ScriptArgument | undefined;
  value(argument: ScriptArgument | undefined): Value;
  text(argument: ScriptArgument): string;
  number(...names: string[]): number | null;
}

export function lookedAt(call: ScriptCall, syntax: ScriptSyntax, context: ScriptContext): Looked {
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

export const problem = (
  code: string,
  message: string,
  argument: ScriptArgument,
  fixes: readonly Fix[] = [],
  severity: Problem['severity'] = 'warning',
): Problem => ({ severity, code, message, from: argument.value.from, to: argument.value.to, fixes });

/** The value of an argument, written otherwise. */
export const replace = (title: string, { value }: ScriptArgument, text: string): Fix => ({
  title,
  from: value.from,
  to: value.to,
  text,
});
