import { decode } from '../core/rpc/codec.ts';
import type { FirstAnswers } from './protocol.ts';

/** What came with the page, so that it need not ask before it paints; null where nothing was known in time. */
export function firstAnswers(page: Pick<Document, 'getElementById'> = document): FirstAnswers | null {
  const text = page.getElementById('first-answers')?.dataset['bytes'];
  if (!text) return null;
  return decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))) as FirstAnswers;
}
