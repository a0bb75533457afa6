import type { ProbeSummary } from '../../core/engine/engine-api.ts';
import { resolveColor, type Theme } from '../../core/figure/theme.ts';
import type { ProbeSite } from '../../core/model/probe.ts';
import type { UnitId, UnitTable } from '../../core/model/units.ts';
import { mix } from '../ui/theme.ts';
import { fixed } from './format.ts';
import { depthTicks, type MapPoint, type MapScale } from './probe-geometry.ts';

/** What the still part of the map depends on: it is painted once and kept while units are selected and hovered. */
export interface MapGround {
  readonly scale: MapScale;
  readonly probe: ProbeSummary | null;
  readonly table: UnitTable | null;
  readonly points: readonly MapPoint[];
  /** Rows that pass the filter; null when there is none. */
  readonly passing: ReadonlySet<number> | null;
  readonly theme: Theme;
  /** The editor's background: dots are mixed with it, because what lies under a translucent one shows through. */
  readonly background: string;
}

/** The selected units, on top of it. */
export interface MapMarks {
  readonly scale: MapScale;
  readonly points: readonly MapPoint[];
  readonly slots: ReadonlyMap<UnitId, number>;
  readonly theme: Theme;
  /** The editor's background: rings around dots. */
  readonly background: string;
}

/** What follows the pointer and the keyboard, on a sheet of its own: thousands of selected dots stay as they are. */
export interface MapRings {
  readonly scale: MapScale;
  readonly slots: ReadonlyMap<UnitId, number>;
  readonly hovered: MapPoint | null;
  readonly hoveredSite: ProbeSite | null;
  /** The unit the keyboard is at, while the map has the focus. */
  readonly focused: MapPoint | null;
  readonly theme: Theme;
}

type Context = CanvasRenderingContext2D;

/** Paints axis, shanks, sites and every unit in its label's colour, in CSS pixels. */
export function paintGround(context: Context, ground: MapGround): void {
  const { scale, theme } = ground;
  context.clearRect(0, 0, scale.widthPx, scale.heightPx);
  context.font = `${theme.fontSize + 0.5}px ${theme.fontFamily}`;
  paintAxis(context, ground);
  context.save();
  clipToPlot(context, scale);
  paintShanks(context, ground);
  paintSites(context, ground);
  paintUnits(context, ground);
  context.restore();
}

/** Paints the selected units, larger and in their own colours. */
export function paintMarks(context: Context, { scale, points, slots, theme, background }: MapMarks): void {
  if (slots.size === 0) return;
  context.save();
  clipToPlot(context, scale);
  for (const point of points) {
    const slot = slots.get(point.unit);
    if (slot === undefined || !isInView(point, scale)) continue;
    const radiusPx = Math.max(selectedPx, point.radiusPx);
    stamp(context, point, radiusPx + 2, background);
    stamp(context, point, radiusPx, resolveColor({ series: slot }, theme));
  }
  context.restore();
}

/** Paints rings around what is hovered or focused. */
export function paintRings(context: Context, rings: MapRings): void {
  const { scale, slots, theme, hovered, hoveredSite, focused } = rings;
  context.save();
  clipToPlot(context, scale);
  if (hoveredSite) {
    context.strokeStyle = theme.text;
    const { widthPx, heightPx } = siteSize(scale);
    const x = scale.x(hoveredSite.shank, hoveredSite.xUm) - widthPx / 2;
    context.strokeRect(x - 1.5, scale.y(hoveredSite.yUm) - heightPx / 2 - 1.5, widthPx + 3, heightPx + 3);
  }
  for (const [point, color] of [
    [hovered, theme.text],
    [focused, theme.accent],
  ] as const) {
    if (!point) continue;
    const radiusPx = Math.max(slots.has(point.unit) ? selectedPx : 0, point.radiusPx) + 3;
    context.strokeStyle = color;
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(point.x, point.y, radiusPx, 0, 2 * Math.PI);
    context.stroke();
  }
  context.restore();
}

const selectedPx = 5;
const isInView = ({ y }: MapPoint, scale: MapScale): boolean => y > -10 && y < scale.heightPx + 10;

