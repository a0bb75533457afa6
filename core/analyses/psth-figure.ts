import type { Color, Figure, LegendEntry, Panel } from '../figure/figure.ts';
import { countText, numberText } from './number-text.ts';
import { eventColor } from './psth-colors.ts';
import { heatmapPanels } from './psth-heatmap.ts';
import { lineMarks, psthMarks, rasterMarks, valueDomain } from './psth-marks.ts';
import { layoutOf, mostUnits, type Psth, type PsthParams, quantityOf } from './psth-params.ts';

/** More rows of panels cannot be read. */
const mostKinds = 8;

/**
 * One row of panels per kind of event and one column per unit, or the other way round: rasters above mean rates with
 * their standard errors. Or one map of units by time for each kind of event.
 */
export function psthFigure(result: Psth, params: PsthParams): Figure {
  const kind = layoutOf(params, result.units.length);
  const drawn = kind === 'heatmap' ? heatmapPanels(result, params) : gridPanels(result, params, kind);
  const { label, unit } = quantityOf(params);
  const { units, events } = result;
  return {
    title:
      units.length === 1
        ? `Unit ${units[0]} around ${eventsText(result)}`
        : `${countText(units.length, 'unit')} around ${eventsText(result)}`,
    subtitle: [
      `bin ${numberText(params.binMs)} ms`,
      ...(params.smoothMs > 0 && params.kernel !== 'none'
        ? [`${params.kernel} kernel, SD ${numberText(params.smoothMs)} ms`]
        : []),
      ...(label === 'rate' && unit === 'Hz' ? [] : [baselineText(params)]),
      ...(params.removeEmptyTrials ? ['empty trials left out'] : []),
    ].join(' · '),
    alt: altText(result, params),
    ...drawn,
    notes: [
      ...(kind === 'psth' || kind === 'both' ? ['Bands: ± standard error of the mean over trials.'] : []),
      ...drawn.notes,
      ...trialNotes(result),
    ].filter((note, i, all) => note !== '' && all.indexOf(note) === i && events.length > 0),
  };
}

const eventsText = ({ events }: Psth) =>
  events.length === 1
    ? `${events[0]?.name}, ${countText(events[0]?.trialCount ?? 0, 'trial')}`
    : `${events.length} kinds of events`;

const baselineText = ({ baselineMs, windowMs, zscore }: PsthParams): string => {
  const [from, to] = baselineMs ?? [windowMs?.[0] ?? 0, 0];
  const what = zscore === 'none' ? 'less' : zscore === 'within' ? 'z against' : 'z across trials against';
  return `${what} baseline ${numberText(from)} to ${numberText(to)} ms`;
};

type Drawn = Pick<Figure, 'panels' | 'grid' | 'legend'> & { readonly notes: readonly string[] };

function gridPanels(result: Psth, params: PsthParams, layout: 'both' | 'psth' | 'raster'): Drawn {
  const units = Math.min(result.units.length, mostUnits);
  const kinds = Math.min(result.events.length, mostKinds);
  const groups = params.overlapEvents ? [[...Array(kinds).keys()]] : [...Array(kinds).keys()].map((k) => [k]);
  const parts = layout === 'both' ? (['raster', 'psth'] as const) : ([layout] as const);
  const [lines, columns] = params.transpose ? [units, groups.length] : [groups.length, units];
  const panels = groups.flatMap((group, g) =>
    Array.from({ length: units }, (_, u) => {
      const [line, column] = params.transpose ? [u, g] : [g, u];
      return parts.map((part, p) =>
        panelOf(result, params, part, {
          unit: u,
          kinds: group,
          row: line * parts.length + p,
          column,
          isFirst: p === 0,
          heads: headsOf(result, params, line, u, group),
        }),
      );
    }).flat(),
  );
  return {
    panels,
    grid: {
      rows: lines * parts.length,
      columns,
      ...(parts.length > 1
        ? { rowWeights: Array.from({ length: 2 * lines }, (_, i) => (i % 2 ? 1.2 : 1)) }
        : {}),
    },
    ...legendOf(result, params, kinds),
    notes: [
      ...(layout === 'psth' ? [] : [thinText(result)]),
      units < result.units.length
        ? `The first ${units} of ${result.units.length} units are drawn; files hold all.`
        : '',
      kinds < result.events.length
        ? `The first ${kinds} of ${result.events.length} kinds of events are drawn; files hold all.`
        : '',
    ],
  };
}

interface Cell {
  readonly unit: number;
  readonly kinds: readonly number[];
  readonly row: number;
  readonly column: number;
  readonly isFirst: boolean;
  readonly heads: { readonly title: string; readonly corner: string };
}

/** The unit, and the event where there are several rows of them. */
function headsOf(
  { units, events }: Psth,
  { overlapEvents }: PsthParams,
  _line: number,
  u: number,
  group: readonly number[],
) {
  const unit = units[u] as string;
  if (overlapEvents || events.length === 1) return { title: unit, corner: '' };
  return { title: unit, corner: events[group[0] as number]?.name ?? '' };
}

