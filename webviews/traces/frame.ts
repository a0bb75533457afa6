import type { SyncTrace } from '../../core/engine/engine-api.ts';
import type { Theme } from '../../core/figure/theme.ts';
import { formatTicks, linearTicks } from '../../core/figure/ticks.ts';
import { type ChannelRow, shankStarts } from './channel-rows.ts';
import { spikesWithin } from './spike-stretches.ts';
import { rowToY, timeToX, type View } from './view.ts';
import { spanWords, voltageWords } from './words.ts';

/** Where the traces lie on the canvas, in CSS pixels; labels stand left of them, strips above, times below. */
export interface TraceRoom {
  readonly left: number;
  readonly top: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export const gutterPx = 136;
const axisPx = 22;
const rightPx = 10;
/** A line of the strip: a unit's spikes or a sync line. */
export const stripRowPx = 13;

export const traceRoom = (widthPx: number, heightPx: number, stripRows: number): TraceRoom => {
  const top = stripRows * stripRowPx + 6;
  return {
    left: gutterPx,
    top,
    widthPx: Math.max(0, Math.floor(widthPx - gutterPx - rightPx)),
    heightPx: Math.max(0, Math.floor(heightPx - top - axisPx)),
  };
};

type Context = CanvasRenderingContext2D;

/** Names of the channels as far as they have room, and lines where another shank begins. */
export function drawLabels(
  context: Context,
  room: TraceRoom,
  view: View,
  rows: readonly ChannelRow[],
  theme: Theme,
): void {
  const rowPx = room.heightPx / view.rowCount;
  const every = Math.max(1, 2 ** Math.ceil(Math.log2(15 / rowPx)));
  context.font = `11px ${theme.fontFamily}`;
  context.textBaseline = 'middle';
  const shanks = new Set(rows.map(({ shank }) => shank)).size;
  const end = Math.min(rows.length, Math.ceil(view.firstRow + view.rowCount));
  for (let row = Math.floor(view.firstRow / every) * every; row < end; row += every) {
    const y = room.top + rowToY(view, room.heightPx, row + 0.5);
    const own = rows[row];
    if (!own || y < room.top + 4 || y > room.top + room.heightPx - 4) continue;
    context.fillStyle = theme.text;
    context.textAlign = 'left';
    context.fillText(own.label, 8, y);
    if (own.shank === null) continue;
    context.fillStyle = theme.muted;
    context.textAlign = 'right';
    const place = `${shanks > 1 ? `s${own.shank} · ` : ''}${Math.round(own.yUm)} µm`;
    context.fillText(place, room.left - 6, y);
  }
  context.strokeStyle = theme.faint;
  context.lineWidth = 1;
  for (const row of shankStarts(rows)) {
    const y = Math.round(room.top + rowToY(view, room.heightPx, row)) + 0.5;
    if (y <= room.top || y >= room.top + room.heightPx) continue;
    // Labels stand where there is room for them, also beside the line.
    line(context, room.left, y, room.left + room.widthPx, y);
  }
}

export function drawTimes(context: Context, room: TraceRoom, view: View, theme: Theme): void {
  const y = room.top + room.heightPx;
  const { ticks } = linearTicks(
    view.startS,
    view.startS + view.spanS,
    Math.max(2, Math.floor(room.widthPx / 110)),
  );
  const words = formatTicks(ticks);
  context.font = `11px ${theme.fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.strokeStyle = theme.faint;
  context.fillStyle = theme.muted;
  line(context, room.left, y + 0.5, room.left + room.widthPx, y + 0.5);
  ticks.forEach((tick, i) => {
    const x = room.left + timeToX(view, room.widthPx, tick);
    line(context, x, y, x, y + 4);
    const label = `${words[i]} s`;
    const half = context.measureText(label).width / 2;
    context.fillText(label, Math.max(room.left + half, Math.min(x, room.left + room.widthPx - half)), y + 6);
  });
}

const niceSizes = [5, 2, 1];

/** The longest of 1, 2 and 5 times a power of ten that is no longer than `most`. */
export function niceBelow(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most) + 1e-9);
  return (niceSizes.find((size) => size * power <= most * (1 + 1e-9)) ?? 1) * power;
}

/** A time and, for lines, a voltage, as long as they are drawn; for an image its colours. */
export function drawScale(
  context: Context,
  room: TraceRoom,
  view: View,
  scale: {
    readonly pxPerUv: number;
    readonly image: { readonly limitUv: number; readonly colors: readonly string[] } | null;
  },
  theme: Theme,
): void {
  const timeS = niceBelow((view.spanS * 90) / room.widthPx);
  const timePx = (timeS / view.spanS) * room.widthPx;
  // On a low canvas it must not hide what it is the scale of.
  const uv = niceBelow(Math.min(70, room.heightPx / 3.5) / scale.pxPerUv);
  const uvPx = uv * scale.pxPerUv;
  context.font = `11px ${theme.fontFamily}`;
  const timeText = spanWords(timeS);
  const uvText = scale.image ? `±${voltageWords(scale.image.limitUv)}` : voltageWords(uv);
  const tall = scale.image ? Math.min(56, room.heightPx / 3.5) : uvPx;
  const besideWidth = context.measureText(uvText).width + (scale.image ? 14 : 6);
  const boxWidth = Math.max(timePx, context.measureText(timeText).width, besideWidth) + 24;
  const right = room.left + room.widthPx - 8;
  const bottom = room.top + room.heightPx - 8;
  context.globalAlpha = 0.88;
  context.fillStyle = theme.paper;
  context.fillRect(right - boxWidth, bottom - tall - 30, boxWidth, tall + 30);
  context.globalAlpha = 1;
  const barX = right - 12;
  const barY = bottom - 20;
  context.strokeStyle = theme.text;
  context.fillStyle = theme.text;
  context.lineWidth = 2;
  line(context, barX - timePx, barY, barX, barY);
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.fillText(timeText, barX - timePx / 2, barY + 4);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  if (scale.image) {
    const { colors } = scale.image;
    colors.forEach((color, i) => {
      context.fillStyle = color;
      const y = barY - 6 - ((i + 1) * tall) / colors.length;
      context.fillRect(barX - 9, y, 10, tall / colors.length + 0.5);
    });
    context.fillStyle = theme.text;
    context.fillText(uvText, barX - 14, barY - 6 - tall / 2);
  } else {
    line(context, barX, barY + 1, barX, barY - uvPx);
    context.fillText(uvText, barX - 6, barY - Math.max(8, uvPx / 2));
  }
  context.lineWidth = 1;
}

/** A line of the strip above the traces. */
export type StripRow =
  | { readonly kind: 'unit'; readonly label: string; readonly color: string; readonly timesS: Float64Array }
  | { readonly kind: 'sync'; readonly label: string; readonly trace: SyncTrace };

/** Spikes of the shown units as ticks, sync lines as bars while they are up. */
export function drawStrip(
  context: Context,
  room: TraceRoom,
  view: View,
  strip: readonly StripRow[],
  theme: Theme,
): void {
  context.font = `11px ${theme.fontFamily}`;
  const endS = view.startS + view.spanS;
  const toX = (timeS: number) => room.left + timeToX(view, room.widthPx, timeS);
  strip.forEach((row, i) => {
    const y = 3 + i * stripRowPx;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    context.fillStyle = row.kind === 'unit' ? row.color : theme.muted;
    context.fillText(row.label, room.left - 6, y + stripRowPx / 2);
    if (row.kind === 'unit') {
      const [from, end] = spikesWithin(row.timesS, view.startS, endS);
      let last = Number.NaN;
      for (let k = from; k < end; k++) {
        const x = Math.round(toX(row.timesS[k]!));
        if (x !== last) context.fillRect(x - 0.5, y + 1, 1.5, stripRowPx - 3);
        last = x;
      }
    } else {
      context.fillStyle = theme.neutral;
      for (const [start, stop] of upPeriods(row.trace, view.startS, endS)) {
        const x = toX(Math.max(start, view.startS));
        context.fillRect(x, y + 2, Math.max(1, toX(Math.min(stop, endS)) - x), stripRowPx - 5);
      }
    }
  });
}

/** When a line is up within [startS, endS). A line whose first edge is an offset is up from the beginning. */
export function upPeriods(
  { onsetsS, offsetsS }: SyncTrace,
  startS: number,
  endS: number,
): [number, number][] {
  const periods: [number, number][] = [];
  const first = offsetsS[0];
  if (first !== undefined && !(onsetsS[0]! <= first) && first > startS) periods.push([0, first]);
  const skipped = first !== undefined && !(onsetsS[0]! <= first) ? 1 : 0;
  // The period before the first onset in view may reach into it.
  for (let i = Math.max(0, spikesWithin(onsetsS, startS, endS)[0] - 1); i < onsetsS.length; i++) {
    const onset = onsetsS[i]!;
    if (onset >= endS) break;
    const offset = offsetsS[i + skipped] ?? Number.POSITIVE_INFINITY;
    if (offset > startS) periods.push([onset, offset]);
  }
  return periods;
}

function line(context: Context, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
