import type { FigureStyle } from '../figure/style.ts';
import { typefaces } from '../figure/typeface.ts';
import { ParameterError } from '../model/errors.ts';
import { changedParams } from './param-words.ts';
import {
  choice,
  integers,
  names,
  number,
  optionalNumber,
  type Params,
  parseParams,
  range,
  text,
} from './params.ts';

const size = { min: 1, max: 5000 } as const;
const points = { min: 1, max: 200 } as const;
const width = { min: 0.05, max: 50 } as const;
const gap = { min: 0, max: 500 } as const;
const angle = { default: 0, min: 0, max: 90 } as const;
const weight = (facts: { readonly default: 'regular'; readonly doc: string; readonly npyx: string }) =>
  choice(['regular', 'bold'], facts);

/**
 * How figures look, of whatever analysis: one declaration for the command line (`--style-title`), the form in VS Code and
 * the library.
 */
export const styleParams = {
  theme: choice(['auto', 'light', 'dark', 'hc-light', 'hc-dark', 'print', 'transparent'], {
    default: 'auto',
    doc: 'Colours: as on the page in VS Code and light in files, unless told. print has black words and finer axes.',
    npyx: 'transparent_background',
  }),
  title: text({ default: '', doc: 'Title instead of the figure’s own; none leaves it out.' }),
  subtitle: text({
    default: '',
    doc: 'Line behind the title instead of the figure’s own; none leaves it out.',
  }),
  widthMm: optionalNumber({ ...size, doc: 'Width of the figure on paper.', npyx: 'figsize' }),
  heightMm: optionalNumber({ ...size, doc: 'Height of the figure on paper.' }),
  panelWidthMm: optionalNumber({
    ...size,
    doc: 'Width of the first plot, instead of that of the figure.',
    npyx: 'axsize',
  }),
  panelHeightMm: optionalNumber({ ...size, doc: 'Height of the first plot, instead of that of the figure.' }),
  dpi: optionalNumber({ min: 36, max: 1200, doc: 'Dots per inch of a PNG; 192 unless told.' }),
  font: choice(['auto', ...typefaces], {
    default: 'auto',
    doc: 'Typeface, embedded in PNG and PDF: that of the page in VS Code and Arial in files, unless told.',
  }),
  titleSizePt: optionalNumber({ ...points, doc: 'Size of the title.', npyx: 'title_s' }),
  labelSizePt: optionalNumber({ ...points, doc: 'Size of axis labels and panel titles.', npyx: 'axlab_s' }),
  tickSizePt: optionalNumber({ ...points, doc: 'Size of the numbers at ticks.', npyx: 'ticklab_s' }),
  titleWeight: weight({
    default: 'regular',
    doc: 'Titles of the figure and of its panels.',
    npyx: 'title_w',
  }),
  labelWeight: weight({ default: 'regular', doc: 'Labels of axes and colour bars.', npyx: 'axlab_w' }),
  tickWeight: weight({ default: 'regular', doc: 'Numbers at ticks.', npyx: 'ticklab_w' }),
  lineWidthPt: optionalNumber({ ...width, doc: 'Width of all curves.' }),
  axisWidthPt: optionalNumber({ ...width, doc: 'Width of axes and ticks.', npyx: 'lw' }),
  tickDirection: choice(['out', 'in'], {
    default: 'out',
    doc: 'Ticks outside the plots or inside.',
    npyx: 'ticks_direction',
  }),
  xLabelGapPt: optionalNumber({
    ...gap,
    doc: 'Room between the horizontal axis and its label, beyond the usual.',
    npyx: 'xlabelpad',
  }),
  yLabelGapPt: optionalNumber({
    ...gap,
    doc: 'Room between the vertical axis and its label, beyond the usual.',
    npyx: 'ylabelpad',
  }),
  columnGapMm: optionalNumber({
    ...gap,
    doc: 'Room between panels side by side, beyond what is written around them.',
    npyx: 'wspace',
  }),
  rowGapMm: optionalNumber({
    ...gap,
    doc: 'Room between panels above each other, beyond what is written around them.',
    npyx: 'hspace',
  }),
  panels: integers({
    doc: 'The panels that what follows is about, counted from 1; all of them unless told.',
  }),
  xLabel: text({
    default: '',
    npyx: 'xlabel',
    doc: 'Label of the horizontal axis, its unit included; none leaves it out.',
  }),
  yLabel: text({
    default: '',
    npyx: 'ylabel',
    doc: 'Label of the vertical axis, its unit included; none leaves it out.',
  }),
  xLimits: range({ npyx: 'xlim', doc: 'Ends of the horizontal axis, in its unit: 0:50.' }),
  yLimits: range({ npyx: 'ylim', doc: 'Ends of the vertical axis, in its unit.' }),
  xTicks: names({ of: 'number', npyx: 'xticks', doc: 'Where the horizontal axis has ticks: -40,0,40.' }),
  yTicks: names({ of: 'number', npyx: 'yticks', doc: 'Where the vertical axis has ticks.' }),
  xTickLabels: names({ npyx: 'xtickslabels', doc: 'Words at the ticks, as many as there are.' }),
  yTickLabels: names({ npyx: 'ytickslabels', doc: 'Words at the ticks, as many as there are.' }),
  xTickAngle: number({
    ...angle,
    npyx: 'xtickrot',
    doc: 'Turns what is written at the horizontal axis, to the left.',
  }),
  yTickAngle: number({
    ...angle,
    npyx: 'ytickrot',
    doc: 'Turns what is written at the vertical axis, to the left.',
  }),
  frame: choice(['auto', 'box', 'none'], {
    default: 'auto',
    npyx: 'hide_axis',
    doc: 'box draws a line around each plot, none leaves the axes out.',
  }),
  legend: choice(['auto', 'none', 'upper-right', 'upper-left', 'lower-right', 'lower-left', 'outside'], {
    default: 'auto',
    npyx: 'legend_loc',
    doc: 'Where the legend of a panel stands; none leaves legends out.',
  }),
  colorbar: choice(['auto', 'show', 'none'], { default: 'auto', doc: 'The scale of an image’s colours.' }),
  colormap: text({
    default: '',
    npyx: 'cmap',
    doc: 'Colour map of images: viridis, batlow, RdBu_r; on a dark page the ends of berlin, lisbon, tofino and vanimo stand out, those of maps with a white middle are dark.',
  }),
  colorLabel: text({
    default: '',
    npyx: 'clabel',
    doc: 'Label of the colour bar, its unit included; none leaves it out.',
  }),
  colorLimits: range({ npyx: 'clim', doc: 'Values that have the first and the last colour.' }),
  colorCenter: optionalNumber({ doc: 'Value that has the middle colour of a diverging map.' }),
  colorTicks: names({ of: 'number', npyx: 'cticks', doc: 'Where the colour bar has ticks.' }),
  colorTickLabels: names({ npyx: 'ctickslabels', doc: 'Words at them, as many as there are.' }),
  verticalLines: names({
    of: 'number',
    npyx: 'vlines',
    doc: 'Lines across the plots, at these values of x.',
  }),
  horizontalLines: names({
    of: 'number',
    npyx: 'hlines',
    doc: 'Lines across the plots, at these values of y.',
  }),
  lines: choice(['dashed', 'solid'], {
    default: 'dashed',
    doc: 'How these lines are drawn.',
    npyx: 'lines_kwargs',
  }),
  xScaleBar: text({ default: '', npyx: 'xscalebar', doc: 'Horizontal scale bar with its unit: 5 ms.' }),
  yScaleBar: text({ default: '', npyx: 'yscalebar', doc: 'Vertical scale bar with its unit: 100 µV.' }),
  notes: choice(['auto', 'none'], { default: 'auto', doc: 'Remarks under the figure.' }),
} as const satisfies Params;

