import type { Figure, Mark, Panel } from '../figure/figure.ts';
import { correlogramNotes, nameOf } from './correlogram-notes.ts';
import {
  type CorrelogramParams,
  type Correlograms,
  normalizationOf,
  refractoryMs,
} from './correlogram-params.ts';
import { countText, numberText } from './number-text.ts';

/** More cannot be told apart. */
const mostUnits = 30;
/** Beyond this many a cell has no room for words: units are named on the diagonal alone. */
const mostWithTitles = 12;
/** Of more units only as many pairs are told in words. */
const mostInWords = 6;
/** Beyond this many columns a vertical axis of its own would leave a cross-correlogram no room. */
const mostWithAxes = 4;

const axisOf = {
  hertz: ['rate', 'Hz'],
  counts: ['count', ''],
  pearson: ['correlation', ''],
  zscore: ['deviation', 'SD'],
} as const;

/** Autocorrelograms down the diagonal in the units' colours, cross-correlograms above it: `234@12 → 241@14`. */
export function correlogramFigure(result: Correlograms, params: CorrelogramParams): Figure {
  const all = result.units.length;
  const alone = params.panels === 'cross' && all === 2;
  const count = alone ? 1 : Math.min(all, mostUnits);
  const pairs = alone
    ? [[0, 1] as const]
    : Array.from({ length: count }, (_, i) =>
        Array.from({ length: count - i }, (_, above) => [i, i + above] as const),
      ).flat();
  const shared = params.shareY ? sharedEnds(result, params, pairs) : null;
  const panels = pairs.map(([from, to]) => ({
    ...panelOf(result, params, from, to, count, shared),
    row: alone ? 0 : from,
    column: alone ? 0 : to,
  }));
  const names = result.units.map((_, i) => nameOf(result, i));
  return {
    title: alone
      ? `Correlogram of ${names[0]} → ${names[1]}`
      : all === 1
        ? `Autocorrelogram of unit ${names[0]}`
        : `Correlograms of ${all} units`,
    subtitle: [
      params.logBins === null ? `bin ${numberText(params.binMs)} ms` : `${params.logBins} log bins`,
      `window ${numberText(params.windowMs)} ms`,
      params.normalize === 'mixte'
        ? 'Hz, between units SD'
        : axisOf[params.normalize].filter(Boolean).at(-1)!,
      ...(params.binning === 'npyx' ? ['npyx bins'] : []),
    ].join(' · '),
    alt: altText(result, params, alone ? 2 : count),
    panels,
    grid: { rows: count, columns: count },
    notes: correlogramNotes(result, params, mostUnits),
  };
}

type Ends = readonly [low: number, high: number];

/** From below the smallest to above the largest value; of deviations at least ±3, as npyx draws them. */
function endsOf(values: Float64Array, kind: keyof typeof axisOf): Ends {
  const highest = extreme(values, Math.max);
  const lowest = Math.min(0, extreme(values, Math.min));
  if (kind === 'zscore') return [1.12 * Math.min(-3, lowest), 1.12 * Math.max(3, highest)];
  return [lowest, highest > lowest ? highest * 1.12 : lowest + 1];
}

/** One pair of ends for autocorrelograms, one for the others. */
function sharedEnds(
  result: Correlograms,
  params: CorrelogramParams,
  pairs: readonly (readonly [number, number])[],
): { readonly own: Ends; readonly cross: Ends } {
  const joined = (own: boolean): Ends => {
    const ends = pairs
      .filter(([from, to]) => (from === to) === own)
      .map(([from, to]) => endsOf(correlogramOf(result, from, to), normalizationOf(params.normalize, own)));
    return [Math.min(0, ...ends.map(([low]) => low)), Math.max(0, ...ends.map(([, high]) => high))];
  };
  return { own: joined(true), cross: joined(false) };
}

