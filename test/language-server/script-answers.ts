import { catalogue } from '../../core/analyses/catalogue.ts';
import { complete } from '../../language-server/complete.ts';
import { diagnose } from '../../language-server/diagnose.ts';
import type { ScriptContext } from '../../language-server/script-context.ts';
import { scriptHover } from '../../language-server/script-hover.ts';
import { scriptLenses } from '../../language-server/script-lenses.ts';
import { scriptHints } from '../../language-server/script-marks.ts';
import { parseScript } from '../../language-server/script-syntax.ts';
import { signatureAt } from '../../language-server/signature.ts';
import type { Lab } from './lab.ts';

/** Where the cursor is. */
export const mark = '▮';

/**
 * What one feature answers at the mark in a script, in words that can stand in a file. `file` tells the language; its folder's
 * name what is assumed.
 */
export async function answer(
  { contextOf, folder }: Lab,
  feature: string,
  marked: string,
  file: string,
): Promise<unknown> {
  const found = await answerOf(contextOf(file), feature, marked, file);
  // Paths of this machine, and pictures by what is written in them.
  return JSON.parse(
    JSON.stringify(found)
      .replaceAll(folder, '<lab>')
      .replace(/data:image\/svg\+xml;base64,([\w+/=]+)/g, inWords),
  );
}

async function answerOf(
  context: ScriptContext,
  feature: string,
  marked: string,
  file: string,
): Promise<unknown> {
  const offset = Math.max(0, marked.indexOf(mark));
  const text = marked.replace(mark, '');
  const syntax = parseScript(text, context.language);
  const at = (from: number, to: number) => text.slice(from, to);
  switch (feature) {
    case 'complete': {
      const items = await complete(text, offset, context);
      const shown = items
        .slice(0, 6)
        .map(({ kind, label, facts: said }) => `${kind} ${label}   ${said}`.trim());
      const [first] = items;
      const applied =
        first &&
        (text.slice(0, first.from) + first.insert + text.slice(offset))
          .split('\n')
          .find((line) => line.includes(first.insert) && !line.startsWith('import'));
      // Analyses, parameters and colour maps are added all the time.
      return {
        ...(/^(call|parameter|color)$/.test(first?.kind ?? '') ? {} : { count: items.length }),
        shown,
        applied: applied ?? null,
      };
    }
    case 'hover': {
      const found = await scriptHover(text, offset, context);
      return (
        found && { over: at(found.from, found.to), markdown: withoutMethods(found.markdown).split('\n') }
      );
    }
    case 'signature': {
      const found = signatureAt(text, offset, context);
      const active = found?.active === null || !found ? null : found.params[found.active];
      return (
        found && {
          // Parameters come and go.
          label: found.label.replace(/(\{ (?:\w+\?, ){3}).* \}/, '$1… }'),
          active: active ? { name: found.label.slice(...active.range), says: active.markdown } : null,
        }
      );
    }
    case 'problems':
      return (await diagnose(text, context)).map(({ severity, code, message, from, to, fixes }) => ({
        severity,
        code,
        over: at(from, to),
        message,
        fixed: fixes.map((fix) =>
          (text.slice(0, fix.from) + fix.text + text.slice(fix.to))
            .split('\n')
            .filter((line) => !text.split('\n').includes(line))
            .join('\n'),
        ),
      }));
    case 'hints':
      return (await scriptHints(syntax, context, { from: 0, to: text.length }, file.includes('units'))).map(
        (hint) => ({ after: text.slice(Math.max(0, hint.at - 8), hint.at), text: hint.text }),
      );
    default:
      return (await scriptLenses(syntax, context)).map(({ from, to, ...lens }) => ({
        over: at(from, to),
        ...lens,
      }));
  }
}

/** How numbers are made is told better from time to time: that it is told is what counts. */
const withoutMethods = (markdown: string): string =>
  catalogue.reduce(
    (text, { method, references = [] }) =>
      text.replace(method || '\0', '<method>').replace(references.join('; ') || '\0', '<references>'),
    markdown,
  );

/** A picture as the words in it: `<svg: 16, 17, 1 ms, 50 µV, …>`. */
function inWords(_: string, base64: string): string {
  const svg = Buffer.from(base64, 'base64').toString('utf8');
  return `<svg: ${Array.from(svg.matchAll(/<text[^>]*>([^<]*)</g), ([, words]) => words).join(', ')}>`;
}
