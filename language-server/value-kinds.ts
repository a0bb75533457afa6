/** What an expression of a script comes to, as far as it can be told without running it. */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number; readonly written: string }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'dict'; readonly entries: ReadonlyMap<string, Value> }
  /** What `open(…)` of the library returns. */
  | { readonly kind: 'recording'; readonly of: Value }
  | { readonly kind: 'unknown' };

/** What cannot be told. */
export const unknown: Value = { kind: 'unknown' };
export const text = (written: string): Value => ({ kind: 'text', text: written });

/** A text as it is written, with its quotes and prefix. */
export function literal(written: string): Value {
  const match = /^([a-zA-Z]*)('''|"""|'|"|`)([\s\S]*?)(?:\2)?$/.exec(written);
  if (!match) return unknown;
  const [, prefix = '', , body = ''] = match;
  if (/b/i.test(prefix)) return unknown;
  return text(/r/i.test(prefix) ? body : body.replace(/\\(['"`\\])/g, '$1'));
}

export function numberOf(written: string): Value {
  const value = Number(written.replaceAll('_', '').replace(/^-\s+/, '-'));
  return Number.isFinite(value) ? { kind: 'number', value, written } : unknown;
}

/** Texts and numbers one after the other; unknown where one of them is. */
export function joined(parts: readonly Value[], by: string): Value {
  const words = parts.map((part) =>
    part.kind === 'text' ? part.text : part.kind === 'number' ? part.written : null,
  );
  return words.some((word) => word === null) ? unknown : text(words.join(by));
}

/** Joins parts of a path; one that begins at the root stands for itself, as in Python. */
export function path(parts: readonly Value[]): Value {
  const last = parts.findLastIndex(
    (part) => part.kind === 'text' && /^(?:[\\/]|[A-Za-z]:[\\/])/.test(part.text),
  );
  const from = parts.slice(Math.max(0, last)).filter((part) => !(part.kind === 'text' && part.text === ''));
  const whole = joined(from, '/');
  return whole.kind === 'text' ? text(whole.text.replace(/([^:/])\/{2,}/g, '$1/')) : whole;
}

/** What a dictionary holds under a name. */
export const fieldOf = (of: Value, name: string): Value =>
  (of.kind === 'dict' ? of.entries.get(name) : undefined) ?? unknown;

/** The folder that a path lies in. */
export function parentOf(value: Value): Value {
  if (value.kind !== 'text') return unknown;
  const cut = value.text.replace(/[\\/]+$/, '').replace(/[\\/]?[^\\/]*$/, '');
  return text(cut === '' ? (/^[\\/]/.test(value.text) ? '/' : '.') : cut);
}
