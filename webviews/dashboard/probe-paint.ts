import type { ProbeSummary } from '../../core/engine/engine-api.ts';
import { resolveColor, type Theme } from '../../core/figure/theme.ts';
import type { ProbeSite } from '../../core/model/probe.ts';
import type { UnitId, UnitTable } from '../../core/model/units.ts';
import { fixed } from './format.ts';
import { depthTicks, type MapPoint, type MapScale } from './probe-geometry.ts';

/** Everything one picture of the probe map depends on. */
export interface MapPicture {
  readonly scale: MapScale;
  readonly probe: ProbeSummary | null;
  readonly table: UnitTable | null;
  readonly points: readonly MapPoint[];
  /** Rows that pass the filter; null when there is none. */
  readonly passing: ReadonlySet<number> | null;
  readonly slots: ReadonlyMap<UnitId, number>;
  readonly hovered: MapPoint | null;
  readonly hoveredSite: ProbeSite | null;
  /** The unit the keyboard is at, while the map has the focus. */
  readonly focused: MapPoint | null;
  readonly theme: Theme;
  /** The editor's background: rings around dots. */
  readonly background: string;
}

/** Paints the map in CSS pixels: shanks, sites, axis, then units with the selected ones on top. */
export function paintMap(context: CanvasRenderingContext2D, picture: MapPicture): void {
  const { scale, theme } = picture;
  context.clearRect(0, 0, scale.widthPx, scale.heightPx);
  context.font = `${theme.fontSize + 0.5}px ${theme.fontFamily}`;
  paintAxis(context, picture);
  context.save();
  context.beginPath();
  context.rect(0, scale.topPx - 8, scale.widthPx, scale.bottomPx - scale.topPx + 12);
  context.clip();
  paintShanks(context, picture);
  paintSites(context, picture);
  paintUnits(context, picture);
  context.restore();
}

function paintAxis(context: CanvasRenderingContext2D, { scale, theme }: MapPicture): void {
  const { ticks } = depthTicks(scale);
  context.fillStyle = theme.muted;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const tick of ticks) context.fillText(fixed(tick), scale.axisPx - 10, scale.y(tick));
  context.fillStyle = theme.faint;
  for (const tick of ticks) context.fillRect(scale.axisPx - 6, Math.round(scale.y(tick)), 4, theme.hairline);
  context.fillStyle = theme.muted;
  context.textBaseline = 'alphabetic';
  context.fillText('µm', scale.axisPx - 10, scale.heightPx - 8);
  context.textAlign = 'center';
  if (scale.strips.size > 1)
    for (const [shank, { leftPx, widthPx }] of scale.strips)
      context.fillText(String(shank), leftPx + widthPx / 2, scale.heightPx - 8);
}

/** A strip per shank, pointed where the tip is; it leaves the picture at the top, as the shank does. */
function paintShanks(context: CanvasRenderingContext2D, { scale, theme }: MapPicture): void {
  const tipPx = scale.y(0) + Math.max(6, Math.min(40, 90 * scale.pxPerUm));
  const shoulderPx = scale.y(0) + 6;
  context.lineWidth = theme.hairline;
  context.strokeStyle = theme.faint;
  context.fillStyle = theme.faint;
  for (const { leftPx, widthPx } of scale.strips.values()) {
    context.beginPath();
    context.moveTo(leftPx, -20);
    context.lineTo(leftPx, shoulderPx);
    context.lineTo(leftPx + widthPx / 2, tipPx + widthPx / 2);
    context.lineTo(leftPx + widthPx, shoulderPx);
    context.lineTo(leftPx + widthPx, -20);
    context.globalAlpha = 0.09;
    context.fill();
    context.globalAlpha = 0.55;
    context.stroke();
  }
  context.globalAlpha = 1;
}

function paintSites(context: CanvasRenderingContext2D, picture: MapPicture): void {
  const { scale, probe, theme, hoveredSite } = picture;
  if (!probe) return;
  const { widthPx: wide, heightPx: high } = siteSize(scale);
  const named = 14 * scale.pxPerUm >= 11;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (const site of probe.sites) {
    const y = scale.y(site.yUm);
    if (y < -20 || y > scale.heightPx + 20) continue;
    const x = scale.x(site.shank, site.xUm);
    context.fillStyle = site === hoveredSite ? theme.text : theme.faint;
    context.globalAlpha = theme.palette.startsWith('hc') ? 0.6 : 1;
    if (site.isReference) {
      context.strokeStyle = context.fillStyle;
      context.strokeRect(x - wide / 2 + 0.5, y - high / 2 + 0.5, wide - 1, Math.max(1, high - 1));
    } else context.fillRect(x - wide / 2, y - high / 2, wide, high);
    if (named && wide >= 8) {
      context.fillStyle = theme.muted;
      context.fillText(String(site.column), x + wide / 2 + 3, y);
    }
  }
  context.globalAlpha = 1;
}

/** A site is 12 µm wide and high; drawn larger than true when that is under two pixels. */
function siteSize(scale: MapScale): { readonly widthPx: number; readonly heightPx: number } {
  const strip = scale.strips.values().next().value;
  const across = ((strip?.widthPx ?? 20) * 12) / 70;
  return {
    widthPx: Math.max(2, Math.min(12, across)),
    heightPx: Math.max(1.5, Math.min(12, 12 * scale.pxPerUm)),
  };
}

function paintUnits(context: CanvasRenderingContext2D, picture: MapPicture): void {
  const { points, table, passing, slots, theme, background, hovered, focused, scale } = picture;
  const inView = points.filter(({ y }) => y > -10 && y < scale.heightPx + 10);
  const dot = ({ x, y, radiusPx }: MapPoint, grow = 0) => {
    context.beginPath();
    context.arc(x, y, radiusPx + grow, 0, 2 * Math.PI);
  };
  const selected: MapPoint[] = [];
  for (const point of inView) {
    if (slots.has(point.unit)) {
      selected.push(point);
      continue;
    }
    const passes = !passing || passing.has(point.row);
    context.globalAlpha = passes ? 0.62 : 0.12;
    context.fillStyle = resolveColor({ group: table?.group[point.row] ?? '' }, theme);
    dot(point);
    context.fill();
  }
  context.globalAlpha = 1;
  for (const point of selected) {
    const large = { ...point, radiusPx: Math.max(5, point.radiusPx) };
    context.fillStyle = background;
    dot(large, 2);
    context.fill();
    context.fillStyle = resolveColor({ series: slots.get(point.unit) ?? 0 }, theme);
    dot(large);
    context.fill();
  }
  for (const [point, color] of [
    [hovered, theme.text],
    [focused, theme.accent],
  ] as const) {
    if (!point) continue;
    context.strokeStyle = color;
    context.lineWidth = 1.5;
    dot({ ...point, radiusPx: Math.max(slots.has(point.unit) ? 5 : 0, point.radiusPx) }, 3);
    context.stroke();
  }
}
