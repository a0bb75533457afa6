import { numberText } from '../../core/analyses/number-text.ts';
import type { Stack } from '../../core/analyses/stack-params.ts';
import type { UnitId, UnitTable } from '../../core/model/units.ts';
import { peakText } from '../matrix/pair-facts.ts';
import { fixed } from './format.ts';

/** `peak at 2.2 ms, 14.2 SD beyond chance · asymmetry 8.1 SD · 1 240 µm → 860 µm · 9 204 and 1 870 spikes`; of a unit with itself its place alone. */
export function overviewFacts(stack: Stack, table: UnitTable, source: UnitId, target: UnitId): string {
  const pair = stack.sources.indexOf(source) * stack.targets.length + stack.targets.indexOf(target);
  const z = stack.peakZ[pair] ?? Number.NaN;
  const places = source === target ? [source] : [source, target];
  const rows = places.map((unit) => table.ids.indexOf(unit));
  return [
    ...(Number.isNaN(z)
      ? []
      : [peakText(z, stack.peakLagMs[pair]!), `asymmetry ${numberText(stack.asymmetry[pair]!)} SD`]),
    rows.map((row) => placeText(table, row)).join(' → '),
    `${rows.map((row) => fixed(table.spikeCount[row] ?? 0)).join(' and ')} spikes`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function placeText(table: UnitTable, row: number): string {
  if (row < 0 || table.peakChannel[row] === -1) return 'unknown depth';
  const several = table.shank.some((shank) => shank > 0);
  return `${several ? `shank ${table.shank[row]}, ` : ''}${fixed(Math.round(table.depthUm[row]!))} µm`;
}
