import type { Figure, Mark, Panel } from '../figure/figure.ts';
import {
  amplitudePanels,
  falseNegative,
  falsePositive,
  good,
  shortIntervalPanel,
} from './clean-train-panels.ts';
import type { CleanTrain, CleanTrainParams, CleanTrains, Section } from './clean-train-params.ts';
import { countText, groupedText, numberText } from './number-text.ts';
import { mostRows, restNote } from './spike-train-figure.ts';

/** One unit: both rates over time, its spikes by amplitude, short intervals. Several: both rates, one row per unit. */
export function cleanTrainFigure(result: CleanTrains, params: CleanTrainParams): Figure {
  const units = result.units.slice(0, mostRows);
  const one = units.length === 1 ? units[0] : undefined;
  const durationS = result.durationS || 1;
  return {
    title: one ? `Clean train of unit ${one.unit}` : `Clean trains of ${result.units.length} units`,
    subtitle: [
      `windows ${numberText(params.windowS)} s every ${numberText(params.stepS)} s`,
      `refractory ${numberText(params.violationsMs)} ms`,
      { default: 'Llobet 2022', hill: 'Hill 2011', npyx: 'npyx’s estimators' }[params.estimator],
    ].join(' · '),
    alt: units.map((unit) => sentence(unit, durationS)).join(' '),
    panels: one
      ? onePanels(one, durationS, params, result.sampleRateHz)
      : units.map((unit, row) => rowPanel(unit, row, units.length, durationS, params)),
    grid: one
      ? { rows: 3, columns: 2, rowWeights: [1, 1, 1.4], columnWeights: [3, 1] }
      : { rows: units.length, columns: 1 },
    legend: [
      { label: 'of other neurons', color: falsePositive, shape: 'point' },
      { label: 'missed', color: falseNegative, shape: 'point' },
      { label: 'threshold', color: 'muted', shape: 'dash' },
      ...(one
        ? ([
            { label: 'kept', color: good, shape: 'point' },
            { label: 'rejected', color: 'text', shape: 'point' },
          ] as const)
        : []),
    ],
    notes: [
      ...units.flatMap(({ unit, reason }) => (reason ? [`${unit}: ${reason}.`] : [])),
      ...(one && !one.amplitudes ? ['Without amplitudes missed spikes are not judged.'] : []),
      ...restNote(result.units.length),
    ],
  };
}

function sentence({ unit, train, keptCount, windows, goodS, reason }: CleanTrain, durationS: number): string {
  const median = (values: number[]) => {
    const known = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
    return known.length > 0 ? `${numberText(100 * known[known.length >> 1]!)} %` : 'not known';
  };
  return `Unit ${unit}: ${groupedText(keptCount)} of ${countText(train.length, 'spike')} kept, ${numberText(goodS)} of ${numberText(durationS)} s good; in the median window ${median(windows.map((window) => window.falsePositiveRate))} of other neurons and ${median(windows.map((window) => window.falseNegativeRate))} missed.${reason ? ` ${reason[0]!.toUpperCase()}${reason.slice(1)}.` : ''}`;
}

const percent = (rates: readonly number[], limit: number): number =>
  Math.max(5, 250 * limit, ...rates.map((rate) => (Number.isFinite(rate) ? Math.min(120, 108 * rate) : 0)));

interface Series {
  readonly rates: readonly number[];
  readonly color: `#${string}`;
  readonly limit: number;
  readonly sections: readonly Section[];
}

const seriesOf = (clean: CleanTrain, params: CleanTrainParams): [Series, Series] => [
  {
    rates: clean.windows.map((window) => window.falsePositiveRate),
    color: falsePositive,
    limit: params.falsePositiveMax,
    sections: clean.goodFalsePositiveS,
  },
  {
    rates: clean.windows.map((window) => window.falseNegativeRate),
    color: falseNegative,
    limit: params.falseNegativeMax,
    sections: clean.goodFalseNegativeS,
  },
];

/** Middle of what was recorded in a window: the last ones reach past the end. */
const middleS = ({ startS, endS }: { startS: number; endS: number }, durationS: number): number =>
  (startS + Math.min(endS, durationS)) / 2;

