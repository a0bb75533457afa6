import path from 'node:path';
import type { PartStatus } from '../model/dataset.ts';
import { AccessError, isInputError, messageOf } from '../model/errors.ts';
import { isAbsent, missingPart } from './read-file.ts';

/** Tells of a part whether it is there and good, without throwing for a bad file. */
export function statusMaker(root: string, folder: string) {
  return async <T>(
    part: string,
    name: string,
    costs: string,
    check: () => Promise<T>,
  ): Promise<{ part: PartStatus; result: T | undefined }> => {
    const file = path.relative(root, path.join(folder, name));
    try {
      const result = await check();
      return { part: { part, state: 'present', file }, result };
    } catch (error) {
      if (!isInputError(error)) throw error;
      const state = isAbsent(error) ? 'missing' : 'broken';
      const message = messageOf(state === 'missing' ? absent(path.join(folder, name), error) : error);
      return { part: { part, state, file, message, costs }, result: undefined };
    }
  };
}

/** For a file of a sorting that is not where the others are; the system's own words stay its cause. */
export function absent(file: string, error: unknown): AccessError {
  // The whole folder is gone: then that is what the error says.
  if (missingPart(file) !== file && error instanceof AccessError) return error;
  return new AccessError(
    `${file}: found no such file, expected it beside the others of the sorting. Copy it there, or export the sorting again.`,
    { cause: (error as { cause?: unknown }).cause },
  );
}