function panelOf(
  result: Correlograms,
  params: CorrelogramParams,
  from: number,
  to: number,
  count: number,
  shared: ReturnType<typeof sharedEnds> | null,
): Omit<Panel, 'row' | 'column'> {
  const values = correlogramOf(result, from, to);
  const own = from === to;
  const kind = normalizationOf(params.normalize, own);
  const [label, unit] = axisOf[kind];
  const domain = shared?.[own ? 'own' : 'cross'] ?? endsOf(values, kind);
  const peak = extreme(values, kind === 'zscore' ? larger : Math.max);
  const roomy = count <= mostWithAxes;
  const isSmall = count > mostWithTitles;
  const labelled = own || count === 1;
  const hz = params.showHz ? hertzAxis(result, from, to, kind, labelled) : undefined;
  return {
    ...(isSmall && !own
      ? {}
      : {
          title: own
            ? isSmall
              ? result.units[from]!
              : nameOf(result, from)
            : `${nameOf(result, from)} → ${nameOf(result, to)}`,
        }),
    ...(isSmall && !own
      ? {}
      : own
        ? { titleColor: { series: from } }
        : {
            titleParts: [
              { text: nameOf(result, from), color: { series: from } },
              { text: ' → ' },
              { text: nameOf(result, to), color: { series: to } },
            ],
          }),
    ...(isSmall
      ? {}
      : { corner: `${peak < 0 ? 'trough' : 'peak'} ${numberText(peak)}${unit && ` ${unit}`}` }),
    x: {
      label: count === 1 ? 'lag' : '',
      unit: 'ms',
      domain:
        params.logBins === null
          ? [-params.windowMs / 2, params.windowMs / 2]
          : [params.binMs / 2, params.windowMs / 2],
      ...(params.logBins === null
        ? { ticks: [-params.windowMs / 2, 0, params.windowMs / 2] }
        : { scale: 'log' as const }),
      ...(labelled && !isSmall ? {} : { hidden: true }),
    },
    y: {
      ...(labelled && count <= 3 ? { label, unit } : { label: '', unit: unit || label }),
      domain,
      ...((labelled || roomy) && !isSmall ? {} : { hidden: true }),
    },
    ...(hz ? { rightAxis: hz } : {}),
    marks:
      params.logBins === null
        ? [...evenMarks(values, params, own, from, domain), ...bandMarks(result, params, from, to)]
        : logMarks(result, values, own, from),
  };
}

const larger = (a: number, b: number): number => (Math.abs(b) > Math.abs(a) ? b : a);

/** Hz = count / (spikes of the first × bin), where count = (value − offset) / factor. */
function hertzAxis(
  { factors, offsets, units, spikeCounts, binS }: Correlograms,
  from: number,
  to: number,
  kind: string,
  labelled: boolean,
): Panel['rightAxis'] {
  const pair = from * units.length + to;
  const scale = 1 / (factors[pair]! * spikeCounts[from]! * binS);
  if (kind === 'hertz' || !Number.isFinite(scale)) return undefined;
  return { label: labelled ? 'rate' : '', unit: 'Hz', scale, offset: -offsets[pair]! * scale };
}

/** What slow changes alone would give, and the band of chance around it. */
function bandMarks(
  { band, units, lagsMs, factors, offsets }: Correlograms,
  { binMs }: CorrelogramParams,
  from: number,
  to: number,
): Mark[] {
  if (!band) return [];
  const pair = from * units.length + to;
  const placed = (counts: Float64Array) =>
    Float32Array.from(
      counts.subarray(pair * lagsMs.length, (pair + 1) * lagsMs.length),
      (count) => factors[pair]! * count + offsets[pair]!,
    );
  const x = { start: lagsMs[0]!, step: binMs };
  return [
    { kind: 'area', x, y0: placed(band.low), y1: placed(band.high), color: 'accent', opacity: 0.25 },
    { kind: 'line', x, y: placed(band.expected), color: 'accent' },
  ];
}

