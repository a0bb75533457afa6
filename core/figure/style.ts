import { isColormap, unknownColormap } from './colormaps.ts';
import type { Axis, Figure, LegendPlace, Look, Mark, Panel } from './figure.ts';
import { scaleBar } from './style-scale-bar.ts';
import type { Theme } from './theme.ts';
import { type ThemeName, themes } from './theme.ts';
import type { Typeface } from './typeface.ts';

type Weight = 'regular' | 'bold';

/**
 * How somebody wants a figure to look: what matplotlib users set after plotting, and npyx's `mplp`. Null or empty leaves a
 * thing as the analysis drew it. Sizes are those of paper.
 */
export interface FigureStyle {
  /** `none` leaves it out. */
  readonly title: string;
  readonly subtitle: string;
  readonly theme: ThemeName | 'transparent' | 'auto';
  readonly font: 'auto' | Typeface;
  readonly titleWeight: Weight;
  readonly labelWeight: Weight;
  readonly tickWeight: Weight;
  readonly titleSizePt: number | null;
  readonly labelSizePt: number | null;
  readonly tickSizePt: number | null;
  readonly lineWidthPt: number | null;
  readonly axisWidthPt: number | null;
  readonly xLabelGapPt: number | null;
  readonly yLabelGapPt: number | null;
  readonly columnGapMm: number | null;
  readonly rowGapMm: number | null;
  readonly tickDirection: 'out' | 'in';
  readonly widthMm: number | null;
  readonly heightMm: number | null;
  readonly panelWidthMm: number | null;
  readonly panelHeightMm: number | null;
  readonly dpi: number | null;
  /** Numbers of the panels that all below is about, from 1, in reading order of the figure; all of them unless told. */
  readonly panels: readonly number[] | null;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xLimits: readonly [number, number] | null;
  readonly yLimits: readonly [number, number] | null;
  readonly xTicks: readonly number[] | null;
  readonly yTicks: readonly number[] | null;
  readonly xTickLabels: readonly string[] | null;
  readonly yTickLabels: readonly string[] | null;
  /** Degrees to the left. */
  readonly xTickAngle: number;
  readonly yTickAngle: number;
  readonly frame: 'auto' | 'box' | 'none';
  readonly legend: 'auto' | 'none' | 'upper-right' | 'upper-left' | 'lower-right' | 'lower-left' | 'outside';
  readonly colorbar: 'auto' | 'show' | 'none';
  readonly colormap: string;
  readonly colorLabel: string;
  readonly colorLimits: readonly [number, number] | null;
  readonly colorCenter: number | null;
  readonly colorTicks: readonly number[] | null;
  readonly colorTickLabels: readonly string[] | null;
  readonly verticalLines: readonly number[] | null;
  readonly horizontalLines: readonly number[] | null;
  readonly lines: 'dashed' | 'solid';
  /** `5 ms`; in the axis's own unit when none is written. */
  readonly xScaleBar: string;
  readonly yScaleBar: string;
  readonly notes: 'auto' | 'none';
}

/** Pixels per point and per millimetre, 96 to the inch. */
export const pxPerPt = 96 / 72;
export const pxPerMm = 96 / 25.4;

/**
 * The figure as `style` wants it; the figure itself is left as it is. Throws RangeError with the name of the setting, what
 * was found and what is allowed.
 */
export function styled(figure: Figure, style: FigureStyle): Figure {
  const { panels: chosen, legend, notes: showNotes } = style;
  if (style.widthMm !== null && style.panelWidthMm !== null)
    throw new RangeError('widthMm and panelWidthMm: expected one of them, not both');
  if (style.heightMm !== null && style.panelHeightMm !== null)
    throw new RangeError('heightMm and panelHeightMm: expected one of them, not both');
  const wrong = chosen?.find((number) => number < 1 || number > figure.panels.length);
  if (wrong !== undefined)
    throw new RangeError(`panels: got ${wrong}, the figure has panels 1 to ${figure.panels.length}`);
  const { legend: key, notes, look, subtitle, ...rest } = figure;
  const title = wordsOf(style.title, figure.title);
  const under = wordsOf(style.subtitle, subtitle ?? '');
  const sizes = { ...look, ...lookOf(style) };
  return {
    ...rest,
    title,
    ...(under === '' ? {} : { subtitle: under }),
    ...(key && legend !== 'none' ? { legend: key } : {}),
    ...(notes && showNotes !== 'none' ? { notes } : {}),
    ...(Object.keys(sizes).length > 0 ? { look: sizes } : {}),
    panels: figure.panels.map((panel, i) =>
      chosen === null || chosen.includes(i + 1) ? styledPanel(panel, style) : panel,
    ),
  };
}

/** The theme that a style names, or `usual`. `transparent` is the light one without a background. */
export function themeOf({ theme }: Pick<FigureStyle, 'theme'>, usual: Theme): Theme {
  if (theme === 'auto') return usual;
  return theme === 'transparent' ? { ...themes.light, background: null } : themes[theme];
}

const wordsOf = (given: string, own: string): string => (given === '' ? own : given === 'none' ? '' : given);

