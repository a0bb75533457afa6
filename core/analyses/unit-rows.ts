import { ParameterError, UnknownUnit } from '../model/errors.ts';
import type { UnitId, UnitTable } from '../model/units.ts';

/** Labels that may be asked for although no unit of this sorting has them. */
const usualGroups = ['good', 'mua', 'noise', 'unsorted'];

/** Throws ParameterError for a label that is neither usual nor in the table. */
function checkGroup(table: UnitTable, group: string): void {
  if (group === 'all' || usualGroups.includes(group) || table.group.includes(group)) return;
  const known = [...new Set([...table.group, ...usualGroups])].join(', ');
  throw new ParameterError(`label: got ${JSON.stringify(group)}, expected one of all, ${known}`);
}

/** Rows of the units with the label `group` (or `all`), of those in `named` only when any is named. */
export function unitRows(table: UnitTable, named: readonly UnitId[], group: string, where: string): number[] {
  checkGroup(table, group);
  const unknown = named.find((unit) => !table.ids.includes(unit));
  if (unknown !== undefined) throw new UnknownUnit(unknown, where, table.ids);
  return table.ids.flatMap((id, row) =>
    (group === 'all' || table.group[row] === group) && (named.length === 0 || named.includes(id))
      ? [row]
      : [],
  );
}
