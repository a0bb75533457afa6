/** What a script's process tells of the error that ended it. */
export interface ScriptError {
  readonly neuropyxels: 'error';
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** Where in a script an error came from; lines and characters count from 0. */
export interface ErrorPlace {
  readonly line: number;
  readonly character: number;
}

/**
 * The place in a script that a stack names first: `file:///lab/a.mjs:3:7`, of a syntax error `file:///lab/a.mjs:3`, of the
 * TypeScript reader `(3:7)`. Null where the script is not in it.
 */
export function placeIn(stack: string, scriptUrl: string, message = ''): ErrorPlace | null {
  const at = stack.indexOf(`${scriptUrl}:`);
  const written = at < 0 ? '' : stack.slice(at + scriptUrl.length);
  const [, line, character] = /^:(\d+)(?::(\d+))?/.exec(written) ?? /\((\d+):(\d+)\)\s*$/.exec(message) ?? [];
  if (line === undefined) return null;
  return { line: Math.max(0, Number(line) - 1), character: Math.max(0, Number(character ?? 1) - 1) };
}
