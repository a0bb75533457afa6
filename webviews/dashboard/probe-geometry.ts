import type { ProbeSummary } from '../../core/engine/engine-api.ts';
import type { ProbeSite } from '../../core/model/probe.ts';
import type { UnitId, UnitTable } from '../../core/model/units.ts';

/** What part of the probe's length is in view. Zoom 1 shows all of it; the width never zooms: shanks are thin. */
export interface MapView {
  readonly centerUm: number;
  readonly zoom: number;
}

export interface Extent {
  readonly lowUm: number;
  readonly highUm: number;
}

/** Pixels of every place on the map; shanks stand side by side, not at their true distance. */
export interface MapScale {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly topPx: number;
  readonly bottomPx: number;
  readonly axisPx: number;
  readonly pxPerUm: number;
  /** By shank number. */
  readonly strips: ReadonlyMap<number, { readonly leftPx: number; readonly widthPx: number }>;
  x(shank: number, xUm: number): number;
  y(depthUm: number): number;
  depthUm(yPx: number): number;
}

export interface MapPoint {
  readonly unit: UnitId;
  readonly row: number;
  readonly shank: number;
  readonly depthUm: number;
  readonly x: number;
  readonly y: number;
  readonly radiusPx: number;
}

const margin = { top: 14, bottom: 24, axis: 48, right: 10 };
export const maxZoom = 60;

/** The length that sites and units cover, with some room; 0 to 1000 µm when nothing is known. */
export function extentOf(probe: ProbeSummary | null, table: UnitTable | null): Extent {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const add = (um: number) => {
    if (Number.isFinite(um)) {
      low = Math.min(low, um);
      high = Math.max(high, um);
    }
  };
  for (const { yUm } of probe?.sites ?? []) add(yUm);
  table?.depthUm.forEach(add);
  if (low > high) return { lowUm: 0, highUm: 1000 };
  const room = Math.max(20, (high - low) * 0.02);
  return { lowUm: low - room, highUm: high + room };
}

/** The view with zoom and centre inside what there is. */
export function clampView({ centerUm, zoom }: MapView, { lowUm, highUm }: Extent): MapView {
  const kept = Math.min(maxZoom, Math.max(1, zoom));
  const half = (highUm - lowUm) / kept / 2;
  return { zoom: kept, centerUm: Math.min(highUm - half, Math.max(lowUm + half, centerUm)) };
}

export const wholeView = ({ lowUm, highUm }: Extent): MapView => ({
  centerUm: (lowUm + highUm) / 2,
  zoom: 1,
});

/** Zooms by `factor` so that the place at `atUm` stays where it is. */
export const zoomAt = (view: MapView, factor: number, atUm: number, extent: Extent): MapView => {
  const zoom = Math.min(maxZoom, Math.max(1, view.zoom * factor));
  return clampView({ zoom, centerUm: atUm + (view.centerUm - atUm) * (view.zoom / zoom) }, extent);
};

export function mapScale(
  probe: ProbeSummary | null,
  table: UnitTable | null,
  size: { readonly widthPx: number; readonly heightPx: number },
  view: MapView,
  extent: Extent,
): MapScale {
  const { widthPx, heightPx } = size;
  const topPx = margin.top;
  const bottomPx = Math.max(topPx + 1, heightPx - margin.bottom);
  const pxPerUm = ((bottomPx - topPx) / (extent.highUm - extent.lowUm)) * view.zoom;
  const middlePx = (topPx + bottomPx) / 2;
  const shanks = shanksOf(probe, table);
  const plotPx = Math.max(8, widthPx - margin.axis - margin.right);
  const pitchPx = Math.min(64, plotPx / shanks.length);
  const stripPx = Math.max(4, Math.min(44, pitchPx * 0.66));
  const startPx = margin.axis + (plotPx - pitchPx * shanks.length) / 2 + (pitchPx - stripPx) / 2;
  const strips = new Map(
    shanks.map((shank, i) => [shank, { leftPx: startPx + i * pitchPx, widthPx: stripPx }] as const),
  );
  const [lowX, highX] = widthOf(probe);
  return {
    widthPx,
    heightPx,
    topPx,
    bottomPx,
    axisPx: margin.axis,
    pxPerUm,
    strips,
    x(shank, xUm) {
      const strip = strips.get(shank) ?? strips.values().next().value!;
      const share = Number.isFinite(xUm) ? (xUm - lowX) / (highX - lowX) : 0.5;
      return strip.leftPx + strip.widthPx * Math.min(1, Math.max(0, share));
    },
    y: (depthUm) => middlePx - (depthUm - view.centerUm) * pxPerUm,
    depthUm: (yPx) => view.centerUm + (middlePx - yPx) / pxPerUm,
  };
}

function shanksOf(probe: ProbeSummary | null, table: UnitTable | null): number[] {
  const found = new Set<number>();
  for (const { shank } of probe?.sites ?? []) found.add(shank);
  if (probe) for (let shank = 0; shank < probe.shankCount; shank++) found.add(shank);
  else table?.shank.forEach((shank) => void (shank >= 0 && found.add(shank)));
  if (found.size === 0) found.add(0);
  return [...found].sort((a, b) => a - b);
}

