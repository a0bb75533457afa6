import type { Figure, Panel } from '../figure/figure.ts';
import { bandMarks, bandOf, type Ends, evenMarks, logMarks } from './correlogram-marks.ts';
import { correlogramNotes, nameOf } from './correlogram-notes.ts';
import { type CorrelogramParams, type Correlograms, normalizationOf } from './correlogram-params.ts';
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
    notes: [
      ...correlogramNotes(result, params, mostUnits),
      ...(count > mostWithTitles && !params.shareY
        ? [
            'Row: the unit whose spikes are lag zero; column: the unit counted around them. Each panel has its own vertical scale.',
          ]
        : []),
    ],
  };
}

/** From below the smallest to above the largest value, of bars and band; of deviations at least ±3, as npyx draws them. */
function endsOf(result: Correlograms, from: number, to: number, kind: keyof typeof axisOf): Ends {
  const values = correlogramOf(result, from, to);
  const band = bandOf(result, from, to);
  const highest = Math.max(extreme(values, Math.max), band ? extreme(band.high, Math.max) : 0);
  const lowest = Math.min(0, extreme(values, Math.min), band ? extreme(band.low, Math.min) : 0);
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
      .map(([from, to]) => endsOf(result, from, to, normalizationOf(params.normalize, own)));
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
  const domain = shared?.[own ? 'own' : 'cross'] ?? endsOf(result, from, to, kind);
  const peak = extreme(values, kind === 'zscore' ? larger : Math.max);
  const roomy = count <= mostWithAxes;
  const isSmall = count > mostWithTitles;
  const labelled = own || count === 1;
  const hz = params.showHz ? hertzAxis(result, from, to, kind, labelled) : undefined;
  return {
    ...(isSmall ? smallTitles(result, from, to, count) : titles(result, from, to)),
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
      // All have the same: of small panels the last one tells it.
      ...(labelled && (!isSmall || from === count - 1) ? {} : { hidden: true }),
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

const titles = (result: Correlograms, from: number, to: number): Partial<Panel> =>
  from === to
    ? { title: nameOf(result, from), titleColor: { series: from } }
    : {
        title: `${nameOf(result, from)} → ${nameOf(result, to)}`,
        titleParts: [
          { text: nameOf(result, from), color: { series: from } },
          { text: ' → ' },
          { text: nameOf(result, to), color: { series: to } },
        ],
      };

/** Units are named where their columns and rows begin and end: at the top, on the diagonal and on the right. */
const smallTitles = ({ units }: Correlograms, from: number, to: number, count: number): Partial<Panel> => ({
  ...(from === to || from === 0 ? { title: units[to]!, titleColor: { series: to } } : {}),
  ...(to === count - 1 ? { side: { text: units[from]!, color: { series: from } } } : {}),
});

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
function extreme(values: Iterable<number>, pick: (a: number, b: number) => number): number {
  let best = 0;
  for (const value of values) if (!Number.isNaN(value)) best = pick(best, value);
  return best;
}
