/** More than this takes longer to bring into the page with its HTML than to fetch beside it. */
const mostInPage = 256 * 1024;

export interface ModuleText {
  readonly file: string;
  readonly text: string;
}

/**
 * A bundle and the parts that it imports before it runs, each once; none where they are too long to stand in a page, or
 * one is not there: what is wrong then is told by who fetches it.
 */
export function modulesOf(script: string, textOf: (file: string) => string | null): readonly ModuleText[] {
  const found = new Map<string, string>();
  const waiting = [script];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    const text = textOf(file);
    if (text === null) return [];
    found.set(file, text);
    for (const [, part] of text.matchAll(/(?:from|import)\s*"\.\/(part-\w+\.js)"/g))
      waiting.push(part as string);
  }
  const modules = [...found].map(([file, text]) => ({ file, text }));
  return modules.reduce((sum, { text }) => sum + text.length, 0) > mostInPage ? [] : modules;
}