const numeric = ['xTicks', 'yTicks', 'colorTicks', 'verticalLines', 'horizontalLines'] as const;

/** What a style was given as, by name: JSON values, or texts of a form or a command line. */
export type GivenStyle = Readonly<Record<string, unknown>>;

/** Defaults for what is absent. Throws ParameterError as `parseParams` does. */
export function parseStyle(given: GivenStyle = {}): FigureStyle {
  const texts = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      numeric.some((key) => key === name) && Array.isArray(value) ? value.map(String) : value,
    ]),
  );
  const values = parseParams(styleParams, texts);
  const numbers = Object.fromEntries(numeric.map((name) => [name, numbersOf(name, values[name])])) as Record<
    (typeof numeric)[number],
    readonly number[] | null
  >;
  return { ...values, ...numbers };
}

/** The settings that differ from their defaults, parsed, in the order of the declaration. */
export function changedStyle(given: GivenStyle = {}): GivenStyle {
  const style: GivenStyle = { ...parseStyle(given) };
  return Object.fromEntries(changedParams(styleParams, style).map(([name, , value]) => [name, value]));
}

function numbersOf(name: string, words: readonly string[] | null): readonly number[] | null {
  if (words === null) return null;
  const numbers = words.map(Number);
  const wrong = numbers.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new ParameterError(`${name}: got '${words[wrong]}', expected numbers such as -40,0,40`);
  return numbers;
}

/** Runs what applies a style; a setting that does not suit the figure is the user's mistake, not a fault. */
export function withStyle<T>(apply: () => T): T {
  try {
    return apply();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ParameterError(`style: ${error.message}`);
  }
}
