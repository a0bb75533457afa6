import { ParameterError } from '../../model/errors.ts';
import type { AnyJob } from '../job.ts';
import { preprocess } from './preprocess.ts';

/** All jobs, in the order in which help and docs show them. */
export const jobs: readonly AnyJob[] = [preprocess];

/** Throws ParameterError with the ids there are. */
export function jobOf(id: string): AnyJob {
  const found = jobs.find((job) => job.id === id);
  if (found) return found;
  throw new ParameterError(
    `job: got ${JSON.stringify(id)}, expected one of ${jobs.map((job) => job.id).join(', ')}`,
  );
}
