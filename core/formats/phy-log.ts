import type { UnitId } from '../model/units.ts';

/** One change of units in phy that was not undone. */
export interface PhyChange {
  readonly kind: 'merge' | 'split';
  /** Units that were gone afterwards; of a split all that were selected, of which some may be left. */
  readonly from: readonly UnitId[];
  readonly to: readonly UnitId[];
}

/** The id numbers in a row of them: `212, 299`, `[212, 299]`. */
const idsIn = (text: string): UnitId[] => text.replace(/np\.\w+\(/g, '').match(/\d+/g) ?? [];

/**
 * The merges and splits that a `phy.log` tells of, in their order, without those that were undone. phy writes it beside
 * `params.py`, session after session, saved or not: a change need not be in the files. Other lines are passed over.
 * phy: https://github.com/cortex-lab/phy/blob/master/phy/cluster/supervisor.py (`_log_action`, `_clusters_selected`)
 */
export function parsePhyLog(text: string): readonly PhyChange[] {
  const changes: PhyChange[] = [];
  const undone: PhyChange[] = [];
  let selected: readonly UnitId[] = [];
  let similar: readonly UnitId[] = [];
  let splits = false;
  for (const line of text.split('\n')) {
    const merge = /\bMerge clusters ([\d, ]+) to (\d+)\./.exec(line);
    const choice = /\b(Clusters|Similar clusters) selected: \[([^\]]*)\]/.exec(line);
    const history = /\b(Undo|Redo) cluster assign\./.exec(line);
    if (merge) {
      changes.push({ kind: 'merge', from: idsIn(merge[1] ?? ''), to: [merge[2] ?? ''] });
      undone.length = 0;
      splits = false;
    } else if (/\bAssigned \d+ spikes\./.test(line)) {
      // The log does not say which units: those that were selected, and then the new ones are.
      splits = true;
      undone.length = 0;
    } else if (history) {
      const [source, target] = history[1] === 'Undo' ? [changes, undone] : [undone, changes];
      const change = source.pop();
      if (change) target.push(change);
      splits = false;
    } else if (choice?.[1] === 'Similar clusters') {
      similar = idsIn(choice[2] ?? '');
    } else if (choice) {
      const ids = idsIn(choice[2] ?? '');
      if (splits) changes.push({ kind: 'split', from: [...selected, ...similar], to: ids });
      splits = false;
      selected = ids;
      similar = [];
    }
  }
  return changes;
}

/**
 * What became of a unit that is not there any more: the last change that took it away, and the units that are there now
 * and came of it, over as many changes as there were. Null where the log does not tell, or nothing of it is left.
 */
export function successorsOf(
  unit: UnitId,
  changes: readonly PhyChange[],
  isThere: (unit: UnitId) => boolean,
): { readonly kind: PhyChange['kind']; readonly units: readonly UnitId[] } | null {
  const follow = (id: UnitId, from: number): UnitId[] => {
    const at = changes.findLastIndex((change, i) => i >= from && change.from.includes(id));
    return (changes[at]?.to ?? []).flatMap((next) => (isThere(next) ? [next] : follow(next, at + 1)));
  };
  const change = changes.findLast(({ from }) => from.includes(unit));
  const units = [...new Set(follow(unit, 0))];
  return change && units.length > 0 ? { kind: change.kind, units } : null;
}
