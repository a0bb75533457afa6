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
 * Whole calls that can be written at `offset`: methods after `recording.`, and functions of npyx where the script has
 * them all by `import *`. With the arguments that must be given, as places to fill in.
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
  const word = /(?<![\w.])[A-Za-z_]\w*$/.exec(line)?.[0] ?? '';
  const hasAll = namesOf(syntax).starModules.some((module) => /^npyx(\.|$)/.test(module));
  if (!hasAll || word.length < fewestLetters || /^\s*(from|import|def|class|for)\b/.test(line)) return [];
  if (!isCode()) return [];
  return [...npyxFunctions.keys()]
    .filter((name) => name.toLowerCase().includes(word.toLowerCase()))
    .map((name) => knownFunction(name, 'function', 'python', context.manifests))
    .filter((found) => found !== null)
    .map((found) => itemOf(found, offset - word.length));
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
