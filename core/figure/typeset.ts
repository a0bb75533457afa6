import type { Figure, LegendEntry, Mark, Panel } from './figure.ts';

/** Signs of units behind numbers; words that are counted (`12 spikes`) keep their space. */
const unitBehindNumber = /(\d) (?=(?:ms|µs|s|min|h|kHz|Hz|µV|mV|V|µm|mm|pt|%)(?![\w/]))/g;

/** Whole numbers of five digits and more that a unit follows; ids and years have none. */
const longNumber = /(?<![\d.,])\d{5,}(?=\u2009)/g;

/** A thin space between number and unit, and between thousands: `30 000 Hz`. */
const withThinSpaces = (text: string): string =>
  text
    .replace(unitBehindNumber, '$1\u2009')
    .replace(longNumber, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, '\u2009'));

/** The figure with all its words as they are to be drawn; marks other than words are the same objects. */
export function typeset(figure: Figure): Figure {
  const { title, subtitle, notes, legend, panels } = figure;
  return {
    ...figure,
    title: withThinSpaces(title),
    ...(subtitle === undefined ? {} : { subtitle: withThinSpaces(subtitle) }),
    ...(notes ? { notes: notes.map(withThinSpaces) } : {}),
    ...(legend ? { legend: legend.map(entry) } : {}),
    panels: panels.map(panelOf),
  };
}

const entry = (of: LegendEntry): LegendEntry => ({ ...of, label: withThinSpaces(of.label) });

function panelOf(panel: Panel): Panel {
  const { title, titleParts, corner, side, legend, scaleBars, marks } = panel;
  const bar = <T extends { readonly label: string }>(of: T): T => ({
    ...of,
    label: withThinSpaces(of.label),
  });
  return {
    ...panel,
    ...(title === undefined ? {} : { title: withThinSpaces(title) }),
    ...(titleParts
      ? { titleParts: titleParts.map((part) => ({ ...part, text: withThinSpaces(part.text) })) }
      : {}),
    ...(corner === undefined ? {} : { corner: withThinSpaces(corner) }),
    ...(side ? { side: { ...side, text: withThinSpaces(side.text) } } : {}),
    ...(legend ? { legend: legend.map(entry) } : {}),
    ...(scaleBars
      ? {
          scaleBars: {
            ...scaleBars,
            ...(scaleBars.x ? { x: bar(scaleBars.x) } : {}),
            ...(scaleBars.y ? { y: bar(scaleBars.y) } : {}),
          },
        }
      : {}),
    marks: marks.map(
      (mark): Mark => (mark.kind === 'text' ? { ...mark, text: withThinSpaces(mark.text) } : mark),
    ),
  };
}
