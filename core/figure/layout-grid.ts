import { axisTicks } from './axis-ticks.ts';
import type { Rect } from './display-list.ts';
import type { Axis, Figure, LegendPlace, Panel } from './figure.ts';
import type { Cell, RightRoom } from './layout-cell.ts';
import { legendPlace, legendSize } from './layout-legend.ts';
import { textOverhang } from './layout-marks.ts';
import { rightRoom } from './layout-right.ts';
import { type Setting, sideGap } from './layout-setting.ts';
import { drawnDomain } from './scale.ts';

interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * How much is written around plots, from everything to nothing: the first that leaves room for data is taken. `once`: numbers
 * that several rows share stand under the lowest alone. `height`: plots lower than this (pixels) say less than what is written.
 */
const levels = [
  { labels: true, numbers: true, once: false, heading: true, height: 34 },
  { labels: false, numbers: true, once: false, heading: true, height: 34 },
  // Titles and axes are worth a lower plot than each of them alone.
  { labels: false, numbers: true, once: true, heading: true, height: 26 },
  { labels: false, numbers: true, once: true, heading: false, height: 26 },
  { labels: false, numbers: false, once: false, heading: true, height: 34 },
  { labels: false, numbers: false, once: false, heading: false, height: 0 },
] as const;
type Level = (typeof levels)[number];

/** Plots narrower than this (pixels) say less than the words around them. */
const enoughWidth = 44;

/** One cell per panel; all plots that span one cell are as large as their row's and column's weights say. */
export function gridBoxes(figure: Figure, area: Rect, setting: Setting): Cell[] {
  for (const level of levels) {
    const cells = attempt(figure, area, level, setting);
    const fits = cells.every(({ plot }) => plot.width >= enoughWidth && plot.height >= level.height);
    if (fits || level === levels.at(-1)) return cells;
  }
  return [];
}

function attempt(figure: Figure, area: Rect, level: Level, setting: Setting): Cell[] {
  const { rows, columns } = figure.grid;
  const gap = {
    x: columns > 1 ? (setting.gap.columns ?? 12) : 0,
    y: rows > 1 ? (setting.gap.rows ?? 6) : 0,
  };
  const weightsX = weightsOf(figure.grid.columnWeights, columns);
  const weightsY = weightsOf(figure.grid.rowWeights, rows);
  const shown = figure.panels.map((panel) => ({
    xNumbers:
      level.numbers &&
      !panel.x.hidden &&
      !sharesX(panel, figure.panels) &&
      !(level.once && sharesXBelow(panel, figure.panels)),
    unitsBehind: !level.labels,
    yNumbers: level.numbers && !panel.y.hidden,
    xLabel: level.labels && !panel.x.hidden && panel.x.label !== '' && !sharesX(panel, figure.panels),
    yLabel: level.labels && !panel.y.hidden && panel.y.label !== '' && !sharesYLabel(panel, figure.panels),
    heading: level.heading && (panel.title !== undefined || panel.corner !== undefined),
    rightAxis: panel.rightAxis !== undefined,
    rightNumbers: level.numbers,
    rightLabel: level.labels,
  }));

  // Margins need ticks, ticks need the plot's size, the size needs margins: a second round settles it.
  let widths = weightsX.map((weight) => weight * area.width);
  let heights = weightsY.map((weight) => weight * area.height);
  for (let round = 0; ; round++) {
    const surrounds = figure.panels.map((panel, i) => {
      const width = sum(widths.slice(panel.column, panel.column + (panel.columnSpan ?? 1)));
      const height = sum(heights.slice(panel.row, panel.row + (panel.rowSpan ?? 1)));
      return surroundsOf(panel, shown[i] as Shown, { width, height }, setting);
    });
    const most = (count: number, side: keyof Margins, at: (panel: Panel) => number) =>
      Array.from({ length: count }, (_, line) =>
        Math.max(
          0,
          ...figure.panels.map((panel, i) => (at(panel) === line ? (surrounds[i]?.margins[side] ?? 0) : 0)),
        ),
      );
    const left = most(columns, 'left', (panel) => panel.column);
    const right = most(columns, 'right', (panel) => panel.column + (panel.columnSpan ?? 1) - 1);
    const top = most(rows, 'top', (panel) => panel.row);
    const bottom = most(rows, 'bottom', (panel) => panel.row + (panel.rowSpan ?? 1) - 1);
    const across = Math.max(1, area.width - sum(left) - sum(right) - gap.x * (columns - 1));
    const up = Math.max(1, area.height - sum(top) - sum(bottom) - gap.y * (rows - 1));
    widths = weightsX.map((weight) => weight * across);
    heights = weightsY.map((weight) => weight * up);
    if (round < 2) continue;
    const xs = starts(left, right, widths, gap.x, area.x);
    const ys = starts(top, bottom, heights, gap.y, area.y);
    return figure.panels.map((panel, i): Cell => {
      const x = xs[panel.column] as number;
      const y = ys[panel.row] as number;
      const lastColumn = panel.column + (panel.columnSpan ?? 1) - 1;
      const lastRow = panel.row + (panel.rowSpan ?? 1) - 1;
      const width = (xs[lastColumn] as number) + (widths[lastColumn] as number) - x;
      const height = (ys[lastRow] as number) + (heights[lastRow] as number) - y;
      const bounds = {
        x: x - (left[panel.column] as number),
        y: y - (top[panel.row] as number),
        width: width + (left[panel.column] as number) + (right[lastColumn] as number),
        height: height + (top[panel.row] as number) + (bottom[lastRow] as number),
      };
      const { right: room, legend } = surrounds[i] as Surrounds;
      const inRow = surrounds.filter((_, other) => figure.panels[other]?.row === panel.row);
      const overhang = Math.max(...inRow.map((other) => other.overhang));
      return { ...(shown[i] as Shown), plot: { x, y, width, height }, bounds, overhang, right: room, legend };
    });
  }
}