function clipToPlot(context: Context, scale: MapScale): void {
  context.beginPath();
  context.rect(0, scale.topPx - 8, scale.widthPx, scale.bottomPx - scale.topPx + 12);
  context.clip();
}

function paintAxis(context: Context, { scale, theme }: MapGround): void {
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
function paintShanks(context: Context, { scale, theme }: MapGround): void {
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

function paintSites(context: Context, ground: MapGround): void {
  const { scale, probe, points, theme } = ground;
  if (!probe) return;
  // A site under a unit's dot would look like a part of it.
  const covered = new Set(points.map(({ x, y }) => placeOf(x, y)));
  const { widthPx: wide, heightPx: high } = siteSize(scale);
  const named = 14 * scale.pxPerUm >= 11;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (const site of probe.sites) {
    const y = scale.y(site.yUm);
    if (y < -20 || y > scale.heightPx + 20) continue;
    const x = scale.x(site.shank, site.xUm);
    const isCovered = covered.has(placeOf(x, y));
    context.fillStyle = theme.faint;
    context.globalAlpha = theme.palette.startsWith('hc') ? 0.6 : 1;
    if (site.isReference) {
      context.strokeStyle = context.fillStyle;
      context.strokeRect(x - wide / 2 + 0.5, y - high / 2 + 0.5, wide - 1, Math.max(1, high - 1));
    } else if (!isCovered) context.fillRect(x - wide / 2, y - high / 2, wide, high);
    if (named && wide >= 8) {
      context.fillStyle = theme.muted;
      context.fillText(String(site.column), x + wide / 2 + 3, y);
    }
  }
  context.globalAlpha = 1;
}

/** To a tenth of a pixel: the table holds places in single precision. */
const placeOf = (x: number, y: number): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** A site is 12 µm wide and high; drawn larger than true when that is under two pixels. */
function siteSize(scale: MapScale): { readonly widthPx: number; readonly heightPx: number } {
  const strip = scale.strips.values().next().value;
  const across = ((strip?.widthPx ?? 20) * 12) / 70;
  return {
    widthPx: Math.max(2, Math.min(12, across)),
    heightPx: Math.max(1.5, Math.min(12, 12 * scale.pxPerUm)),
  };
}

/** Units that do not pass the filter first, so that none of them lies over one that does. */
function paintUnits(context: Context, { points, table, passing, theme, scale, background }: MapGround): void {
  const shown = points.filter((point) => isInView(point, scale));
  const passes = ({ row }: MapPoint) => !passing || passing.has(row);
  const faded = new Map<string, string>();
  const paint = (point: MapPoint, share: number) => {
    const color = resolveColor({ group: table?.group[point.row] ?? '' }, theme);
    const key = `${color} ${share}`;
    if (!faded.has(key)) faded.set(key, mix(color, background, share));
    stamp(context, point, point.radiusPx + ringPx, background);
    stamp(context, point, point.radiusPx, faded.get(key) ?? color);
  };
  for (const point of shown) if (!passes(point)) paint(point, 0.22);
  for (const point of shown) if (passes(point)) paint(point, 0.75);
}

/** Keeps dots apart from the sites under them and from each other. */
const ringPx = 1;

/** Discs by colour and size: thousands of units are copies of a few dozen pictures. */
const discs = new Map<string, HTMLCanvasElement>();
const discDensity = 3;

function stamp(context: Context, { x, y }: MapPoint, radiusPx: number, color: string): void {
  const radius = Math.round(radiusPx * 2) / 2;
  const key = `${color} ${radius}`;
  const half = radius + 1;
  let disc = discs.get(key);
  if (!disc) {
    disc = document.createElement('canvas');
    disc.width = disc.height = Math.ceil(2 * half * discDensity);
    const own = disc.getContext('2d', { willReadFrequently: true });
    own?.scale(discDensity, discDensity);
    own?.arc(half, half, radius, 0, 2 * Math.PI);
    if (own) own.fillStyle = color;
    own?.fill();
    if (discs.size > 500) discs.clear();
    discs.set(key, disc);
  }
  context.drawImage(disc, x - half, y - half, 2 * half, 2 * half);
}
