/**
 * The errors of bad input. Each carries one sentence that a user can act on: which file, what was found, what was
 * expected, what to do. Anything else that is thrown is a fault of ours.
 *
 * Across a thread or a webview they arrive as `{ name, message }`: recognise them with `isInputError`, never with
 * `instanceof`.
 *
 *     try { await openDataset(folder) } catch (error) {
 *       if (isInputError(error)) show(error.message); else throw error;
 *     }
 */
const inputErrors = new Set(['FormatError', 'MissingPart', 'ParameterError', 'UnknownUnit', 'AccessError']);

/** A file is not what its name says: cut, empty, of another type, in contradiction with its partner. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  readonly file: string;
  constructor(facts: { file: string; found: string; expected: string; todo?: string; cause?: unknown }) {
    const { file, found, expected, todo, cause } = facts;
    super(printable(`${file}: found ${found}, expected ${expected}.${todo ? ` ${todo}` : ''}`), { cause });
    this.file = file;
  }
}

/** What is quoted from a damaged file must not steer a terminal, nor break the one line of a sentence. */
const printable = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029\ufffd]+/gu, '�');

/** The dataset lacks a part that was asked for: the raw file, the sorting, the templates. */
export class MissingPart extends Error {
  override readonly name = 'MissingPart';
  readonly part: string;
  constructor(part: string, where: string, todo: string) {
    super(`${where}: no ${part}. ${todo}`);
    this.part = part;
  }
}

/** A parameter has no such name, or a value outside its range. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

/** A unit was named that the sorting does not hold. */
export class UnknownUnit extends Error {
  override readonly name = 'UnknownUnit';
  constructor(unit: string, where: string, known: readonly string[]) {
    const some = known.slice(0, 6).join(', ');
    super(
      `${where}: no unit ${unit}; it holds ${known.length} units (${some}${known.length > 6 ? ', …' : ''}).`,
    );
  }
}

/** A file or folder is there but may not be read or written. */
export class AccessError extends Error {
  override readonly name = 'AccessError';
}

/** Not an error of anybody: the caller asked to stop. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
  constructor() {
    super('cancelled');
  }
}

/** True for the errors whose message is meant for the user as it stands, also after a trip over a wire. */
export const isInputError = (error: unknown): error is Error =>
  error instanceof Error && inputErrors.has(error.name);

export const isCancelled = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'Cancelled' || error.name === 'AbortError');

/** The sentence to show for anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
