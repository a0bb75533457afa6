import { countText } from '../core/formats/header-words.ts';
import type { MetaTable } from '../core/formats/spikeglx-meta.ts';
import { plain, rangesText, table } from './hover-text.ts';

const numbers = (fields: readonly string[]) => fields.map(Number);
const span = (values: readonly number[]): string => {
  const ends = [Math.min(...values), Math.max(...values)];
  return ends[0] === ends[1] ? `${ends[0]}` : `${ends[0]}–${ends[1]}`;
};
const distinct = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
const plural = (count: number, word: string) => `${countText(count)} ${word}${count === 1 ? '' : 's'}`;

/** Entries `(shank:x:y:used)` by shank. */
function byShank(map: MetaTable): [number, number[][]][] {
  const shanks = new Map<number, number[][]>();
  map.entries.forEach((fields, column) => {
    const values = numbers(fields);
    if (values.length !== 4 || !values.every(Number.isFinite)) return;
    const shank = values[0] as number;
    const sites = shanks.get(shank) ?? [];
    shanks.set(shank, sites);
    sites.push([...values, column]);
  });
  return [...shanks].sort(([a], [b]) => a - b);
}

const unusedText = (sites: readonly number[][]) =>
  rangesText(
    sites.flatMap((site) => (site[3] === 0 ? [site[4] as number] : [])),
    4,
  ) || 'none';

/** `~snsGeomMap=(part number, shanks, pitch, width)(shank:x:z:used)…`, positions in µm. */
export function geomMapSummary(map: MetaTable): string {
  const [part = '?', shanks = '?', pitch = '?', width = '?'] = map.header;
  const rows = byShank(map).map(([shank, sites]) => {
    const x = distinct(sites.map((site) => site[1] as number));
    const y = sites.map((site) => site[2] as number);
    const xText = x.length <= 4 ? x.join(', ') : `${span(x)} (${x.length} columns)`;
    return [shank, sites.length, xText, span(y), distinct(y).length, unusedText(sites)];
  });
  const head = `${plain(part)} · ${plural(map.entries.length, 'saved site')} · shanks: ${plain(shanks)}, ${plain(width)} µm wide${Number(shanks) > 1 ? `, ${plain(pitch)} µm apart` : ''}`;
  return `${head}\n\n${table(['shank', 'sites', 'x µm', 'depth z µm', 'rows', 'columns not drawn'], rows)}`;
}

/** `~snsShankMap=(shanks, columns, rows)(shank:column:row:used)…`, places on the grid of sites. */
export function shankMapSummary(map: MetaTable): string {
  const [shanks = '?', columns = '?', rowCount = '?'] = map.header;
  const head = `Grid of ${plain(shanks)} × ${plain(columns)} × ${plain(rowCount)} (shanks × columns × rows)`;
  if (map.entries.length === 0) return `${head}, no sites: a device without a probe.`;
  const rows = byShank(map).map(([shank, sites]) => [
    shank,
    sites.length,
    distinct(sites.map((site) => site[1] as number)).join(', '),
    span(sites.map((site) => site[2] as number)),
    unusedText(sites),
  ]);
  return `${head} · ${plural(map.entries.length, 'saved site')}\n\n${table(['shank', 'sites', 'columns', 'rows', 'not drawn'], rows)}`;
}

const channelKinds = {
  imec: ['AP', 'LF', 'SY'],
  nidq: ['MN', 'MA', 'multiplexed per MN/MA', 'XA', 'XD words'],
  obx: ['XA', 'XD words', 'SY'],
};

/** `~snsChanMap=(counts)(name;channel:order)…`: the order of graphs on screen, which is not the order in the file. */
export function chanMapSummary(map: MetaTable, device: 'imec' | 'nidq' | 'obx'): string {
  const counts = map.header.map((count, i) => `${plain(count)} ${channelKinds[device][i] ?? '?'}`);
  const kinds = new Map<string, number[]>();
  const moved: string[] = [];
  map.entries.forEach(([name = '', id, order], column) => {
    const kind = /^[A-Za-z]+/.exec(name)?.[0] ?? '?';
    kinds.set(kind, [...(kinds.get(kind) ?? []), Number(id)]);
    if (Number(order) !== column && Number(order) !== Number(id)) moved.push(name);
  });
  const rows = [...kinds].map(([kind, ids]) => [plain(kind), ids.length, rangesText(ids)]);
  const order =
    moved.length === 0
      ? 'Shown in the order of the file.'
      : `Shown in another order than the file's: ${plural(moved.length, 'channel')} moved (${moved.slice(0, 4).map(plain).join(', ')}${moved.length > 4 ? ', …' : ''}).`;
  return `Acquired: ${counts.join(', ')} · saved: ${plural(map.entries.length, 'channel')}\n\n${table(['kind', 'n', 'channel ids'], rows)}\n\n${order}`;
}

/** `~muxTbl=(converters, slots)(channels sampled together)…`. */
export function muxTableSummary(mux: MetaTable): string {
  const [converters = '?', perConverter = '?'] = mux.header;
  const rows = mux.entries.map((channels, slot) => [
    slot,
    channels.length,
    `${channels.slice(0, 6).map(plain).join(' ')}${channels.length > 6 ? ' …' : ''}`,
  ]);
  return `${plain(converters)} converters, each reads ${plain(perConverter)} channels one after the other; channels of one row are sampled at the same instant.\n\n${table(['slot', 'channels', 'which'], rows, 6)}`;
}

/** `~svySBTT=(shank bank start end)…`: when a survey run changed banks. It has no header entry. */
export function surveySummary(value: string, sampleRateHz: number | undefined): string {
  const entries = Array.from(value.matchAll(/\(([^()]*)\)/g), (match) =>
    numbers((match[1] ?? '').split(/\s+/)),
  );
  const time = (sample = Number.NaN) =>
    sampleRateHz ? `${(sample / sampleRateHz).toFixed(1)} s` : countText(sample);
  const rows = entries.map(([shank, bank, start, end]) => [`${shank}`, `${bank}`, time(start), time(end)]);
  return `${plural(entries.length, 'change')} of bank\n\n${table(['shank', 'bank', 'from', 'settled at'], rows)}`;
}