function widthOf(probe: ProbeSummary | null): readonly [low: number, high: number] {
  let low = 0;
  let high = probe?.shankWidthUm || 70;
  for (const { xUm } of probe?.sites ?? []) {
    low = Math.min(low, xUm);
    high = Math.max(high, xUm);
  }
  return [low, high];
}

/**
 * Where each unit's dot goes: at its peak site, several at one site in a spiral around it (sunflower seeds), so that
 * none hides another. The area grows with the rate. Units without a depth have no dot.
 */
export function unitPoints(table: UnitTable, scale: MapScale): MapPoint[] {
  const atSite = new Map<string, number>();
  const points: MapPoint[] = [];
  table.ids.forEach((unit, row) => {
    const depthUm = table.depthUm[row] ?? Number.NaN;
    if (!Number.isFinite(depthUm)) return;
    const shank = Math.max(0, table.shank[row] ?? 0);
    const xUm = table.xUm[row] ?? Number.NaN;
    const site = `${shank} ${xUm} ${depthUm}`;
    const nth = atSite.get(site) ?? 0;
    atSite.set(site, nth + 1);
    const away = 4.2 * Math.sqrt(nth);
    const angle = nth * 2.399963; // the golden angle: neighbours in the spiral never line up
    points.push({
      unit,
      row,
      shank,
      depthUm,
      x: scale.x(shank, xUm) + away * Math.cos(angle),
      y: scale.y(depthUm) + away * Math.sin(angle),
      radiusPx: radiusOf(table.rateHz[row] ?? 0),
    });
  });
  return points;
}

export const radiusOf = (rateHz: number): number =>
  Math.min(6.5, 1.7 + 0.6 * Math.sqrt(Number.isFinite(rateHz) ? Math.max(0, rateHz) : 0));

/** The point nearest to a place, if the place is on it or within `slackPx` of its edge. */
export function pointAt(points: readonly MapPoint[], x: number, y: number, slackPx = 3): MapPoint | null {
  let best: MapPoint | null = null;
  let bestPx = Number.POSITIVE_INFINITY;
  for (const point of points) {
    const px = Math.hypot(point.x - x, point.y - y);
    if (px <= point.radiusPx + slackPx && px < bestPx) {
      best = point;
      bestPx = px;
    }
  }
  return best;
}

/**
 * The unit an arrow key leads to: up and down to the next in depth on the same shank, left and right to the nearest
 * in depth on the next shank that has units.
 */
export function neighbour(
  points: readonly MapPoint[],
  from: MapPoint | null,
  direction: 'up' | 'down' | 'left' | 'right',
): MapPoint | null {
  if (!from)
    return points.reduce<MapPoint | null>((low, p) => (low && low.depthUm <= p.depthUm ? low : p), null);
  if (direction === 'up' || direction === 'down') {
    const column = points.filter(({ shank }) => shank === from.shank).sort(byDepth);
    const at = column.findIndex(({ unit }) => unit === from.unit);
    return column[at + (direction === 'up' ? 1 : -1)] ?? from;
  }
  const side = direction === 'left' ? -1 : 1;
  const beyond = points.filter(({ shank }) => (shank - from.shank) * side > 0);
  if (beyond.length === 0) return from;
  const next = Math.min(...beyond.map(({ shank }) => (shank - from.shank) * side)) * side + from.shank;
  return beyond
    .filter(({ shank }) => shank === next)
    .reduce((best, p) =>
      Math.abs(p.depthUm - from.depthUm) < Math.abs(best.depthUm - from.depthUm) ? p : best,
    );
}

const byDepth = (a: MapPoint, b: MapPoint): number => a.depthUm - b.depthUm || a.row - b.row;

/** Round depths, `stepUm` apart, within the view: at least `minPx` between two. */
export function depthTicks(
  scale: MapScale,
  minPx = 44,
): { readonly ticks: number[]; readonly stepUm: number } {
  const rough = minPx / scale.pxPerUm;
  const power = 10 ** Math.floor(Math.log10(rough));
  const stepUm = [1, 2, 5, 10].map((n) => n * power).find((step) => step >= rough) ?? rough;
  const first = Math.ceil(scale.depthUm(scale.bottomPx) / stepUm);
  const last = Math.floor(scale.depthUm(scale.topPx) / stepUm);
  const ticks: number[] = [];
  for (let n = first; n <= last; n++) ticks.push(n * stepUm);
  return { ticks, stepUm };
}

/** The site nearest to a place, within 8 pixels. */
export function siteAt(
  probe: ProbeSummary | null,
  scale: MapScale,
  { x, y }: { readonly x: number; readonly y: number },
): ProbeSite | null {
  let best: ProbeSite | null = null;
  let bestPx = 8;
  for (const site of probe?.sites ?? []) {
    const px = Math.hypot(scale.x(site.shank, site.xUm) - x, scale.y(site.yUm) - y);
    if (px < bestPx) {
      best = site;
      bestPx = px;
    }
  }
  return best;
}
