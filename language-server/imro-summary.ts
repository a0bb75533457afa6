import type { MetaTable } from '../core/formats/spikeglx-meta.ts';
import { rangesText, table } from './hover-text.ts';

/**
 * Entries of `~imroTbl` by probe, after https://billkarsh.github.io/SpikeGLX/Sgl_help/Metadata_Help.html (Channel
 * Entries By Type).
 */
type Role =
  | 'channel'
  | 'group'
  | 'shank'
  | 'bank'
  | 'bank mask'
  | 'bank A'
  | 'bank B'
  | 'reference'
  | 'AP gain'
  | 'LF gain'
  | 'high-pass'
  | 'electrode';

/** The meaning of each field of an entry; null for a table that is like none we know. */
export function imroRoles({ header, entries }: MetaTable): readonly Role[] | null {
  const length = entries[0]?.length ?? 0;
  if (header.length === 6) return ['group', 'bank A', 'bank B'];
  if (length === 6) return ['channel', 'bank', 'reference', 'AP gain', 'LF gain', 'high-pass'];
  if (header.length === 3 && length === 5) return ['channel', 'bank', 'reference', 'AP gain', 'LF gain'];
  if (length === 5) return ['channel', 'shank', 'bank', 'reference', 'electrode'];
  if (length === 4) return ['channel', 'bank mask', 'reference', 'electrode'];
  return null;
}

/** The reference that an index means on a type of probe. */
export function referenceName(type: string, index: number): string {
  if (index === 0) return 'external';
  if (/^(2003|2004|NP200[345])$/.test(type)) return ['', 'ground', 'tip'][index] ?? `reference ${index}`;
  if (/^(2020|2021|NP202\d)$/.test(type))
    return ['', 'ground', 'tip of its shank'][index] ?? `reference ${index}`;
  if (/^(2013|2014|NP201[34])$/.test(type)) {
    if (index === 1) return 'ground';
    return index <= 5 ? `tip of shank ${index - 2}` : `reference ${index}`;
  }
  if (/^(24|NP2010)$/.test(type)) {
    if (index <= 4) return `tip of shank ${index - 1}`;
    const site = [127, 511, 895, 1279][(index - 5) % 4];
    return index <= 20 ? `site ${site} of shank ${Math.floor((index - 5) / 4)}` : `reference ${index}`;
  }
  const sites = /^(21|NP2000)$/.test(type) ? [127, 507, 887, 1251] : [192, 576, 960];
  if (index === 1) return 'tip';
  return sites[index - 2] === undefined ? `reference ${index}` : `site ${sites[index - 2]}`;
}

/** Bank numbers of a mask: 5 is banks 0 and 2. */
const maskText = (mask: number): string =>
  [0, 1, 2, 3].filter((bank) => mask & (1 << bank)).join(' + ') || 'none';

/** The type that decides what a reference index means: phase 3A headers begin with a serial number instead. */
function typeOf({ header }: MetaTable, probeType: string | undefined): string {
  return header.length === 3 ? '3A' : (probeType ?? header[0] ?? '');
}

function fieldText(role: Role, value: string, type: string): string {
  if (role === 'reference')
    return type === '3A' && value !== '0' && value !== '1'
      ? `internal ${value}`
      : referenceName(type, Number(value));
  if (role === 'bank mask') return maskText(Number(value));
  if (role === 'high-pass') return value === '1' ? '300 Hz' : 'off';
  return value;
}

/** Channels that share shank, bank, reference and gains, one row per group; electrodes as their range. */
export function imroSummary(imro: MetaTable, probeType?: string): string {
  const roles = imroRoles(imro);
  if (!roles) return `${imro.entries.length} entries of a form that is not known.`;
  const type = typeOf(imro, probeType);
  const counted = roles[0] === 'group' ? 'groups of 16 channels' : 'channels';
  const shared = roles.flatMap((role, field) => (field > 0 && role !== 'electrode' ? [{ role, field }] : []));
  const electrode = roles.indexOf('electrode');
  const groups = new Map<string, { cells: string[]; ids: number[]; electrodes: number[] }>();
  for (const entry of imro.entries) {
    const cells = shared.map(({ role, field }) => fieldText(role, entry[field] ?? '?', type));
    const key = cells.join('|');
    const group = groups.get(key) ?? { cells, ids: [], electrodes: [] };
    groups.set(key, group);
    group.ids.push(Number(entry[0]));
    if (electrode >= 0) group.electrodes.push(Number(entry[electrode]));
  }
  const ascending = (ids: number[]) =>
    rangesText(
      ids.sort((a, b) => a - b),
      4,
    );
  const rows = [...groups.values()].map(({ cells, ids, electrodes }) => [
    ids.length,
    ascending(ids),
    ...cells,
    ...(electrode >= 0 ? [ascending(electrodes)] : []),
  ]);
  const header = [
    'n',
    counted,
    ...shared.map(({ role }) => (role === 'bank mask' ? 'banks' : role)),
    ...(electrode >= 0 ? ['electrodes'] : []),
  ];
  return `${imroHeader(imro, type)}\n\n${table(header, rows)}`;
}

function imroHeader({ header, entries }: MetaTable, type: string): string {
  if (header.length === 6) {
    const [, mode, reference, ap, lf, highPass] = header.map(Number);
    const columns = ['inner columns', 'outer columns', 'all columns'][mode ?? -1] ?? 'unknown columns';
    const filter = highPass === 1 ? '300 Hz' : 'off';
    return `384 channels in ${entries.length} groups, ${columns} · reference ${referenceName('1110', reference ?? 0)} · AP gain ${ap} · LF gain ${lf} · high-pass ${filter}`;
  }
  if (header.length === 3)
    return `${entries.length} channels · probe serial ${header[0]}, option ${header[1]}`;
  return `${entries.length} channels acquired · probe type ${type}`;
}

/** One entry in words: `channel 12 · shank 3 · bank 0 · reference external · electrode 95`. */
export function imroEntryText(imro: MetaTable, index: number, probeType?: string): string | null {
  const entry = imro.entries[index];
  const roles = imroRoles(imro);
  if (!entry || !roles) return null;
  const type = typeOf(imro, probeType);
  const words = roles.map((role, field) => `${role} ${fieldText(role, entry[field] ?? '?', type)}`);
  return words.join(' · ').replace('bank mask', 'banks');
}
