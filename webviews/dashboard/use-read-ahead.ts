import { useEffect } from 'preact/hooks';
import type { UnitId } from '../../core/model/units.ts';
import type { HostApi } from '../protocol.ts';
import { matrixLimit } from './figure-plan.ts';
import { matrixPainted } from './matrix-first.ts';

/** Who holds an arrow key down is not there yet. */
const restMs = 100;

/** Lets the engine read the units to which a selection may grow next, once what is selected has been drawn. */
export function useReadAhead(host: HostApi, order: readonly UnitId[], last: UnitId | undefined): void {
  useEffect(() => {
    const units = last === undefined ? [] : unitsAround(order, last, matrixLimit - 1);
    if (units.length === 0) return undefined;
    let isCurrent = true;
    const read = async () => {
      await matrixPainted();
      if (isCurrent) await host.readAhead({ units }).catch(() => {});
    };
    const timer = setTimeout(() => void read(), restMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [host, order, last]);
}

/** Up to `most` units before and after one, the nearest first; none where it is not in this order. */
export function unitsAround(order: readonly UnitId[], unit: UnitId, most: number): readonly UnitId[] {
  const place = order.indexOf(unit);
  if (place < 0) return [];
  const around: UnitId[] = [];
  for (let far = 1; far <= most; far++)
    for (const other of [order[place + far], order[place - far]]) if (other !== undefined) around.push(other);
  return around;
}