function lookOf(style: FigureStyle): Look {
  const inPx = (name: keyof Look, length: number | null, pxPer = pxPerPt) =>
    length === null ? {} : { [name]: length * pxPer };
  const bold = (name: keyof Look, weight: Weight) => (weight === 'bold' ? { [name]: true } : {});
  return {
    ...inPx('titleSize', style.titleSizePt),
    ...inPx('labelSize', style.labelSizePt),
    ...inPx('tickSize', style.tickSizePt),
    ...inPx('lineWidth', style.lineWidthPt),
    ...inPx('axisWidth', style.axisWidthPt),
    ...inPx('xLabelGap', style.xLabelGapPt),
    ...inPx('yLabelGap', style.yLabelGapPt),
    ...inPx('columnGap', style.columnGapMm, pxPerMm),
    ...inPx('rowGap', style.rowGapMm, pxPerMm),
    ...bold('titleBold', style.titleWeight),
    ...bold('labelBold', style.labelWeight),
    ...bold('tickBold', style.tickWeight),
    ...(style.tickDirection === 'in' ? { ticksInside: true } : {}),
    ...(style.font === 'auto' ? {} : { typeface: style.font }),
  };
}

function styledPanel(panel: Panel, style: FigureStyle): Panel {
  const { frame, legend, xScaleBar, yScaleBar, verticalLines, horizontalLines } = style;
  const hidden = frame === 'none' ? { hidden: true } : {};
  const { legend: key, colorbar: _, scaleBars, ...rest } = panel;
  const line = { kind: 'rule', color: 'text', dash: style.lines === 'dashed' } as const;
  const rules = [
    ...(verticalLines ?? []).map((x): Mark => ({ ...line, x })),
    ...(horizontalLines ?? []).map((y): Mark => ({ ...line, y })),
  ];
  const bars = {
    ...scaleBars,
    ...(xScaleBar === '' ? {} : { x: scaleBar('xScaleBar', xScaleBar, panel.x) }),
    ...(yScaleBar === '' ? {} : { y: scaleBar('yScaleBar', yScaleBar, panel.y) }),
  };
  const place = legend === 'auto' ? {} : { legendPlace: legend.replace('-', ' ') as LegendPlace };
  return {
    ...rest,
    x: {
      ...styledAxis('x', panel.x, style.xLabel, style.xLimits, style.xTicks, style.xTickLabels),
      ...(style.xTickAngle > 0 ? { tickAngle: style.xTickAngle } : {}),
      ...hidden,
    },
    y: {
      ...styledAxis('y', panel.y, style.yLabel, style.yLimits, style.yTicks, style.yTickLabels),
      ...(style.yTickAngle > 0 ? { tickAngle: style.yTickAngle } : {}),
      ...hidden,
    },
    marks: [...panel.marks.map((mark) => recolored(mark, style)), ...rules],
    ...(key && legend !== 'none' ? { legend: key, ...place } : {}),
    ...(frame === 'box' ? { boxed: true } : {}),
    ...(bars.x || bars.y ? { scaleBars: bars } : {}),
    ...styledColorbar(panel, style),
  };
}

function styledAxis(
  name: 'x' | 'y',
  axis: Axis,
  label: string,
  limits: readonly [number, number] | null,
  ticks: readonly number[] | null,
  tickLabels: readonly string[] | null,
): Axis {
  if (limits && axis.scale === 'log' && limits[0] <= 0)
    throw new RangeError(`${name}Limits: got ${limits[0]}, expected numbers above 0 on a logarithmic axis`);
  const at = ticks ?? axis.ticks;
  refuseOtherCount(name, at, tickLabels);
  const { ticks: _ticks, tickLabels: _labels, label: own, unit, ...rest } = axis;
  const named = wordsOf(label, own);
  const kept = ticks ? undefined : axis.tickLabels;
  return {
    ...rest,
    // A label that somebody wrote says its unit itself, or means to leave it out.
    label: named,
    unit: label === '' ? unit : '',
    domain: limits ? upright(axis.domain, limits) : axis.domain,
    ...(at ? { ticks: at } : {}),
    ...(tickLabels ? { tickLabels } : kept ? { tickLabels: kept } : {}),
  };
}

function refuseOtherCount(
  name: string,
  ticks: readonly number[] | null | undefined,
  labels: readonly string[] | null,
): void {
  if (labels && labels.length !== ticks?.length)
    throw new RangeError(
      `${name}TickLabels: got ${labels.length}, expected as many as ${name}Ticks, of which there are ${ticks?.length ?? 'none'}`,
    );
}

/** Limits in the direction of the axis: one that grows downwards goes on doing so. */
const upright = ([from, to]: readonly [number, number], [low, high]: readonly [number, number]) =>
  from <= to ? ([low, high] as const) : ([high, low] as const);

function recolored(mark: Mark, { colormap, colorLimits, colorCenter }: FigureStyle): Mark {
  if (mark.kind !== 'image') return mark;
  if (colormap !== '' && !isColormap(colormap))
    throw new RangeError(`colormap: ${unknownColormap(colormap)}`);
  return {
    ...mark,
    ...(colormap === '' ? {} : { colormap }),
    ...(colorLimits ? { range: colorLimits } : {}),
    ...(colorCenter === null ? {} : { center: { value: colorCenter, sides: 'linear' } }),
  };
}

function styledColorbar(panel: Panel, style: FigureStyle): Pick<Panel, 'colorbar'> {
  const image = panel.marks.find((mark) => mark.kind === 'image');
  const { colorbar, colorLabel, colorTicks, colorTickLabels } = style;
  refuseOtherCount('color', colorTicks, colorTickLabels);
  if (colorbar === 'none' || !image || (!panel.colorbar && colorbar !== 'show')) return {};
  const { range, colormap, center } = recolored(image, style) as Mark & { kind: 'image' };
  const { label, unit } = panel.colorbar ?? { label: '', unit: '' };
  return {
    colorbar: {
      label: wordsOf(colorLabel, label),
      unit: colorLabel === '' ? unit : '',
      range,
      colormap,
      ...(center ? { center } : {}),
      ...(colorTicks ? { ticks: colorTicks } : {}),
      ...(colorTickLabels ? { tickLabels: colorTickLabels } : {}),
    },
  };
}