function panelOf(result: Psth, params: PsthParams, part: 'raster' | 'psth', cell: Cell): Panel {
  const { unit, kinds, row, column, isFirst, heads } = cell;
  const color = (kind: number): Color => eventColor(result, params, unit, kind);
  const from = result.edgesMs[0] as number;
  const to = result.edgesMs.at(-1) as number;
  const { label, unit: valueUnit } = quantityOf(params);
  const common = {
    row,
    column,
    ...(isFirst
      ? {
          title: heads.title,
          titleColor: kinds.length === 1 ? color(kinds[0] as number) : ('text' as const),
          corner: heads.corner,
        }
      : {}),
    x: { label: 'time from event', unit: 'ms', domain: [from, to] as const },
  };
  if (part === 'psth') {
    const domain = valueDomain(result, params, unit);
    return {
      ...common,
      y: { label, unit: valueUnit, domain },
      marks: [...psthMarks(result, params, unit, kinds, color, domain), ...lineMarks(params)],
    };
  }
  const { marks, rowCount } = rasterMarks(result, unit, kinds, color);
  return {
    ...common,
    y: {
      label: 'trial',
      unit: '',
      domain: [Math.max(1, rowCount), 0],
      ...trialTicks(result, unit, kinds),
    },
    marks: [...marks, ...lineMarks(params)],
  };
}

/** Trials are counted from 1, at the rows where they stand; of several kinds the last of each. */
function trialTicks({ rasters, events }: Psth, unit: number, kinds: readonly number[]) {
  const ticks: number[] = [];
  const tickLabels: string[] = [];
  let rows = 0;
  for (const kind of kinds) {
    const { rowCount = 0, step = 1 } = rasters[unit * events.length + kind] ?? {};
    if (rowCount === 0) continue;
    if (kinds.length === 1 && rowCount > 1) {
      ticks.push(0.5);
      tickLabels.push('1');
    }
    rows += rowCount;
    ticks.push(rows - 0.5);
    tickLabels.push(String((rowCount - 1) * step + 1));
  }
  return ticks.length > 0 ? { ticks, tickLabels } : {};
}

function legendOf(result: Psth, params: PsthParams, kinds: number): { legend?: readonly LegendEntry[] } {
  if (params.overlapEvents && kinds > 1)
    return {
      legend: result.events
        .slice(0, kinds)
        .map(({ name }, k) => ({ label: name, color: eventColor(result, params, 0, k), shape: 'area' })),
    };
  const groups = params.unitGroups;
  if (!groups || params.colors) return {};
  return {
    legend: [...new Set(groups)].map((group) => ({
      label: group,
      color: eventColor(result, params, groups.indexOf(group), 0),
      shape: 'area',
    })),
  };
}

function thinText({ rasters }: Psth): string {
  const step = Math.max(1, ...rasters.map((raster) => raster.step));
  const which = step === 2 ? 'other' : `${step}th`;
  return step === 1
    ? ''
    : `Rasters of many spikes or trials are thinned: down to every ${which} trial is drawn.`;
}

/** Trials per kind, and those whose windows reach beyond what was recorded. */
function trialNotes({ events }: Psth): string[] {
  const counts = events.map(({ name, trialCount }) => `${trialCount} of ${name}`).join(', ');
  const incomplete = events.reduce((sum, event) => sum + event.incompleteCount, 0);
  return [
    ...(events.length > 1 ? [`Trials: ${counts}.`] : []),
    ...(incomplete > 0
      ? [
          `${countText(incomplete, 'window')} reach${incomplete === 1 ? 'es' : ''} beyond what was recorded and count${incomplete === 1 ? 's' : ''} for the bins inside.`,
        ]
      : []),
  ];
}

function altText(result: Psth, params: PsthParams): string {
  const { units, events, edgesMs, values } = result;
  const bins = edgesMs.length - 1;
  const { quantity, unit } = quantityOf(params);
  const sentences = units.slice(0, mostUnits).flatMap((name, u) =>
    events.slice(0, mostKinds).map((event, k) => {
      const curve = values.subarray((u * events.length + k) * bins, (u * events.length + k + 1) * bins);
      const peak = curve.reduce(
        (best, value, i) => (value > (curve[best] ?? Number.NaN) || Number.isNaN(curve[best]) ? i : best),
        0,
      );
      const trough = curve.reduce(
        (best, value, i) => (value < (curve[best] ?? Number.NaN) || Number.isNaN(curve[best]) ? i : best),
        0,
      );
      const where = (i: number) =>
        `${numberText(curve[i] as number)} ${unit} at ${numberText(((edgesMs[i] as number) + (edgesMs[i + 1] as number)) / 2)} ms`;
      return `Unit ${name}, ${event.name}, ${countText(result.trialsUsed[u * events.length + k] as number, 'trial')}: highest ${where(peak)}, lowest ${where(trough)}.`;
    }),
  );
  return `Spike ${quantity} from ${numberText(edgesMs[0] as number)} to ${numberText(edgesMs.at(-1) as number)} ms around events. ${sentences.join(' ')}`;
}
