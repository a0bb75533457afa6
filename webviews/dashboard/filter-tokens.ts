/** A piece of filter text and where it began, so that a message can point at it. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'operator' | 'range' | 'symbol';
  readonly text: string;
  readonly at: number;
}

/** A filter that cannot be read; the message is one sentence for the user. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
}

const operators = ['!=', '<>', '<=', '>=', '==', '!~', '<', '>', '=', '~'];
const symbols: Readonly<Record<string, string>> = {
  '||': '|',
  '&&': '&',
  '|': '|',
  '&': '&',
  '!': '!',
  '(': '(',
  ')': ')',
  ',': ',',
};
const words: Readonly<Record<string, string>> = { and: '&', or: '|', not: '!' };

/** The tokens of a filter. Throws FilterError for a quote that never closes. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  const push = (kind: Token['kind'], value: string, length: number) => {
    found.push({ kind, text: value, at });
    at += length;
  };
  while (at < text.length) {
    const rest = text.slice(at);
    const two = rest.slice(0, 2);
    const one = rest.slice(0, 1);
    if (/\s/.test(one)) {
      at++;
    } else if (one === '"' || one === "'") {
      const end = text.indexOf(one, at + 1);
      if (end < 0) throw new FilterError(`The quote ${one} at character ${at + 1} is never closed.`);
      push('quoted', text.slice(at + 1, end), end - at + 1);
    } else if (two === '..' || one === '…') {
      push('range', '..', one === '…' ? 1 : 2);
    } else if (operators.includes(two) || operators.includes(one)) {
      const operator = operators.includes(two) ? two : one;
      push('operator', operator === '==' ? '=' : operator === '<>' ? '!=' : operator, operator.length);
    } else if (symbols[two] ?? symbols[one]) {
      push('symbol', (symbols[two] ?? symbols[one])!, symbols[two] ? 2 : 1);
    } else {
      const word = wordAt(rest);
      push(words[word.toLowerCase()] ? 'symbol' : 'word', words[word.toLowerCase()] ?? word, word.length);
    }
  }
  return found;
}

/** Up to a space, an operator, a symbol or `..`; never empty. */
const wordAt = (rest: string): string =>
  /^(?:(?!\.\.|…)[^\s"'<>=~!|&(),])+/.exec(rest)?.[0] ?? rest.slice(0, 1);
