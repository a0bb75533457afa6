import type { Mark } from '../figure/figure.ts';
import { ndArray } from '../model/nd-array.ts';
import type { UnitTable } from '../model/units.ts';
import { defineAnalysis } from './analysis.ts';
import { fromTheSurface, inRanges } from './located-rows.ts';
import { countText, numberText } from './number-text.ts';
import { choice, flag, range, text } from './params.ts';
import { qualityMetrics } from './quality-metrics.ts';
import { type MetricName, metricNames } from './quality-params.ts';
import { unitRows } from './unit-rows.ts';

/** The chosen rows, with the quality metrics of each where they were asked for. */
interface ChosenUnits extends UnitTable {
  readonly quality?: Readonly<Partial<Record<MetricName, Float64Array>>>;
}

/** Parts of a dataset without which columns are empty or less is known of them. */
const partsOfUnits = [
  'labels',
  'templates',
  'channel map',
  'whitening matrix',
  'channel positions',
  'channel shanks',
  'spike templates',
  'amplitudes',
];

export const units = defineAnalysis({
  id: 'units',
  version: 1,
  title: 'Units',
  summary: 'The sorted units with label, rate, peak channel, depth and amplitude.',
  method:
    'The label is the curator’s where there is one (`cluster_group.tsv`), else the sorter’s; `groupSource` names the file and column. Rate: spikes over the length of the recording. The channel is where the unit’s template, the mean of its templates weighted by their spikes, spans the most as the sorter has it, whitened: a noisy channel counts for less there than in the raw data. The amplitude is the template’s on that channel, unwhitened and scaled by the mean amplitude of the spikes. Depth is counted from the lowest row of sites. Violations: share of intervals under 1.5 ms; contamination: the share of spikes of another neuron that these stand for.',
  references: ['Hill, Mehta and Kleinfeld 2011, J. Neurosci. 31:8699'],
  npyx: ['get_units', 'get_good_units', 'load_units_qualities'],
  target: 'recording',
  needs: ['sorting'],
  immediate: true,
  params: {
    quality: text({
      default: 'all',
      doc: 'Only units with this label: good, mua, noise, unsorted or whatever the curator wrote; all for every unit.',
      npyx: 'quality',
    }),
    channelRange: range({
      min: 0,
      doc: 'Only units whose peak channel is from the first to the second of these, both included.',
      npyx: 'chan_range',
    }),
    depthUm: range({
      doc: 'Only units whose peak channel is from this to that height above the lowest site.',
    }),
    order: choice(['id', 'depth'], {
      default: 'id',
      doc: 'Ascending id, or from the surface down: probe by probe, shank by shank, in one row the higher channel first.',
    }),
    qualityMetrics: flag({
      default: false,
      doc: 'Presence, missed spikes, contamination, firing range and drift of each unit too, as `quality-metrics` has them by default.',
    }),
    snr: flag({
      default: false,
      doc: 'Signal-to-noise ratio too, which reads waveforms of every unit from the raw recording.',
    }),
  },

  async gather(from, named, { quality, order, ...given }): Promise<ChosenUnits> {
    for (const { part, message } of from.dataset.parts)
      if (message && partsOfUnits.includes(part)) from.warn(message);
    const table = await from.unitTable();
    const labelled = unitRows(table, named, quality, from.dataset.sorting?.folder ?? from.dataset.folder);
    if (labelled.length === 0) from.warn(`no unit is labelled ${quality}`);
    const { rows, unknown } = inRanges(table, labelled, given);
    if (unknown > 0) from.warn(`${countText(unknown, 'unit')} left out whose peak channel is not known`);
    if (labelled.length > 0 && rows.length === 0) from.warn('no unit lies in these ranges');
    if (order === 'depth') rows.sort(fromTheSurface(table));
    const chosen = order === 'id' && rows.length === table.ids.length ? table : pick(table, rows);
    if ((!given.qualityMetrics && !given.snr) || rows.length === 0) return chosen;
    const metrics = await from.resultOf(qualityMetrics, chosen.ids, { snr: given.snr });
    const places = chosen.ids.map((id) => metrics.units.indexOf(id));
    const names = metricNames.filter((name) =>
      name === 'snr' ? given.snr : given.qualityMetrics && name !== 'rateHz',
    );
    const columnOf = (name: MetricName) => Float64Array.from(places, (at) => metrics[name][at] as number);
    return { ...chosen, quality: Object.fromEntries(names.map((name) => [name, columnOf(name)])) };
  },

  compute: (table): ChosenUnits => table,

  draw(table, { quality }) {
    const groups = [...new Set(table.group)];
    const marks = groups.map((group): Mark => {
      const rows = table.ids.flatMap((_, i) =>
        table.group[i] === group && !Number.isNaN(table.depthUm[i]) ? [i] : [],
      );
      return {
        kind: 'points',
        x: Float32Array.from(rows, (i) => table.rateHz[i] as number),
        y: Float32Array.from(rows, (i) => table.depthUm[i] as number),
        size: 6,
        color: { group },
      };
    });
    const depths = table.depthUm.filter((depth) => !Number.isNaN(depth));
    const fastest = table.rateHz.reduce((a, b) => Math.max(a, b), 0);
    const counts = groups.map((group) => `${table.group.filter((each) => each === group).length} ${group}`);
    return {
      title: quality === 'all' ? countText(table.ids.length, 'unit') : `${table.ids.length} ${quality} units`,
      subtitle: counts.join(' · '),
      alt: `${countText(table.ids.length, 'unit')}: ${counts.join(', ')}. Rates up to ${numberText(fastest)} Hz${depths.length > 0 ? ` over ${numberText(Math.max(...depths) - Math.min(...depths))} µm of depth` : '; no depth is known'}.`,
      panels: [
        {
          row: 0,
          column: 0,
          x: { label: 'rate', unit: 'Hz', domain: [0, fastest * 1.05 || 1] },
          y: {
            label: 'depth',
            unit: 'µm',
            domain: depths.length > 0 ? [Math.min(...depths) - 40, Math.max(...depths) + 40] : [0, 1],
          },
          marks,
        },
      ],
      grid: { rows: 1, columns: 1 },
      legend: groups.map((group) => ({ label: group, color: { group }, shape: 'point' as const })),
      ...(depths.length < table.ids.length
        ? { notes: [`${table.ids.length - depths.length} units without a known depth are not drawn.`] }
        : {}),
    };
  },

  toJson: (table) => ({
    units: table.ids.map((id, i) => ({
      id,
      group: table.group[i],
      groupSource: table.groupSource[i],
      spikeCount: table.spikeCount[i],
      rateHz: table.rateHz[i],
      peakChannel: known(table.peakChannel[i]),
      shank: known(table.shank[i]),
      xUm: table.xUm[i],
      depthUm: table.depthUm[i],
      amplitudeUv: table.amplitudeUv[i],
      templateCount: table.templateCount[i],
      isiViolationPercent: table.isiViolationPercent[i],
      contaminationPercent: table.contaminationPercent?.[i] ?? null,
      presencePercent: table.presencePercent?.[i] ?? null,
      ...(table.probe && { probe: table.extra['probe']?.[i] }),
      ...Object.fromEntries(Object.entries(table.quality ?? {}).map(([name, values]) => [name, values[i]])),
    })),
  }),

  toArray({ ids }) {
    const whole = ids.every((id) => !id.includes('.'));
    return { array: ndArray(Float64Array.from(ids, Number), ids.length), ...(whole ? { int64: true } : {}) };
  },

  toTable: ({ ids, extra, quality, ...columns }) => ({ id: ids, ...columns, ...quality, ...extra }),
});

