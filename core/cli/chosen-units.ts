import type { Target } from '../analyses/analysis.ts';
import { unitRows } from '../analyses/unit-rows.ts';
import { ParameterError } from '../model/errors.ts';
import type { UnitId, UnitTable } from '../model/units.ts';

/**
 * The units that `--units` means: ids separated by commas, a label, or `all`. Ids need no table: whether they exist is
 * found out when they are read. Throws ParameterError for a label nobody uses, or one that no unit has.
 */
export async function chosenUnits(
  given: string | undefined,
  target: Target,
  table: () => Promise<UnitTable>,
): Promise<readonly UnitId[]> {
  if (given === undefined) return [];
  if (given.trim() === '')
    throw new ParameterError('--units: empty, expected ids such as 12,45, a label or all');
  const words = given.split(',').map((word) => word.trim());
  if (words.every((word) => /^\d+(\.\d+)?$/.test(word))) return words;
  if (words.length > 1)
    throw new ParameterError(`--units: got '${given}', expected ids such as 12,45, a label or all`);
  const label = words[0] as string;
  const units = await table();
  const ids = unitRows(units, [], label, '--units').map((row) => units.ids[row] as UnitId);
  if (ids.length === 0 && target !== 'recording')
    throw new ParameterError(`--units: no unit is labelled ${label}`);
  return ids;
}
