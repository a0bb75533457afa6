import { camelCase } from '../core/analyses/kebab.ts';
import type { Completion } from './completion.ts';
import { namesOf } from './definitions.ts';
import { type KnownFunction, knownFunction } from './known-function.ts';
import { npyxFunctions } from './npyx-functions.ts';
import { scan } from './scan.ts';
import type { ScriptContext } from './script-context.ts';
import { parseScript, type ScriptSyntax } from './script-syntax.ts';
import { labelOf } from './signature.ts';
import { valueIn } from './values.ts';

/** Letters before functions are offered. */
const fewestLetters = 2;

/**
 * Whole calls that can be written at `offset`: methods after `recording.`, and functions of npyx that the script imports,
 * by name, by `import *` or with their module. With the arguments that must be given, as places to fill in.
 */
export function completeCalls(
  text: string,
  offset: number,
  context: ScriptContext,
  syntax: ScriptSyntax,
): Completion[] {
  const isCode = () => {
    const { string, inComment } = scan(text, offset, context.language);
    return !string && !inComment;
  };
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  if (context.language === 'script') {
    const [, receiver, word = ''] = /([A-Za-z_$][\w$]*)\.(\w*)$/.exec(line) ?? [];
    if (receiver === undefined || context.isTyped || !isRecording(receiver, offset, context, syntax))
      return [];
    return context.manifests
      .map(({ id }) => knownFunction(camelCase(id), 'method', 'script', context.manifests))
      .filter((found) => found !== null)
      .map((found) => itemOf(found, offset - word.length));
  }
  if (/^\s*(from|import|def|class|for)\b/.test(line)) return [];
  const [, module, member = ''] = /(?<![\w.])((?:[A-Za-z_]\w*\.)+)(\w*)$/.exec(line) ?? [];
  const word = module === undefined ? (/(?<![\w.])[A-Za-z_]\w*$/.exec(line)?.[0] ?? '') : member;
  // Looking through the whole text comes last: it takes the longest.
  if ((module === undefined && word.length < fewestLetters) || !isCode()) return [];
  const names = module === undefined ? namesInReach(syntax) : namesOfModule(module.slice(0, -1), syntax);
  return [...names]
    .filter(([written]) => written.toLowerCase().includes(word.toLowerCase()))
    .map(([written, name]) => {
      const found = knownFunction(name, 'function', 'python', context.manifests);
      return found && itemOf({ ...found, name: written }, offset - word.length);
    })
    .filter((item) => item !== null);
}

/** Functions of npyx that a script can call by a bare name: as it calls them → as npyx does. */
function namesInReach(syntax: ScriptSyntax): Map<string, string> {
  const { starModules, imports } = namesOf(syntax);
  const found = new Map<string, string>();
  for (const { name, module } of npyxFunctions.values())
    if (starModules.some((star) => star === 'npyx' || star === `npyx.${module}`)) found.set(name, name);
  for (const [written, { module, name }] of imports)
    if (/^npyx(\.|$)/.test(module) && npyxFunctions.has(name)) found.set(written, name);
  return found;
}

/** Functions of the module of npyx that `npyx.corr`, or a name that it is imported as, stands for. */
function namesOfModule(written: string, syntax: ScriptSyntax): Map<string, string> {
  const [first = '', ...rest] = written.split('.');
  const imported = namesOf(syntax).imports.get(first);
  const whole = imported && [imported.module, imported.name, ...rest].filter(Boolean).join('.');
  if (!whole || !/^npyx(\.|$)/.test(whole)) return new Map();
  const own = [...npyxFunctions.values()].filter(
    ({ module }) => whole === 'npyx' || whole === `npyx.${module}`,
  );
  return new Map(own.map(({ name }) => [name, name]));
}

function isRecording(name: string, offset: number, context: ScriptContext, syntax: ScriptSyntax): boolean {
  const alone = parseScript(`it = ${name}`, 'script');
  const node = alone.tree.topNode.firstChild?.firstChild?.lastChild;
  const value = node && valueIn(node, alone, context, node.from, { syntax, at: offset });
  return value?.kind === 'recording';
}

function itemOf(found: KnownFunction, from: number): Completion {
  const needed = found.params.filter((param, i) => param.default === null && i < (found.objectAt ?? 99));
  const places = needed.map(({ name, role }, i) => {
    const isMany = role === 'units' && (found.style === 'ours' || /^(U|units)$/.test(name));
    const inner = `\${${i + 1}:${name}}`;
    return isMany ? `[\${${i + 1}}]` : name === 'dp' ? `\${${i + 1}:dp}` : inner;
  });
  return {
    kind: 'call',
    label: found.name,
    facts: found.manifest?.title ?? '',
    doc: [labelOf(found).label, found.manifest?.summary ?? ''].filter(Boolean).join('\n\n'),
    insert: `${found.name}(${places.join(', ')})`,
    from,
  };
}