const known = (value: number | undefined): number | null => (value === undefined || value < 0 ? null : value);

function pick(table: UnitTable, rows: readonly number[]): UnitTable {
  const list = <T>(column: readonly T[]): T[] => rows.map((row) => column[row] as T);
  const numbers = (column: ArrayLike<number>) => rows.map((row) => column[row] as number);
  return {
    ids: list(table.ids),
    group: list(table.group),
    groupSource: list(table.groupSource),
    spikeCount: Float64Array.from(numbers(table.spikeCount)),
    rateHz: Float64Array.from(numbers(table.rateHz)),
    peakChannel: Int32Array.from(numbers(table.peakChannel)),
    shank: Int32Array.from(numbers(table.shank)),
    xUm: Float32Array.from(numbers(table.xUm)),
    depthUm: Float32Array.from(numbers(table.depthUm)),
    amplitudeUv: Float32Array.from(numbers(table.amplitudeUv)),
    templateCount: Int32Array.from(numbers(table.templateCount)),
    isiViolationPercent: Float32Array.from(numbers(table.isiViolationPercent)),
    ...(table.contaminationPercent && {
      contaminationPercent: Float32Array.from(numbers(table.contaminationPercent)),
    }),
    ...(table.presencePercent && { presencePercent: Float32Array.from(numbers(table.presencePercent)) }),
    ...(table.probe && { probe: Int32Array.from(numbers(table.probe)) }),
    extra: Object.fromEntries(Object.entries(table.extra).map(([name, column]) => [name, list(column)])),
  };
}
