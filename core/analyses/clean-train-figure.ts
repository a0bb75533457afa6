import type { Figure, Mark, Panel } from '../figure/figure.ts';
import {
  type CleanTrain,
  type CleanTrainParams,
  type CleanTrains,
  refractoryBins,
  type Section,
} from './clean-train-params.ts';
import { countText, groupedText, numberText } from './number-text.ts';
import { mostRows, restNote } from './spike-train-figure.ts';

/** As many spikes as a picture can show; the others are left out evenly. */
const mostPoints = 4000;
const falsePositive = '#b22222';
const falseNegative = '#008080';
const good = '#2e8b57';

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

/** A dot in the middle of each window; a rate beyond the axis stands at its top. */
function dots(clean: CleanTrain, { rates, color }: Series, highest: number, hollow = false): Mark {
  return {
    kind: 'points',
    x: Float32Array.from(clean.windows, ({ startS, endS }) => (startS + endS) / 2),
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
        dots(clean, series, highest),
        { kind: 'rule', y: 100 * series.limit, color: 'muted', dash: true },
        ...bars(series.sections, series.color, -0.07 * highest, -0.03 * highest),
      ],
    };
  };
  return [
    ratePanel(positive, 0, 'Spikes of other neurons', [
      intervalMark(clean, percent(positive.rates, positive.limit)),
    ]),
    ratePanel(negative, 1, 'Missed spikes', []),
    ...amplitudePanels(clean, time('time'), rateHz),
    shortIntervalPanel(clean, params, rateHz),
  ];
}

/** Confidence intervals as one broken line. */
function intervalMark({ windows }: CleanTrain, highest: number): Mark {
  const x = new Float32Array(3 * windows.length);
  const y = new Float32Array(3 * windows.length);
  windows.forEach(({ startS, endS, falsePositiveLow, falsePositiveHigh }, i) => {
    x.fill((startS + endS) / 2, 3 * i, 3 * i + 3);
    y[3 * i] = 100 * falsePositiveLow;
    y[3 * i + 1] = Math.min(highest, 100 * falsePositiveHigh);
    y[3 * i + 2] = Number.NaN;
  });
  return { kind: 'line', x, y, color: falsePositive, opacity: 0.35 };
}

function amplitudePanels(clean: CleanTrain, x: Panel['x'], rateHz: number): Panel[] {
  const { train, amplitudes, kept } = clean;
  const place = { row: 2, column: 0 };
  const counts = `${groupedText(clean.keptCount)} of ${countText(train.length, 'spike')} kept`;
  if (!amplitudes || train.length === 0)
    return [
      {
        ...place,
        title: 'Amplitudes',
        corner: counts,
        x,
        y: { label: 'amplitude', unit: 'a.u.', domain: [0, 1] },
        marks: [
          {
            kind: 'text',
            x: x.domain[1] / 2,
            y: 0.5,
            text: 'no amplitudes',
            anchor: 'middle',
            color: 'muted',
          },
        ],
      },
    ];
  const highest = amplitudes.reduce((a, b) => Math.max(a, b), -Infinity);
  const least = amplitudes.reduce((a, b) => Math.min(a, b), Infinity);
  const margin = 0.06 * (highest - least) || 1;
  const lowest = least - margin;
  const y = { label: 'amplitude', unit: 'a.u.', domain: [lowest, highest + margin] as const };
  const stride = Math.ceil(train.length / mostPoints);
  const points = (wanted: 0 | 1, color: 'text' | `#${string}`): Mark => {
    const chosen = [...train.keys()].filter((i) => i % stride === 0 && kept[i] === wanted);
    return {
      kind: 'points',
      x: Float32Array.from(chosen, (i) => train[i]! / rateHz),
      y: Float32Array.from(chosen, (i) => amplitudes[i]!),
      size: 1.6,
      opacity: 0.6,
      color,
    };
  };
  const binCount = 60;
  const width = (y.domain[1] - lowest) / binCount;
  const histogram = (only: boolean) => {
    const counts = new Float32Array(binCount);
    amplitudes.forEach((value, i) => {
      if (only && kept[i] === 0) return;
      const bin = Math.min(binCount - 1, Math.floor((value - lowest) / width));
      counts[bin] = counts[bin]! + 1;
    });
    return counts;
  };
  const [every, stay] = [histogram(false), histogram(true)];
  const most = every.reduce((a, b) => Math.max(a, b), 0) * 1.05 || 1;
  const outline = (values: Float32Array, color: 'neutral' | `#${string}`): Mark => ({
    kind: 'line',
    x: Float32Array.from({ length: 2 * binCount }, (_, i) => values[i >> 1]!),
    y: Float32Array.from({ length: 2 * binCount }, (_, i) => lowest + ((i + 1) >> 1) * width),
    color,
  });
  return [
    { ...place, title: 'Amplitudes', corner: counts, x, y, marks: [points(0, 'text'), points(1, good)] },
    {
      row: 2,
      column: 1,
      title: clean.fit ? `${numberText(100 * clean.fit.belowCut)} % missed` : '',
      x: { label: 'spikes', unit: '', domain: [0, most] },
      y: { ...y, label: '', unit: 'a.u.' },
      marks: [
        outline(every, 'neutral'),
        outline(stay, good),
        ...fitMarks(clean, clean.keptCount > 0 ? stay : every, lowest, width, most),
      ],
    },
  ];
}

