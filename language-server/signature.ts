import { defaultText, knownAt, paramAt, paramDoc } from './call-params.ts';
import { callAt } from './calls.ts';
import type { KnownFunction } from './known-function.ts';
import type { ScriptContext } from './script-context.ts';

/** A call as it is shown while it is typed. */
export interface Signature {
  readonly label: string;
  readonly markdown: string;
  /** Where each parameter stands in the label. */
  readonly params: readonly { readonly range: readonly [number, number]; readonly markdown: string }[];
  /** Index of the one that is being typed; null where it is none of these. */
  readonly active: number | null;
}

/** The signature of the call that the cursor is in; null outside known calls. Never throws. */
export function signatureAt(text: string, offset: number, context: ScriptContext): Signature | null {
  const call = callAt(text, offset, context.language);
  const known = call && knownAt(call, context);
  if (!call || !known) return null;
  const { found } = known;
  const { label, ranges } = labelOf(found);
  const param = paramAt({ ...call, atName: false }, found, context.language);
  const active = param ? found.params.indexOf(param) : null;
  return {
    label,
    markdown: functionMarkdown(found, context.docsOf),
    params: found.params.map((each, i) => ({
      range: ranges[i] as readonly [number, number],
      markdown: [paramDoc(each), each.unit && `In ${each.unit}.`].filter(Boolean).join(' '),
    })),
    active,
  };
}

/** `ccg(dp, U, bin_size, win_size, normalize='Hertz', …)`, and where each parameter stands in it. */
export function labelOf({ name, params, isOpen, objectAt, style }: KnownFunction) {
  let label = `${name}(`;
  const ranges: (readonly [number, number])[] = [];
  for (const [i, param] of params.entries()) {
    if (i > 0) label += ', ';
    if (i === objectAt) label += '{ ';
    const shown =
      style === 'npyx' && param.default !== null
        ? `${param.name}=${param.default}`
        : `${param.name}${i >= (objectAt ?? Number.POSITIVE_INFINITY) ? '?' : ''}`;
    ranges.push([label.length, label.length + shown.length]);
    label += shown;
  }
  if (objectAt !== null && params.length > objectAt) label += ' }';
  return { label: `${label}${isOpen && style === 'npyx' ? ', …' : ''})`, ranges };
}

/** What a function does, where it comes from, how its numbers are made. */
export function functionMarkdown(
  { manifest, module, style }: KnownFunction,
  docsOf?: (id: string) => string,
): string {
  const parts = [
    manifest?.summary ?? '',
    style === 'npyx' && module ? `\`${module}\`` : '',
    manifest?.method ?? '',
    manifest?.references && manifest.references.length > 0 ? manifest.references.join('; ') : '',
    manifest && docsOf ? `[${manifest.title} in docs/analyses.md](${docsOf(manifest.id)})` : '',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** A parameter: name, unit, default, what it means. */
export const paramMarkdown = (param: KnownFunction['params'][number]): string => {
  const usual = defaultText(param);
  const head = `**${param.name}**${param.unit && ` in ${param.unit}`}${usual && ` · ${usual} unless told`}`;
  return [head, paramDoc(param)].filter((part) => part !== '').join('\n\n');
};
