import type { ProbeSummary } from '../../core/engine/engine-api.ts';
import { counted, fixed } from './format.ts';
import type { MapPoint } from './probe-geometry.ts';

/** The map in words. */
export function describeMap(
  probe: ProbeSummary | null,
  points: readonly MapPoint[],
  selectedCount: number,
): string {
  const where = probe
    ? `${probe.model}: ${counted(probe.sites.length, 'site')} on ${counted(probe.shankCount, 'shank')}.`
    : 'The geometry of the probe is not known.';
  if (points.length === 0) return `${where} No unit has a known place.`;
  const depths = points.map(({ depthUm }) => depthUm);
  return `${where} ${counted(points.length, 'unit')} from ${fixed(Math.min(...depths))} to ${fixed(Math.max(...depths))} µm; ${selectedCount} selected.`;
}
