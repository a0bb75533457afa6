import { diagnoseImports } from './diagnose-imports.ts';
import { diagnoseNames } from './diagnose-names.ts';
import { diagnoseRecording } from './diagnose-recording.ts';
import { diagnoseValues } from './diagnose-values.ts';
import type { Problem } from './problem.ts';
import { callsOf } from './script-calls.ts';
import type { ScriptContext } from './script-context.ts';
import { parseScript, type ScriptSyntax } from './script-syntax.ts';

/** Problems above this many are not shown. */
const mostProblems = 200;

/**
 * What is wrong with the calls of npyx and of our library in a script. Only what is certain: of a function that the
 * script imports, of values that can be told, of a recording that the script or its comment names. Never throws.
 */
export async function diagnose(
  text: string,
  context: ScriptContext,
  syntax: ScriptSyntax = parseScript(text, context.language),
): Promise<readonly Problem[]> {
  const calls = callsOf(syntax, context).filter(({ isSure, isBroken }) => isSure && !isBroken);
  const problems = [
    ...diagnoseImports(syntax),
    ...calls.flatMap((call) => [
      ...diagnoseNames(call, syntax, context),
      ...diagnoseValues(call, syntax, context),
    ]),
  ];
  for (const call of calls) {
    if (problems.length >= mostProblems) break;
    problems.push(...(await diagnoseRecording(call, syntax, context)));
  }
  return withoutRepeats(problems.sort((a, b) => a.from - b.from)).slice(0, mostProblems);
}

/** A path is told once, however many calls take it. */
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  const told = new Set<string>();
  return problems.filter(({ from, code, message }) => {
    const key = `${from} ${code} ${message}`;
    return !told.has(key) && told.add(key);
  });
}
