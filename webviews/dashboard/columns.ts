import type { UnitTable } from '../../core/model/units.ts';
import type { Column } from './column.ts';
import { fixed, plain, unknownText } from './format.ts';
import { type Quality, qualityColumns } from './quality-columns.ts';

const known = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;
const knownIndex = (value: number | undefined): number | null =>
  value === undefined || value < 0 ? null : value;

/**
 * The columns of a unit table in reading order: the fixed ones, those found in `cluster_*.tsv`, then the quality metrics,
 * which are computed when somebody wants them.
 */
export function columnsOf(table: UnitTable, quality: Quality = {}): readonly Column[] {
  const numeric = (
    facts: Pick<Column, 'id' | 'title' | 'unit' | 'aliases' | 'doc' | 'widthPx' | 'shown'>,
    decimals: number,
    value: (row: number) => number | null,
  ): Column => ({ ...facts, kind: 'number', value, text: (row) => fixed(value(row), decimals) });
  const textual = (
    facts: Pick<Column, 'id' | 'title' | 'aliases' | 'doc' | 'widthPx' | 'shown'>,
    value: (row: number) => string | null,
  ): Column => ({ ...facts, unit: '', kind: 'text', value, text: (row) => value(row) ?? unknownText });

  const longest = table.ids.reduce((most, id) => Math.max(most, id.length), 0);
  const shanks = new Set(table.shank.filter((shank) => shank >= 0));
  return [
    textual(
      {
        id: 'unit',
        title: 'Unit',
        aliases: ['id', 'cluster'],
        doc: 'Id of the unit in the sorting; in a merged dataset with a point and the number of its probe.',
        // Room for the dot of the selection, then for the longest id: 1234.1 in a merged dataset.
        widthPx: 40 + 9 * Math.max(3, longest),
        shown: true,
      },
      (row) => table.ids[row] ?? null,
    ),
    textual(
      {
        id: 'label',
        title: 'Label',
        aliases: ['group', 'quality'],
        doc: 'Label given by the curator or the sorter.',
        widthPx: 90,
        shown: true,
      },
      (row) => table.group[row] || null,
    ),
    numeric(
      {
        id: 'rate',
        title: 'Rate',
        unit: 'Hz',
        aliases: ['fr', 'hz', 'firingrate', 'ratehz'],
        doc: 'Spikes over the length of the recording.',
        widthPx: 70,
        shown: true,
      },
      2,
      (row) => known(table.rateHz[row]),
    ),
    numeric(
      {
        id: 'spikes',
        title: 'Spikes',
        unit: '',
        aliases: ['n', 'count', 'spikecount', 'nspikes'],
        doc: 'Number of spikes.',
        widthPx: 76,
        shown: true,
      },
      0,
      (row) => known(table.spikeCount[row]),
    ),
    numeric(
      {
        id: 'channel',
        title: 'Ch',
        unit: '',
        aliases: ['ch', 'peak', 'peakchannel'],
        doc: 'Peak channel: column of the raw file with the largest template.',
        widthPx: 44,
        shown: true,
      },
      0,
      (row) => knownIndex(table.peakChannel[row]),
    ),
    numeric(
      {
        id: 'depth',
        title: 'Depth',
        unit: 'µm',
        aliases: ['y', 'depthum'],
        doc: 'Height of the peak channel above the lowest row of sites.',
        widthPx: 86,
        shown: true,
      },
      0,
      (row) => known(table.depthUm[row]),
    ),
    numeric(
      {
        id: 'shank',
        title: 'Shank',
        unit: '',
        aliases: ['sh'],
        doc: 'Shank of the peak channel, counted from 0.',
        widthPx: 58,
        // On one shank the column says nothing.
        shown: shanks.size > 1,
      },
      0,
      (row) => knownIndex(table.shank[row]),
    ),
    numeric(
      {
        id: 'amplitude',
        title: 'Ampl',
        unit: 'µV',
        aliases: ['amp', 'ampl', 'amplitudeuv', 'uv'],
        doc: 'Peak to trough of the template on the peak channel.',
        widthPx: 74,
        shown: true,
      },
      0,
      (row) => known(table.amplitudeUv[row]),
    ),
    numeric(
      {
        id: 'isi',
        title: 'ISI viol',
        unit: '%',
        aliases: ['isiviol', 'violations', 'isiviolation', 'rpv'],
        doc: 'Share of interspike intervals under 1.5 ms.',
        widthPx: 78,
        shown: true,
      },
      2,
      (row) => known(table.isiViolationPercent[row]),
    ),
    numeric(
      {
        id: 'contamination',
        title: 'Contam',
        unit: '%',
        aliases: ['contam', 'fp', 'hill'],
        doc: 'Share of spikes of another neuron that these violations stand for (Hill et al. 2011); 50 at most.',
        widthPx: 82,
        shown: false,
      },
      1,
      (row) => known(table.contaminationPercent?.[row]),
    ),
    numeric(
      {
        id: 'presence',
        title: 'Present',
        unit: '%',
        aliases: ['presenceratio'],
        doc: 'Share of the minutes of the recording, or hundredths of a short one, with a spike.',
        widthPx: 82,
        shown: false,
      },
      0,
      (row) => known(table.presencePercent?.[row]),
    ),
    numeric(
      {
        id: 'x',
        title: 'x',
        unit: 'µm',
        aliases: ['xum'],
        doc: 'Distance of the peak channel from the left edge of its shank.',
        widthPx: 72,
        shown: false,
      },
      0,
      (row) => known(table.xUm[row]),
    ),
    numeric(
      {
        id: 'templates',
        title: 'Templates',
        unit: '',
        aliases: ['templatecount'],
        doc: 'Number of templates the sorter used for the unit.',
        widthPx: 88,
        shown: false,
      },
      0,
      (row) => knownIndex(table.templateCount[row]),
    ),
    textual(
      {
        id: 'source',
        title: 'Label from',
        aliases: ['groupsource', 'labelsource'],
        doc: 'File and column the label was read from.',
        widthPx: 160,
        shown: false,
      },
      (row) => table.groupSource[row] || null,
    ),
    ...Object.entries(table.extra).map(([name, values]) => extraColumn(name, values)),
    ...qualityColumns(table, quality),
  ];
}

