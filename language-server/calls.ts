import { type Frame, type ScriptLanguage, scan } from './scan.ts';

/** The call of a function that the cursor is in, and where in it. */
export interface CallAt {
  /** The last name before the bracket: `ccg` in `npyx.corr.ccg(`. */
  readonly name: string;
  /** What stands before the last point of the dotted name: `npyx.corr`; '' for a bare name. */
  readonly receiver: string;
  /** Offset of the first character of the dotted name. */
  readonly nameStart: number;
  /** Offset of the bracket after the name. */
  readonly openAt: number;
  /** The first argument as written, '' when there is none yet. */
  readonly firstArgument: string;
  /** Position of the argument that the cursor is in, from 0. */
  readonly index: number;
  /** The keyword (Python) or property (TypeScript) whose value is being typed; null where there is none. */
  readonly keyword: string | null;
  /** True where a keyword or the name of a property may begin. */
  readonly atName: boolean;
  /** The cursor is in a list `[…]` inside the argument. */
  readonly inList: boolean;
  /** Elements of that list before the cursor, as written. */
  readonly listed: readonly string[];
  /** Keywords and properties that the call already gives a value, but for the one at the cursor. */
  readonly given: readonly string[];
  /** The quote of the string that the cursor is in, '' outside strings. */
  readonly quote: string;
  /** Offset of the first character of the word before the cursor; that word is to be replaced. */
  readonly wordStart: number;
}

/**
 * Returns the innermost call around `offset`, or null outside calls, in comments, in the name before a bracket and in
 * the body of a function written inside a call. Looks only at the text before the cursor. Never throws.
 */
export function callAt(text: string, offset: number, language: ScriptLanguage): CallAt | null {
  const { frames, string, inComment } = scan(text, offset, language);
  if (inComment) return null;
  const inner = enclosingCall(text, frames, language);
  if (!inner) return null;
  const { call, name, nameStart, object, list } = inner;

  const holder = object ?? call;
  const element = text.slice((holder.commas.at(-1) ?? holder.at) + 1, offset);
  const assigned = (object ? /^\s*['"]?([\w$]+)['"]?\s*:/ : /^\s*(\w+)\s*=(?!=)/).exec(element);
  const isNamed = assigned !== null && (object !== null || language === 'python');
  const from = string ? string.start : (frames.at(-1)?.at ?? call.at) + 1;
  const word = /[\w.$]*$/.exec(text.slice(from, offset))?.[0] ?? '';
  const isAlone = element.trim() === word && string === null && list === null;

  return {
    name,
    receiver: text
      .slice(nameStart, call.at)
      .trimEnd()
      .slice(0, -name.length)
      .replace(/\s*\.\s*$/, ''),
    nameStart,
    openAt: call.at,
    firstArgument: text.slice(call.at + 1, call.commas[0] ?? offset).trim(),
    index: call.commas.length,
    keyword: isNamed ? (assigned[1] ?? null) : null,
    atName: !isNamed && isAlone && (language === 'python' ? object === null : object !== null),
    inList: list !== null,
    listed: list ? elements(text, list, offset).slice(0, -1) : [],
    given: names(text, holder, object !== null),
    quote: string?.quote ?? '',
    wordStart: offset - word.length,
  };
}

interface Enclosing {
  readonly call: Frame;
  readonly name: string;
  readonly nameStart: number;
  /** The object literal inside the call that the cursor is in. */
  readonly object: Frame | null;
  readonly list: Frame | null;
}

/** Walks outward over lists, tuples and one object literal to the bracket that follows a name. */
function enclosingCall(text: string, frames: readonly Frame[], language: ScriptLanguage): Enclosing | null {
  let object: Frame | null = null;
  let list: Frame | null = null;
  for (const frame of frames.toReversed()) {
    const before = text.slice(Math.max(0, frame.at - 200), frame.at);
    if (frame.bracket === '[') {
      list ??= frame;
    } else if (frame.bracket === '{') {
      const isLiteral = /[(,=:[?]\s*$/.test(before) && !/=>\s*$/.test(before);
      if (object || !isLiteral) return null;
      // A dictionary of Python is a list of values with names.
      if (language === 'python') list ??= frame;
      else object = frame;
    } else {
      const dotted = /(?:[A-Za-z_$][\w$]*\s*\.\s*)*([A-Za-z_$][\w$]*)\s*$/.exec(before);
      const name = dotted?.[1];
      if (!dotted || !name) {
        list ??= frame;
        continue;
      }
      if (/(?:\bdef|\bfunction|\bclass)\s+$/.test(before.slice(0, dotted.index))) return null;
      return { call: frame, name, nameStart: frame.at - dotted[0].length, object, list };
    }
  }
  return null;
}

function elements(text: string, frame: Frame, offset: number): string[] {
  const bounds = [frame.at, ...frame.commas, offset];
  return bounds.slice(1).map((end, i) => text.slice((bounds[i] as number) + 1, end).trim());
}

function names(text: string, holder: Frame, isObject: boolean): string[] {
  const pattern = isObject ? /^['"]?([\w$]+)['"]?\s*(?::|$)/ : /^(\w+)\s*=(?!=)/;
  const complete = elements(text, holder, holder.commas.at(-1) ?? holder.at + 1);
  return complete.flatMap((element) => pattern.exec(element)?.[1] ?? []);
}