/** Shares of the whole; lines without a weight have 1. Throws RangeError for a weight that is none. */
function weightsOf(weights: readonly number[] | undefined, count: number): number[] {
  const given = Array.from({ length: count }, (_, i) => weights?.[i] ?? 1);
  const wrong = given.find((weight) => !(weight > 0 && Number.isFinite(weight)));
  if (wrong !== undefined) throw new RangeError(`grid: a weight of ${wrong}, expected a positive number`);
  return given.map((weight) => weight / sum(given));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Where each line of plots begins. */
function starts(
  before: readonly number[],
  after: readonly number[],
  plots: readonly number[],
  gap: number,
  origin: number,
): number[] {
  let position = origin;
  return before.map((margin, i) => {
    const start = position + margin;
    position = start + (plots[i] as number) + (after[i] as number) + gap;
    return start;
  });
}

type Shown = Omit<Cell, 'plot' | 'bounds' | 'overhang' | 'right' | 'legend'>;

/** What stands around a plot, and how much room it takes. */
interface Surrounds {
  readonly margins: Margins;
  readonly right: RightRoom;
  readonly legend: LegendPlace | null;
  readonly overhang: number;
}

function surroundsOf(
  panel: Panel,
  shown: Shown,
  plot: { width: number; height: number },
  setting: Setting,
): Surrounds {
  const { fonts, labelGap } = setting;
  const y = shown.yNumbers ? axisTicks(panel.y, plot.height, 'y', setting, shown.unitsBehind) : null;
  const x = shown.xNumbers ? axisTicks(panel.x, plot.width, 'x', setting, shown.unitsBehind) : null;
  const bars = scaleBarRoom(panel, plot, setting);
  const legend = legendPlace(panel, plot, setting);
  const beside = rightRoom(panel, plot.height, shown, setting);
  const right = {
    ...beside,
    legend: legend === 'outside' ? legendSize(panel.legend ?? [], setting).width + 10 : 0,
  };
  const yNumbers = y !== null || (shown.rightNumbers && (shown.rightAxis || panel.colorbar !== undefined));
  const overhang = shown.heading ? textOverhang(panel, plot.height) : 0;
  const margins = {
    left: Math.max(
      (y ? y.room + 7 : 0) + (shown.yLabel ? fonts.label.size + 6 + labelGap.y : 0),
      x ? x.before : 0,
      2,
    ),
    // Scale bars stand beyond whatever else is right of the plot.
    right: Math.max(
      bars.width + Math.max(x ? x.after : 0, right.axis + right.bar + right.legend),
      panel.side ? setting.measure(panel.side.text, fonts.panel) + sideGap : 0,
      2,
    ),
    top:
      (shown.heading ? fonts.panel.size + 6 + overhang : 0) +
      (yNumbers && !shown.heading ? fonts.tick.size / 2 : 2),
    bottom: Math.max(
      (x ? x.room + 6 : yNumbers ? fonts.tick.size / 2 : 2) +
        (shown.xLabel ? fonts.label.size + 7 + labelGap.x : 0),
      bars.height,
    ),
  };
  return { margins, right, legend, overhang };
}

/** Scale bars stand right of the plot, so that no mark runs through them. */
function scaleBarRoom(panel: Panel, plot: { width: number }, { fonts, measure }: Setting) {
  const { x, y, inside } = panel.scaleBars ?? {};
  if (!x && !y) return { width: 0, height: 0 };
  if (inside) return { width: 0, height: x ? fonts.tick.size + 7 : 4 };
  const [from, to] = drawnDomain(panel.x);
  const bar = x ? (x.length / Math.abs(to - from)) * plot.width : 0;
  const text = x ? measure(x.label, fonts.tick) : 0;
  const beside = y ? measure(y.label, fonts.tick) + 8 : 4;
  return { width: Math.max(bar + beside, text + 4) + 4, height: x ? fonts.tick.size + 7 : 4 };
}

/** The same numbers at the same places; the label may stand under the lowest only. */
const sameNumbers = (a: Axis, b: Axis) =>
  a.unit === b.unit &&
  a.scale === b.scale &&
  a.hidden === b.hidden &&
  a.domain[0] === b.domain[0] &&
  a.domain[1] === b.domain[1];

/** The panel right below has the same x axis and writes its numbers. */
const sharesX = (panel: Panel, panels: readonly Panel[]) =>
  panels.some(
    (other) =>
      other.column === panel.column &&
      (other.columnSpan ?? 1) === (panel.columnSpan ?? 1) &&
      other.row === panel.row + (panel.rowSpan ?? 1) &&
      !panel.equalAspect &&
      sameNumbers(other.x, panel.x),
  );

/** A panel in any row below, in whatever column, writes the numbers of the same x axis. */
const sharesXBelow = (panel: Panel, panels: readonly Panel[]) =>
  panels.some((other) => other.row > panel.row && !panel.equalAspect && sameNumbers(other.x, panel.x));

/** The panel to the left says the same of its y axis; its numbers differ, its label need not be repeated. */
const sharesYLabel = (panel: Panel, panels: readonly Panel[]) =>
  panels.some(
    (other) =>
      other.row === panel.row &&
      other.column + (other.columnSpan ?? 1) === panel.column &&
      !other.y.hidden &&
      other.y.label === panel.y.label &&
      other.y.unit === panel.y.unit,
  );
