import { axisTicks } from './axis-ticks.ts';
import { mapColors } from './colormaps.ts';
import type { Item, Rect, TextItem } from './display-list.ts';
import type { Axis, Colorbar, Panel } from './figure.ts';
import type { RightRoom } from './layout-cell.ts';
import { besidePlot } from './layout-panel.ts';
import type { Setting } from './layout-setting.ts';
import { drawnDomain } from './scale.ts';
import { textItem } from './text-item.ts';
import { elide } from './text-width.ts';

export interface RightShown {
  readonly rightAxis: boolean;
  readonly rightNumbers: boolean;
  readonly rightLabel: boolean;
}

const tickLength = 3;
/** Pixels between plot and colour bar, and across the bar. */
const bar = { gap: 8, width: 9 } as const;
/** Steps of a colour bar: finer than eyes tell apart. */
const steps = 96;

/** The right axis as an axis of its own; logarithmic where the left one is and only a factor lies between them. */
export function rightAxisOf({ y, rightAxis }: Panel): Axis | null {
  if (!rightAxis) return null;
  const { label, unit, scale, offset } = rightAxis;
  const [from, to] = y.scale === 'log' ? drawnDomain(y).map((end) => 10 ** end) : drawnDomain(y);
  const domain = [scale * (from as number) + offset, scale * (to as number) + offset] as const;
  return { label, unit, domain, ...(y.scale === 'log' && offset === 0 ? { scale: 'log' } : {}) };
}

const colorAxis = ({ label, unit, range, ticks, tickLabels }: Colorbar): Axis => ({
  label,
  unit,
  domain: range,
  ...(ticks ? { ticks } : {}),
  ...(tickLabels ? { tickLabels } : {}),
});

/** Pixels that the right axis and the colour bar take. */
export function rightRoom(
  panel: Panel,
  height: number,
  shown: RightShown,
  setting: Setting,
): Omit<RightRoom, 'legend'> {
  const axis = shown.rightAxis ? rightAxisOf(panel) : null;
  const written = (of: Axis | null) => {
    if (!of) return 0;
    const numbers = shown.rightNumbers
      ? tickLength + 3 + axisTicks(of, height, 'y', setting, !shown.rightLabel).room
      : tickLength;
    return numbers + (shown.rightLabel && of.label ? setting.fonts.label.size + 5 + setting.labelGap.y : 0);
  };
  const colors = panel.colorbar && colorAxis(panel.colorbar);
  return { axis: written(axis), bar: colors ? bar.gap + bar.width + written(colors) : 0 };
}

/** Lines, colours and words of the right axis and of the colour bar. */
export function layoutRight(
  panel: Panel,
  plot: Rect,
  cell: RightShown & { readonly bounds: Rect; readonly right: RightRoom },
  setting: Setting,
): { lines: Item[]; texts: TextItem[] } {
  const lines: Item[] = [];
  const texts: TextItem[] = [];
  const edge = plot.x + plot.width;
  const axis = cell.rightAxis ? rightAxisOf(panel) : null;
  if (axis) {
    const frame = verticalAxis(axis, edge, plot, cell, setting);
    lines.push(...frame.lines);
    texts.push(...frame.texts);
  }
  if (!panel.colorbar) return { lines, texts };
  const { range, colormap, center } = panel.colorbar;
  const left = edge + cell.right.axis + bar.gap;
  const right = left + bar.width;
  const bottom = plot.y + plot.height;
  const values = Float32Array.from(
    { length: steps },
    (_, i) => range[0] + ((i + 0.5) / steps) * (range[1] - range[0]),
  );
  const colors = mapColors(values, range, colormap, center);
  for (let i = steps - 1; i >= 0; i--) {
    // From each step down to the foot: the next covers its rest, and no seam is left between them.
    const top = bottom - ((i + 1) / steps) * plot.height;
    const hex = [0, 1, 2].map((channel) => (colors[4 * i + channel] as number).toString(16).padStart(2, '0'));
    lines.push({
      kind: 'fill',
      points: [left, top, right, top, right, bottom, left, bottom],
      color: `#${hex.join('')}`,
      opacity: 1,
    });
  }
  const frame = verticalAxis(colorAxis(panel.colorbar), right, plot, cell, setting);
  lines.push(...frame.lines);
  texts.push(...frame.texts);
  return { lines, texts };
}

/** An axis line at `x` with ticks, numbers and a label to its right. */
function verticalAxis(
  axis: Axis,
  x: number,
  plot: Rect,
  shown: RightShown & { bounds: Rect },
  setting: Setting,
) {
  const { theme, fonts, measure, labelGap } = setting;
  const bottom = plot.y + plot.height;
  const points = [x, plot.y, x, bottom];
  const texts: TextItem[] = [];
  const ticks = axisTicks(axis, plot.height, 'y', setting, !shown.rightLabel);
  const numbers = shown.rightNumbers ? ticks.room : 0;
  ticks.positions.forEach((position, i) => {
    const y = bottom - position;
    points.push(x, y, x + (setting.ticksInside ? -tickLength : tickLength), y);
    if (!shown.rightNumbers) return;
    const place = { x: x + tickLength + 3, y: y + fonts.tick.size * 0.35, anchor: 'start' } as const;
    texts.push(textItem(ticks.labels[i] as string, place, fonts.tick, theme.muted, measure));
  });
  const named = axis.unit ? `${axis.label} (${axis.unit})` : axis.label;
  const text = shown.rightLabel && axis.label ? elide(named, shown.bounds.height, fonts.label, measure) : '';
  if (text) {
    texts.push(
      textItem(
        text,
        {
          x: x + tickLength + 3 + numbers + 5 + labelGap.y + 0.75 * fonts.label.size,
          y: besidePlot(plot, shown.bounds, measure(text, fonts.label) / 2),
          anchor: 'middle',
          turn: 90,
        },
        fonts.label,
        theme.muted,
        measure,
      ),
    );
  }
  const line: Item = {
    kind: 'segments',
    points,
    color: theme.faint,
    width: theme.hairline,
    opacity: 1,
    dash: false,
  };
  return { lines: [line], texts };
}