/** Numeric when every value that is there is a number. */
function extraColumn(name: string, values: readonly (string | number | null)[]): Column {
  const isNumber = values.every((value) => value === null || typeof value === 'number');
  const value = (row: number) => {
    const found = values[row] ?? null;
    return typeof found === 'number' ? known(found) : isNumber ? null : found === '' ? null : found;
  };
  const text = (row: number) => {
    const found = value(row);
    return found === null ? unknownText : typeof found === 'number' ? plain(found, 3) : found;
  };
  return {
    id: `tsv:${name}`,
    title: name,
    unit: '',
    kind: isNumber ? 'number' : 'text',
    aliases: [],
    doc: `Column ${name} of the sorting's cluster tables.`,
    widthPx: Math.max(72, Math.min(180, 30 + name.length * 7)),
    shown: false,
    value,
    text,
  };
}

/** Names compare without case, spaces, underscores and the like: `ISI viol`, `isi_viol` and `isiviol` are one. */
export const plainName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}µ]/gu, '');

/** How a filter names a column best: its id, or for one of the cluster tables its title. */
export const filterName = ({ id, title }: Column): string =>
  id.startsWith('tsv:') ? title : id.replace(/^quality:/, '');

/** The column a filter means by `name`; exact ids first, so that an extra column never hides a fixed one. */
export function findColumn(columns: readonly Column[], name: string): Column | undefined {
  const wanted = plainName(name);
  return (
    columns.find(({ id }) => id === wanted) ??
    columns.find(
      (column) =>
        plainName(column.title) === wanted ||
        filterName(column) === wanted ||
        column.aliases.includes(wanted),
    )
  );
}
