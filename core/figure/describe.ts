import type { Axis, Colorbar, Figure, LegendEntry, Mark, Panel } from './figure.ts';
import { rightAxisOf } from './layout-right.ts';
import { decimalsOf, formatNumber } from './ticks.ts';

/** The figure in sentences, panel by panel: what a screen reader can read on after the alternative text. */
export function describe(figure: Figure): string[] {
  const panels = figure.panels.map((panel, i) => describePanel(panel, i, figure.panels.length));
  const legend = legendWords(figure.legend).map((words) => `${words}.`);
  const subtitle = figure.subtitle ? [`${figure.subtitle}.`] : [];
  return [...subtitle, ...legend, ...panels, ...(figure.notes ?? [])];
}

function describePanel(panel: Panel, index: number, count: number): string {
  const name = panel.title ?? (count > 1 ? `Panel ${index + 1}` : 'Panel');
  const axes = [axisWords('horizontal', panel.x), axisWords('vertical', panel.y)].filter(Boolean);
  const bars = [panel.scaleBars?.x, panel.scaleBars?.y].filter((bar) => bar !== undefined);
  const parts = [
    ...(panel.corner ? [panel.corner] : []),
    ...axes,
    ...(panel.rightAxis ? [axisWords('right', rightAxisOf(panel) as Axis)] : []),
    ...(panel.colorbar ? [colorWords(panel.colorbar)] : []),
    ...legendWords(panel.legend),
    ...(bars.length ? [`scale bars ${bars.map(({ label }) => label).join(' and ')}`] : []),
    ...markWords(panel.marks),
  ];
  return `${name}: ${parts.join('; ')}.`;
}

/** Colours mean nothing to who does not see them; that there is a curve of this name does. */
const legendWords = (legend: readonly LegendEntry[] = []): string[] =>
  legend.length > 0 ? [`legend ${legend.map(({ label }) => label).join(', ')}`] : [];

function colorWords({ label, unit, range }: Colorbar): string {
  const [from, to] = range.map((end) => formatNumber(end, Math.min(3, decimalsOf(Math.abs(end)))));
  return `colours ${label ? `of ${label} ` : ''}from ${from} to ${to}${unit ? ` ${unit}` : ''}`;
}

function axisWords(direction: string, { label, unit, domain, hidden, scale }: Axis): string {
  if (hidden) return '';
  const digits = Math.max(...domain.map((end) => Math.min(3, decimalsOf(Math.abs(end)))));
  const [from, to] = domain.map((end) => formatNumber(end, digits));
  return `${direction} axis ${label ? `${label} ` : ''}from ${from} to ${to}${unit ? ` ${unit}` : ''}${scale === 'log' ? ', logarithmic' : ''}`;
}

/** How many of each kind; text and rules are decoration here. */
function markWords(marks: readonly Mark[]): string[] {
  const counts = { line: 0, bars: 0, points: 0, image: 0 };
  for (const mark of marks) {
    if (mark.kind === 'line')
      counts.line += Math.max(1, Math.round(mark.y.length / (mark.pointCount || mark.y.length || 1)));
    else if (mark.kind === 'bars' || mark.kind === 'points') counts[mark.kind] += mark.y.length;
    else if (mark.kind === 'image') counts.image += mark.values.length;
  }
  const words = {
    line: ['line', 'lines'],
    bars: ['bar', 'bars'],
    points: ['point', 'points'],
    image: ['cell of an image', 'cells of an image'],
  } as const;
  return (Object.keys(counts) as (keyof typeof counts)[])
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${formatNumber(counts[kind], 0)} ${words[kind][counts[kind] === 1 ? 0 : 1]}`);
}
