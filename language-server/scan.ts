/** The languages whose scripts are completed; TypeScript and JavaScript are one to us. */
export type ScriptLanguage = 'python' | 'script';

/** An open bracket on the way to the cursor. */
export interface Frame {
  readonly bracket: '(' | '[' | '{';
  /** Offset of the bracket. */
  readonly at: number;
  /** Offsets of the commas directly inside. */
  readonly commas: number[];
}

export interface Scan {
  /** From the outermost to the innermost bracket that is open at the cursor. */
  readonly frames: readonly Frame[];
  /** The string that the cursor is in; `start` is the offset after its quote. */
  readonly string: { readonly quote: string; readonly start: number } | null;
  readonly inComment: boolean;
}

/** Text that is not code. */
interface Opaque {
  readonly kind: 'comment' | 'string' | 'regex';
  readonly quote: string;
  /** Offset after it. */
  readonly end: number;
  /** It ends with its line and not by a mark of its own, so that a cursor at `end` is still inside. */
  readonly open: boolean;
}

const opener = { ')': '(', ']': '[', '}': '{' } as const;

/** The signs that can change what surrounds the cursor; all others are passed over. */
const telling = /[#'"`/\n()[\]{},]/g;

/** At the start of a line these begin a statement: brackets that are open there were never closed. */
const statement = {
  python: /[ \t]*(?:def|class|import|from|return|while|with|try|raise|pass|async|assert)\b/y,
  script: /[ \t]*(?:const|let|var|function|class|import|export|return|throw|while)\b/y,
};

let last: {
  readonly text: string;
  readonly offset: number;
  readonly language: ScriptLanguage;
  readonly found: Scan;
} | null = null;

/**
 * Returns what surrounds `offset`: the open brackets, and the string or comment it is in. The last answer is kept: the
 * parts of one request ask the same.
 * Half-typed text is welcome: a string without its end stops at the line's, a bracket without its partner is
 * dropped. Never throws.
 */
export function scan(text: string, offset: number, language: ScriptLanguage): Scan {
  if (last?.offset === offset && last.language === language && last.text === text) return last.found;
  const found = surroundings(text, offset, language);
  last = { text, offset, language, found };
  return found;
}

function surroundings(text: string, offset: number, language: ScriptLanguage): Scan {
  const end = Math.min(Math.max(offset, 0), text.length);
  let frames: Frame[] = [];
  let at = 0;
  for (;;) {
    telling.lastIndex = at;
    at = telling.exec(text)?.index ?? end;
    if (at >= end) return { frames, string: null, inComment: false };
    const char = text[at] as string;
    const opaque = opaqueAt(text, at, char, language);
    if (opaque) {
      if (end < opaque.end || (end === opaque.end && opaque.open)) {
        const string =
          opaque.kind === 'string' ? { quote: opaque.quote, start: at + opaque.quote.length } : null;
        return { frames, string, inComment: opaque.kind !== 'string' };
      }
      at = opaque.end;
      continue;
    }
    if (char === '\n') {
      frames = closeAtStatement(text, at + 1, frames, language);
    } else if (char === '(' || char === '[' || char === '{') {
      frames.push({ bracket: char, at, commas: [] });
    } else if (char === ')' || char === ']' || char === '}') {
      const opened = frames.findLastIndex(({ bracket }) => bracket === opener[char]);
      if (opened >= 0) frames.length = opened;
    } else if (char === ',') {
      frames.at(-1)?.commas.push(at);
    }
    at++;
  }
}

/** The comment, string or regular expression that begins at `at`. */
function opaqueAt(text: string, at: number, char: string, language: ScriptLanguage): Opaque | null {
  if (language === 'python') {
    if (char === '#') return { kind: 'comment', quote: char, end: lineEnd(text, at), open: true };
    if (char !== '"' && char !== "'") return null;
    const triple = char.repeat(3);
    return stringAt(text, at, text.startsWith(triple, at) ? triple : char);
  }
  if (char === '"' || char === "'" || char === '`') return stringAt(text, at, char);
  if (char !== '/') return null;
  if (text[at + 1] === '/') return { kind: 'comment', quote: '//', end: lineEnd(text, at), open: true };
  if (text[at + 1] === '*') {
    const close = text.indexOf('*/', at + 2);
    return {
      kind: 'comment',
      quote: '/*',
      end: close < 0 ? text.length : close + 2,
      open: close < 0,
    };
  }
  if (!isValueExpected(text, at)) return null;
  const regex = stringAt(text, at, '/');
  return regex.open ? null : { ...regex, kind: 'regex' };
}

function stringAt(text: string, start: number, quote: string): Opaque {
  const manyLines = quote.length === 3 || quote === '`';
  const found = (end: number, open: boolean): Opaque => ({ kind: 'string', quote, end, open });
  for (let at = start + quote.length; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith(quote, at)) return found(at + quote.length, false);
    else if (text[at] === '\n' && !manyLines) return found(at, true);
  }
  return found(text.length, true);
}

function lineEnd(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline;
}

/** Tells a regular expression from a division: it stands after an operator, where a value is expected. */
function isValueExpected(text: string, at: number): boolean {
  const before = text
    .slice(Math.max(0, at - 40), at)
    .trimEnd()
    .at(-1);
  return before === undefined || '(,=:[!&|?{};+'.includes(before);
}

function closeAtStatement(
  text: string,
  lineStart: number,
  frames: Frame[],
  language: ScriptLanguage,
): Frame[] {
  if (frames.length === 0) return frames;
  const begins = statement[language];
  begins.lastIndex = lineStart;
  if (!begins.test(text)) return frames;
  // A block of TypeScript holds statements; no bracket of Python does.
  const kept = language === 'python' ? 0 : frames.findLastIndex(({ bracket }) => bracket === '{') + 1;
  return frames.slice(0, kept);
}
