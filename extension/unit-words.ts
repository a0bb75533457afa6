/**
 * Unit ids as they are written into a script: bare in Python, quoted in JavaScript; in brackets of their own where they are
 * several and `before`, the text up to the cursor, is not in a list or a string already.
 */
export function unitWords(units: readonly string[], languageId: string, before: string): string {
  const inside = innermost(before);
  if (/['"`]/.test(inside)) return units.join(`${inside}, ${inside}`);
  // An id of a merged dataset, 234.1, is a number in Python too: the functions of npyx take it as such.
  const words = units.map((unit) => (languageId === 'python' ? unit : `'${unit}'`)).join(', ');
  return inside === '[' || units.length === 1 ? words : `[${words}]`;
}

/** The bracket or quote that is open at the end of a text; '' for none. Comments are taken for code. */
function innermost(text: string): string {
  const open: string[] = [];
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (quote !== '') {
      if (sign === '\\') at++;
      // A string of one line ends with it, whether it was closed or not: an apostrophe in a comment.
      else if (sign === quote || (sign === '\n' && quote !== '`')) quote = '';
    } else if (/['"`]/.test(sign)) quote = sign;
    else if (/[[({]/.test(sign)) open.push(sign);
    else if (/[\])}]/.test(sign)) open.pop();
  }
  return quote !== '' ? quote : (open.at(-1) ?? '');
}