/** The Gaussian over the spikes above its cut, and the cut. */
function fitMarks(
  { fit }: CleanTrain,
  counts: Float32Array,
  lowest: number,
  width: number,
  most: number,
): Mark[] {
  if (!fit) return [];
  const bell = (y: number) => Math.exp(-0.5 * ((y - fit.mean) / fit.sd) ** 2);
  let [seen, expected] = [0, 0];
  counts.forEach((count, i) => {
    const middle = lowest + (i + 0.5) * width;
    if (middle < fit.cut) return;
    seen += count;
    expected += bell(middle);
  });
  const y = Float32Array.from({ length: 200 }, (_, i) => lowest + (i / 199) * width * counts.length);
  return [
    {
      kind: 'line',
      x: y.map((each) => Math.min(most, (seen / (expected || 1)) * bell(each))),
      y,
      width: 2,
      color: falseNegative,
    },
    { kind: 'rule', y: fit.cut, color: 'muted', dash: true },
  ];
}

function shortIntervalPanel({ train, kept }: CleanTrain, params: CleanTrainParams, rateHz: number): Panel {
  const { binMs, endMs } = refractoryBins;
  const every = new Float32Array(Math.round(endMs / binMs));
  const stay = new Float32Array(every.length);
  for (let i = 1; i < train.length; i++) {
    const bin = Math.floor(((train[i]! - train[i - 1]!) * 1000) / rateHz / binMs);
    if (bin >= every.length) continue;
    every[bin] = every[bin]! + 1;
    if (kept[i] && kept[i - 1]) stay[bin] = stay[bin]! + 1;
  }
  const highest = every.reduce((a, b) => Math.max(a, b), 0) * 1.08 || 1;
  const x = { start: binMs / 2, step: binMs };
  return {
    row: 0,
    column: 1,
    rowSpan: 2,
    title: 'Short intervals',
    x: { label: 'interspike interval', unit: 'ms', domain: [0, endMs] },
    y: { label: '', unit: 'spikes', domain: [0, highest] },
    marks: [
      { kind: 'bars', x, y: every, width: binMs, color: 'neutral' },
      { kind: 'bars', x, y: stay, width: binMs, color: good },
      { kind: 'rule', x: params.violationsMs, color: falsePositive, dash: true },
    ],
  };
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
      ...both.map((series) => dots(clean, series, highest)),
      ...[...new Set(both.map(({ limit }) => limit))].map(
        (limit): Mark => ({ kind: 'rule', y: 100 * limit, color: 'muted', dash: true }),
      ),
      ...both.flatMap(({ sections, color }, i) =>
        bars(sections, color, (-0.07 - 0.07 * i) * highest, (-0.02 - 0.07 * i) * highest),
      ),
    ],
  };
}