/** A dot in the middle of each window; a rate beyond the axis stands at its top. */
function dots(
  clean: CleanTrain,
  { rates, color }: Series,
  highest: number,
  durationS: number,
  hollow = false,
): Mark {
  return {
    kind: 'points',
    x: Float32Array.from(clean.windows, (window) => middleS(window, durationS)),
    y: Float32Array.from(rates, (rate) => Math.min(100 * rate, highest)),
    size: 5,
    hollow,
    color,
  };
}

/** Good chunks as bars between two heights. */
const bars = (sections: readonly Section[], color: `#${string}`, from: number, to: number): Mark[] =>
  joinedSections(sections).map(([start, end]) => ({
    kind: 'area',
    x: Float32Array.of(start, end),
    y0: Float32Array.of(from, from),
    y1: Float32Array.of(to, to),
    color,
  }));

function joinedSections(sections: readonly Section[]): Section[] {
  const joined: [number, number][] = [];
  for (const [start, end] of sections) {
    const last = joined.at(-1);
    if (last && start <= last[1] + 1e-9) last[1] = end;
    else joined.push([start, end]);
  }
  return joined;
}

function onePanels(clean: CleanTrain, durationS: number, params: CleanTrainParams, rateHz: number): Panel[] {
  const time = (label: string) => ({ label, unit: 's', domain: [0, durationS] as const });
  const [positive, negative] = seriesOf(clean, params);
  const ratePanel = (series: Series, row: number, title: string, extra: Mark[]): Panel => {
    const highest = percent(series.rates, series.limit);
    return {
      row,
      column: 0,
      title,
      titleColor: series.color,
      corner: `at most ${numberText(100 * series.limit)} %`,
      x: time(''),
      y: { label: 'share', unit: '%', domain: [-0.08 * highest, highest] },
      marks: [
        ...extra,
        dots(clean, series, highest, durationS),
        { kind: 'rule', y: 100 * series.limit, color: 'muted', dash: true },
        ...bars(series.sections, series.color, -0.07 * highest, -0.03 * highest),
      ],
    };
  };
  return [
    ratePanel(positive, 0, 'Spikes of other neurons', [
      intervalMark(clean, percent(positive.rates, positive.limit), durationS),
    ]),
    ratePanel(negative, 1, 'Missed spikes', []),
    ...amplitudePanels(clean, time('time'), rateHz),
    shortIntervalPanel(clean, params, rateHz),
  ];
}

/** Confidence intervals as one broken line. */
function intervalMark({ windows }: CleanTrain, highest: number, durationS: number): Mark {
  const x = new Float32Array(3 * windows.length);
  const y = new Float32Array(3 * windows.length);
  windows.forEach((window, i) => {
    const { falsePositiveLow, falsePositiveHigh } = window;
    x.fill(middleS(window, durationS), 3 * i, 3 * i + 3);
    y[3 * i] = 100 * falsePositiveLow;
    y[3 * i + 1] = Math.min(highest, 100 * falsePositiveHigh);
    y[3 * i + 2] = Number.NaN;
  });
  return { kind: 'line', x, y, color: falsePositive, opacity: 0.35 };
}

function rowPanel(
  clean: CleanTrain,
  row: number,
  count: number,
  durationS: number,
  params: CleanTrainParams,
): Panel {
  const both = seriesOf(clean, params);
  const highest = Math.max(...both.map(({ rates, limit }) => percent(rates, limit)));
  return {
    row,
    column: 0,
    title: clean.unit,
    titleColor: { series: row },
    corner: `${groupedText(clean.keptCount)} of ${countText(clean.train.length, 'spike')} kept`,
    x: { label: row === count - 1 ? 'time' : '', unit: 's', domain: [0, durationS] },
    y: { label: 'share', unit: '%', domain: [-0.16 * highest, highest] },
    marks: [
      ...both.map((series) => dots(clean, series, highest, durationS)),
      ...[...new Set(both.map(({ limit }) => limit))].map(
        (limit): Mark => ({ kind: 'rule', y: 100 * limit, color: 'muted', dash: true }),
      ),
      ...both.flatMap(({ sections, color }, i) =>
        bars(sections, color, (-0.07 - 0.07 * i) * highest, (-0.02 - 0.07 * i) * highest),
      ),
    ],
  };
}
