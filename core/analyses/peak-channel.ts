import type { Mark, Panel } from '../figure/figure.ts';
import { type Dataset, needSorting } from '../model/dataset.ts';
import { MissingPart, UnknownUnit } from '../model/errors.ts';
import { ndArray } from '../model/nd-array.ts';
import type { Probe } from '../model/probe.ts';
import { compareUnitIds, parseUnitId, type UnitId, type UnitTable } from '../model/units.ts';
import { defineAnalysis, type Gathering } from './analysis.ts';
import { numberText } from './number-text.ts';
import { choice, type Values } from './params.ts';
import { probePanel, sitePlaces } from './probe-panel.ts';
import { rawColumns } from './raw-columns.ts';
import { namedUnits } from './sorted-units.ts';
import { waveforms } from './waveforms.ts';

interface Peaks {
  readonly units: readonly UnitId[];
  /** Column of the raw file; -1 when there are no templates. */
  readonly channel: Int32Array;
  readonly shank: Int32Array;
  readonly xUm: Float32Array;
  readonly yUm: Float32Array;
  readonly probe: Probe | null;
  /** Of a merged dataset: each of its probes, in the order of their index. */
  readonly probes?: readonly { readonly name: string; readonly probe: Probe | null }[];
}

const peakChannelParams = {
  method: choice(['templates', 'raw', 'phy'], {
    default: 'templates',
    doc: 'From the mean of the unit’s templates weighted by their spikes, from the mean of 200 waveforms of the raw recording, or as phy wrote it into cluster_info.tsv.',
  }),
  order: choice(['given', 'depth'], {
    default: 'given',
    doc: 'As the units were given, or from the surface down: probe by probe and shank by shank, the highest site first, in one row the higher channel first.',
  }),
};
type PeakChannelParams = Values<typeof peakChannelParams>;

export const peakChannels = defineAnalysis({
  id: 'peak-channel',
  version: 2,
  title: 'Peak channel',
  summary: 'The channel with the largest waveform of each unit, and where it is on the probe.',
  method:
    'By templates: the channel on which the unit’s template, whitened as the sorter has it, spans the most from trough to peak; by raw data: on which the mean waveform does; by phy: what `cluster_info.tsv` says. Depth and shank are those of the site.',
  npyx: ['get_peak_chan', 'get_peak_pos', 'get_depthSort_peakChans'],
  target: 'units',
  needs: ['sorting'],
  immediate: true,
  params: peakChannelParams,

  async gather(from, units, { method, order }: PeakChannelParams): Promise<Peaks> {
    const named = namedUnits(units);
    const table = await from.unitTable();
    for (const unit of named)
      if (!table.ids.includes(unit))
        throw new UnknownUnit(unit, from.dataset.sorting?.folder ?? from.dataset.folder, table.ids);
    const peaks = await Promise.all(named.map(peakBy[method](from, table)));
    // Not one is known: then what they are known from is missing or broken, and says so itself.
    if (method === 'templates' && peaks.every(({ channel }) => channel === -1))
      await needTemplates(
        from.dataset.merged ? (await from.source(named[0] as UnitId)).dataset : from.dataset,
      );
    if (method === 'phy') warnUnknown(from, peaks);
    const shown = order === 'depth' ? [...peaks].sort(fromTheSurface) : peaks;
    const streams = from.dataset.streams;
    const sorted = streams.find(({ id }) => id === from.dataset.sorting?.streamId);
    return {
      units: shown.map(({ unit }) => unit),
      channel: Int32Array.from(shown, ({ channel }) => channel),
      shank: Int32Array.from(shown, ({ shank }) => shank),
      xUm: Float32Array.from(shown, ({ xUm }) => xUm),
      yUm: Float32Array.from(shown, ({ yUm }) => yUm),
      probe: sorted?.probe ?? streams.find(({ probe }) => probe)?.probe ?? null,
      ...(from.dataset.merged && {
        probes: from.dataset.merged.map(({ name, streamId }) => ({
          name,
          probe: streams.find(({ id }) => id === streamId)?.probe ?? null,
        })),
      }),
    };
  },

  compute: (peaks): Peaks => peaks,

  draw(peaks) {
    const { units, channel, shank, yUm } = peaks;
    const panels = panelsOf(peaks);
    return {
      title:
        units.length === 1 ? `Peak channel of unit ${units[0]}` : `Peak channels of ${units.length} units`,
      alt: units
        .map((unit, i) =>
          channel[i] === -1
            ? `Unit ${unit}: not known.`
            : `Unit ${unit}: channel ${channel[i]}, shank ${shank[i]}, ${numberText(yUm[i] as number)} µm above the lowest site.`,
        )
        .join(' '),
      panels,
      grid: { rows: 1, columns: panels.length },
    };
  },

  toJson: ({ units, channel, shank, xUm, yUm }) => ({
    units: units.map((id, i) => ({
      id,
      channel: known(channel[i]),
      shank: known(shank[i]),
      xUm: xUm[i],
      yUm: yUm[i],
    })),
  }),
  toArray: ({ channel }) => ({ array: ndArray(channel, channel.length), int64: true }),
  toTable: ({ units, channel, shank, xUm, yUm }) => ({ id: units, channel, shank, xUm, yUm }),
});