function evenMarks(
  values: Float64Array,
  { binMs, windowMs, style }: CorrelogramParams,
  own: boolean,
  series: number,
  [lowest, highest]: Ends,
): Mark[] {
  const half = (values.length - 1) / 2;
  const refractory = Math.min(refractoryMs, windowMs / 2);
  const band: Mark = {
    kind: 'area',
    x: { start: -refractory, step: 2 * refractory },
    y0: new Float32Array(2).fill(lowest),
    y1: new Float32Array(2).fill(highest),
    color: 'faint',
    opacity: 0.4,
  };
  const x = { start: -half * binMs, step: binMs };
  const y = Float32Array.from(values);
  const color = own ? { series } : ('neutral' as const);
  const line: Mark[] = [
    { kind: 'area', x, y0: new Float32Array(y.length).fill(lowest), y1: y, color, opacity: 0.5 },
    { kind: 'line', x, y, color },
  ];
  return [
    ...(own && highest > lowest ? [band] : []),
    ...(style === 'line' ? line : [{ kind: 'bars', x, y, width: binMs, color } as const]),
    { kind: 'rule', x: 0, color: 'muted', dash: true },
    ...(lowest < 0 ? [{ kind: 'rule', y: 0, color: 'muted' } as const] : []),
  ];
}

/** Positive lags solid, negative dashed, over one logarithmic axis of |lag|; the centre bin has no place on it. */
function logMarks({ lagsMs }: Correlograms, values: Float64Array, own: boolean, row: number): Mark[] {
  const half = (lagsMs.length - 1) / 2;
  const x = Float32Array.from(lagsMs.subarray(half + 1));
  const color = own ? { series: row } : ('neutral' as const);
  const after: Mark = { kind: 'line', x, y: Float32Array.from(values.subarray(half + 1)), color };
  if (own) return [after];
  const before = Float32Array.from(values.subarray(0, half)).reverse();
  return [after, { kind: 'line', x, y: before, color: 'muted', dash: true }];
}

/** Of few units every correlogram in a sentence; of more the pairs that chance explains least. */
function altText(
  result: Correlograms,
  { binMs, windowMs, logBins, normalize }: CorrelogramParams,
  count: number,
): string {
  const { units, spikeCounts, lagsMs, peakZ } = result;
  const sentence = ([from, to]: readonly [number, number]) => {
    const values = correlogramOf(result, from, to);
    const unit = axisOf[normalizationOf(normalize, from === to)].filter(Boolean).at(-1)!;
    const peak = values.indexOf(extreme(values, Math.max));
    const where = `peak ${numberText(values[peak] ?? Number.NaN)} ${unit} at ${numberText(lagsMs[peak] ?? Number.NaN)} ms`;
    return from === to
      ? `Unit ${units[from]}, ${countText(spikeCounts[from]!, 'spike')}: ${where}.`
      : `${units[from]} to ${units[to]}: ${where}.`;
  };
  const all = Array.from({ length: count }, (_, from) =>
    Array.from({ length: count - from }, (_, above) => [from, from + above] as const),
  ).flat();
  const size = ([from, to]: readonly [number, number]) => Math.abs(peakZ[from * units.length + to]!);
  const told =
    count <= mostInWords
      ? all
      : all
          .filter(([from, to]) => from !== to)
          .sort((a, b) => size(b) - size(a))
          .slice(0, mostInWords);
  const bins = logBins === null ? `bins of ${numberText(binMs)} ms` : `${logBins} log bins on each side`;
  return [
    `Correlograms within ±${numberText(windowMs / 2)} ms, ${bins}.`,
    ...(told === all
      ? []
      : [
          `Units ${units.slice(0, count).join(', ')}; of ${countText(all.length - count, 'pair')} those farthest beyond chance:`,
        ]),
    ...told.map(sentence),
  ].join(' ');
}

function correlogramOf({ units, lagsMs, values }: Correlograms, row: number, column: number): Float64Array {
  const start = (row * units.length + column) * lagsMs.length;
  return values.subarray(start, start + lagsMs.length);
}

/** NaN (an empty bin) is passed over. */
const extreme = (values: Float64Array, pick: (a: number, b: number) => number): number =>
  values.reduce((best, value) => (Number.isNaN(value) ? best : pick(best, value)), 0);
