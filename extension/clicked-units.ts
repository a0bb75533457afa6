import type { UnitId } from '../core/model/units.ts';

/** What a unit's node in the tree is; the tree hands it to commands as it is. */
export interface UnitNode {
  readonly kind: 'unit';
  readonly unit: UnitId;
  readonly dataset: string;
}

const isUnitNode = (value: unknown): value is UnitNode =>
  typeof value === 'object' && value !== null && (value as UnitNode).kind === 'unit';

export interface ClickedUnits {
  readonly dataset?: string;
  readonly units?: readonly UnitId[];
  /** The stream that the page showed. */
  readonly stream?: string;
  /** What the figure's form starts with: of another extension or a keybinding. */
  readonly params?: Readonly<Record<string, unknown>>;
}

/**
 * The units a command was called with: from a page's context menu (`{dataset, units}`), from the tree (the clicked node,
 * then all selected ones), from a keybinding or another extension (`{units, params}`). Empty when it was called with nothing.
 */
export function clickedUnits(args: readonly unknown[]): ClickedUnits {
  const [first, second] = args;
  if (isUnitNode(first)) {
    const nodes = Array.isArray(second) ? second.filter(isUnitNode) : [];
    const chosen = nodes.some(({ unit }) => unit === first.unit) ? nodes : [first];
    return { dataset: first.dataset, units: chosen.map(({ unit }) => unit) };
  }
  if (typeof first !== 'object' || first === null) return {};
  const { dataset, units, stream, params } = first as Readonly<Record<string, unknown>>;
  return {
    ...(typeof dataset === 'string' ? { dataset } : {}),
    ...(Array.isArray(units) && units.length > 0 ? { units: units.map(String) } : {}),
    ...(typeof stream === 'string' ? { stream } : {}),
    ...(typeof params === 'object' && params !== null ? { params: { ...params } } : {}),
  };
}

/** The colour slot of each unit as the dashboard has it; units that are not selected there take the slots after the last. */
export function slotsOf(
  units: readonly UnitId[],
  dashboard: { readonly selection: readonly UnitId[]; readonly slots: readonly number[] } | undefined,
): number[] {
  let next = Math.max(-1, ...(dashboard?.slots ?? [])) + 1;
  return units.map((unit) => dashboard?.slots[dashboard.selection.indexOf(unit)] ?? next++);
}