/** The probe with its units; of a merged dataset each probe that has any, side by side. */
function panelsOf({ units, shank, xUm, yUm, probe, probes }: Peaks): Panel[] {
  const marksOn = (map: Probe | null, rows: readonly number[]): Mark[] => {
    const places = map ? sitePlaces(map, shank, xUm) : xUm;
    return rows.map((row) => ({
      kind: 'points',
      x: places.subarray(row, row + 1),
      y: yUm.subarray(row, row + 1),
      size: 9,
      color: { series: row },
    }));
  };
  const all = [...units.keys()];
  if (!probes) return [probePanel(probe, marksOn(probe, all))];
  return probes
    .map((own, index) => ({ ...own, rows: all.filter((row) => parseUnitId(units[row]!).probe === index) }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ name, probe: map, rows }, column) => ({ ...probePanel(map, marksOn(map, rows), name), column }));
}

interface Peak {
  readonly unit: UnitId;
  /** -1 when it is not known. */
  readonly channel: number;
  readonly shank: number;
  readonly xUm: number;
  readonly yUm: number;
}

const peakBy: Record<
  PeakChannelParams['method'],
  (from: Gathering, table: UnitTable) => (unit: UnitId) => Peak | Promise<Peak>
> = {
  templates: (_, table) => (unit) => {
    const row = table.ids.indexOf(unit);
    return {
      unit,
      channel: table.peakChannel[row] as number,
      shank: table.shank[row] as number,
      xUm: table.xUm[row] as number,
      yUm: table.depthUm[row] as number,
    };
  },
  raw: (from) => async (unit) => {
    const { units } = await from.resultOf(waveforms, [unit], { count: 200 });
    const { columns } = rawColumns((await from.source(unit)).stream);
    return placed(from, unit, columns[units[0]?.peak ?? -1] ?? -1);
  },
  phy: (from) => async (unit) => {
    const source = await from.source(unit);
    const sorting = needSorting(source.dataset);
    const columns = await sorting.columns();
    const written = columns.get('ch') ?? columns.get('channel');
    if (!written)
      throw new MissingPart(
        'peak channels of phy',
        sorting.folder,
        'Save in phy, which writes cluster_info.tsv with a column ch, or take another method.',
      );
    return placed(from, unit, Number(written.get(source.unit) ?? -1));
  },
};

/** Where a column of the raw file lies. */
async function placed(from: Gathering, unit: UnitId, channel: number): Promise<Peak> {
  const { stream } = await from.source(unit);
  const site = stream.probe?.sites.find(({ column }) => column === channel);
  return {
    unit,
    channel,
    shank: site?.shank ?? -1,
    xUm: site?.xUm ?? Number.NaN,
    yUm: site?.yUm ?? Number.NaN,
  };
}

function warnUnknown(from: Gathering, peaks: readonly Peak[]): void {
  const unknown = peaks.filter(({ channel }) => channel === -1).map(({ unit }) => unit);
  if (unknown.length > 0) from.warn(`cluster_info.tsv has no peak channel of unit ${unknown.join(', ')}`);
}

/** Probe, shank, then height from the top; what is not known last. */
const fromTheSurface = (a: Peak, b: Peak): number =>
  Number(a.channel === -1) - Number(b.channel === -1) ||
  parseUnitId(a.unit).probe - parseUnitId(b.unit).probe ||
  a.shank - b.shank ||
  b.yUm - a.yUm ||
  0 ||
  b.channel - a.channel ||
  compareUnitIds(a.unit, b.unit);

const known = (value: number | undefined): number | null => (value === undefined || value < 0 ? null : value);

async function needTemplates(dataset: Dataset): Promise<void> {
  const sorting = needSorting(dataset);
  if (!(await sorting.templates()))
    throw new MissingPart('templates', sorting.folder, 'Put templates.npy and spike_templates.npy there.');
  await sorting.channelMap();
  await sorting.spikeTemplates();
}
