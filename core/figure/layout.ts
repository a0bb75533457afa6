import type { Affine, DisplayList, Item, PanelBox, Rect } from './display-list.ts';
import type { Figure, Panel } from './figure.ts';
import { gridBoxes } from './layout-grid.ts';
import { layoutHeader, layoutNotes } from './layout-header.ts';
import { layoutLegend, layoutPanelLegend } from './layout-legend.ts';
import { layoutMarks } from './layout-marks.ts';
import { layoutAxes, layoutPanelText } from './layout-panel.ts';
import { layoutRight } from './layout-right.ts';
import type { Setting, Size } from './layout-setting.ts';
import { axisScale, drawnDomain } from './scale.ts';
import { overlap } from './text-item.ts';
import { type MeasureText, widthsIn } from './text-width.ts';
import type { Theme } from './theme.ts';
import { familiesOf } from './typeface.ts';
import { typeset } from './typeset.ts';

export interface LayoutOptions {
  /** The palette slot of each series; series n has slot n unless told. */
  readonly seriesSlots?: readonly number[];
  /** Leaves title and subtitle out: the page around the figure shows them. */
  readonly bare?: boolean;
  /** Width of text in the font that will be used; the embedded font's widths unless told. */
  readonly measure?: MeasureText;
}

/** Empty border around the figure, in pixels. */
const padding = 6;

/**
 * The figure in pixels: the only place that knows margins. Plot areas of a grid are equal; labels that do not fit are
 * thinned out, shortened or left out, never cut; marks keep their arrays and get an affine transform.
 */
export function layout(given: Figure, size: Size, theme: Theme, options: LayoutOptions = {}): DisplayList {
  const figure = typeset(given);
  const { look = {} } = figure;
  const typeface = look.typeface ?? 'arial';
  const tick = look.tickSize ?? theme.fontSize;
  const label = look.labelSize ?? tick;
  const setting: Setting = {
    theme: look.axisWidth === undefined ? theme : { ...theme, hairline: look.axisWidth },
    lineWidth: look.lineWidth,
    measure: options.measure ?? widthsIn(typeface),
    seriesSlots: options.seriesSlots,
    size,
    fonts: {
      tick: { size: tick, ...bold(look.tickBold) },
      label: { size: label, ...bold(look.labelBold) },
      panel: { size: label + 0.5, ...bold(look.titleBold) },
      title: { size: look.titleSize ?? label + 2.5, ...bold(look.titleBold) },
      plain: { size: label },
    },
    labelGap: { x: look.xLabelGap ?? 0, y: look.yLabelGap ?? 0 },
    gap: { columns: look.columnGap, rows: look.rowGap },
    ticksInside: look.ticksInside ?? false,
  };
  const page: Rect = {
    x: padding,
    y: padding,
    width: Math.max(1, size.width - 2 * padding),
    height: Math.max(1, size.height - 2 * padding),
  };
  const header = options.bare ? { items: [], height: 0 } : layoutHeader(figure, page, setting);
  const notes = layoutNotes(figure, page, setting);
  const legend = layoutLegend(figure.legend ?? [], { ...page, y: page.y + header.height }, setting);
  const area: Rect = {
    ...page,
    y: page.y + header.height + legend.height,
    height: Math.max(1, page.height - header.height - legend.height - notes.height),
  };

  const boxes = gridBoxes(figure, area, setting);
  const panels: PanelBox[] = [];
  const marks: Item[] = [];
  const axes: Item[] = [];
  const texts: Item[] = [];
  figure.panels.forEach((panel, index) => {
    const cell = boxes[index];
    if (!cell) return;
    const plot = panel.equalAspect ? equalAspect(panel, cell.plot) : cell.plot;
    const box = { plot, toPixel: panelTransform(panel, plot), xLog: isLog(panel.x), yLog: isLog(panel.y) };
    panels.push(box);
    const { items, labels } = layoutMarks(panel, index, box, setting);
    marks.push(...items);
    const frame = layoutAxes(panel, box, { ...cell, plot }, setting);
    const right = layoutRight(panel, plot, cell, setting);
    const key = layoutPanelLegend(panel, plot, cell, setting);
    axes.push(...frame.lines, ...right.lines, ...key.lines);
    const apart = labels.filter((label) => !key.texts.some((text) => overlap(text, label)));
    const heading = layoutPanelText(panel, { ...cell, plot }, setting);
    texts.push(...apart, ...frame.texts, ...right.texts, ...key.texts, ...heading);
  });
  return {
    ...size,
    title: given.title,
    alt: given.alt,
    background: theme.background,
    typeface,
    fontFamily: look.typeface ? familiesOf[look.typeface] : theme.fontFamily,
    panels,
    items: [...marks, ...axes, ...header.items, ...legend.items, ...texts, ...notes.items],
  };
}

const bold = (wanted: boolean | undefined) => (wanted ? ({ bold: true } as const) : {});

const isLog = (axis: Panel['x']) => axis.scale === 'log';

function panelTransform(panel: Panel, plot: Rect): Affine {
  const x = axisScale(drawnDomain(panel.x), plot.x, plot.width);
  const y = axisScale(drawnDomain(panel.y), plot.y + plot.height, -plot.height);
  return { x: x.offset, xScale: x.scale, y: y.offset, yScale: y.scale };
}

/** The largest part of `plot`, in its middle, in which a unit of x is as long as a unit of y. */
function equalAspect(panel: Panel, plot: Rect): Rect {
  const [left, right] = drawnDomain(panel.x);
  const [bottom, top] = drawnDomain(panel.y);
  const perUnit = Math.min(plot.width / Math.abs(right - left), plot.height / Math.abs(top - bottom));
  const width = perUnit * Math.abs(right - left);
  const height = perUnit * Math.abs(top - bottom);
  return { x: plot.x + (plot.width - width) / 2, y: plot.y + (plot.height - height) / 2, width, height };
}
