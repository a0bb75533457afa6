import type { ProbeSite } from '../model/probe.ts';
import type { SavedChannel } from './spikeglx-channels.ts';
import { headerModel } from './spikeglx-gains.ts';
import { type MetaTable, metaNumber, metaTable, type SpikeGlxMeta } from './spikeglx-meta.ts';
import { gridPosition, type SiteGrid } from './spikeglx-probes.ts';

/** The sites of a probe as a header gives them; distances follow `~snsGeomMap`. */
export interface SpikeGlxGeometry {
  readonly source: 'snsGeomMap' | 'snsShankMap' | 'imroTbl' | 'none';
  /** One per saved neural channel, ascending column; empty with source `none`. */
  readonly sites: readonly ProbeSite[];
  readonly shankCount: number;
  readonly shankPitchUm: number;
  readonly shankWidthUm: number;
  readonly warnings: readonly string[];
}

/** A site without its place in the file. */
export type BareSite = Omit<ProbeSite, 'column' | 'id'>;

/**
 * Positions of the saved neural channels: from snsGeomMap (µm, apps since 2023), else snsShankMap (rows and columns,
 * AP files before), else imroTbl (electrodes, LF files before). A map that was cut yields to the next.
 */
export function spikeGlxGeometry(meta: SpikeGlxMeta, channels: readonly SavedChannel[]): SpikeGlxGeometry {
  const neural = channels.filter(({ kind }) => kind === 'AP' || kind === 'LF');
  const sites = siteGrid(meta);
  const warnings: string[] = [];
  const geom = metaTable(meta, 'snsGeomMap');
  const shape = {
    shankCount:
      (geom && countOf(geom.header[1])) ??
      sites?.shankCount ??
      countOf(metaTable(meta, 'snsShankMap')?.header[0]) ??
      1,
    shankPitchUm: (geom && countOf(geom.header[2], 0)) ?? sites?.shankPitchUm ?? 0,
    shankWidthUm: (geom && countOf(geom.header[3])) ?? sites?.shankWidthUm ?? 70,
  };
  const place = (source: SpikeGlxGeometry['source'], bare: readonly (BareSite | undefined)[]) => {
    const whole = bare.length === neural.length && bare.every((site) => site !== undefined);
    if (!whole) {
      const placed = bare.filter((site) => site !== undefined).length;
      warnings.push(
        `${meta.file}: ${source} places ${placed} of ${neural.length} channels and was not used.`,
      );
      return undefined;
    }
    return bare.map((site, i): ProbeSite => ({ column: neural[i]!.column, id: neural[i]!.id, ...site! }));
  };

  // The maps have one entry per saved channel, in file order.
  const mapped = geom && place('snsGeomMap', geomMapSites(geom));
  if (mapped) return { source: 'snsGeomMap', sites: mapped, ...shape, warnings };
  const shankMap = metaTable(meta, 'snsShankMap');
  const shanked = shankMap && sites && place('snsShankMap', shankMapSites(shankMap, sites));
  if (shanked) return { source: 'snsShankMap', sites: shanked, ...shape, warnings };
  const imro = metaTable(meta, 'imroTbl');
  if (imro && sites) {
    const byChannel = imroSites(imro, sites);
    const fromImro = place(
      'imroTbl',
      neural.map(({ index }) => byChannel.get(index)),
    );
    if (fromImro) return { source: 'imroTbl', sites: fromImro, ...shape, warnings };
  }
  return { source: 'none', sites: [], ...shape, warnings };
}

/** The grid of the header's own keys (apps since late 2025), else of the known model. */
function siteGrid(meta: SpikeGlxMeta): SiteGrid | undefined {
  const model = headerModel(meta)?.grid;
  if (model) return model;
  const keys = ['imX0EvenRow', 'imX0OddRow', 'imXPitch', 'imZPitch', 'imColsPerShank'];
  const [evenRowXUm, oddRowXUm, columnPitchUm, rowPitchUm, columnCount] = keys.map((key) =>
    metaNumber(meta, key),
  );
  if (evenRowXUm === undefined || oddRowXUm === undefined || columnPitchUm === undefined) return undefined;
  if (rowPitchUm === undefined || !columnCount) return undefined;
  const header = metaTable(meta, 'snsGeomMap')?.header ?? [];
  return {
    shankCount: countOf(header[1]) ?? 1,
    shankPitchUm: countOf(header[2], 0) ?? 0,
    shankWidthUm: countOf(header[3]) ?? 70,
    evenRowXUm,
    oddRowXUm,
    columnPitchUm,
    rowPitchUm,
    columnCount,
  };
}

/** `(shank:x:y:used)` per saved channel, µm. An entry that is damaged is undefined. */
export function geomMapSites(table: MetaTable): (BareSite | undefined)[] {
  return table.entries.map((fields) => {
    const [shank, xUm, yUm, used] = fields.map(Number);
    if (fields.length !== 4 || ![shank, xUm, yUm, used].every(Number.isFinite)) return undefined;
    return { shank: shank!, xUm: xUm!, yUm: yUm!, isReference: used === 0 };
  });
}

/** `(shank:column:row:used)` per saved channel, laid on the probe's grid. */
export function shankMapSites(table: MetaTable, sites: SiteGrid): (BareSite | undefined)[] {
  return table.entries.map((fields) => {
    const [shank, column, row, used] = fields.map(Number);
    if (fields.length !== 4 || ![shank, column, row, used].every(Number.isInteger)) return undefined;
    return { shank: shank!, ...gridPosition(sites, row!, column!), isReference: used === 0 };
  });
}

/**
 * Sites by channel number, from the table of connected electrodes of a header or an `.imro` file. It does not tell
 * reference sites. Damaged entries are left out.
 */
export function imroSites(table: MetaTable, sites: SiteGrid): Map<number, BareSite> {
  const found = new Map<number, BareSite>();
  if (table.header.length === 6) return switchableUltraSites(table, sites);
  // Phase 3A: (serial, option, channels); option 4 has banks of 276 channels, the others of 384.
  const bankSize = table.header.length === 3 ? Number(table.header[2]) : 384;
  for (const entry of table.entries) {
    const fields = entry.map(Number);
    if (!fields.every(Number.isFinite)) continue;
    const [channel, second, third, , last] = fields;
    const isFourShank = fields.length === 5 && table.header.length !== 3;
    // 4 fields: channel, bank mask, reference, electrode; 5: channel, shank, bank, reference, electrode;
    // else channel, bank, reference, gains …, where the electrode is the channel of its bank.
    const electrode = fields.length === 4 ? fields[3]! : isFourShank ? last! : channel! + second! * bankSize;
    if (fields.length < 4 || third === undefined) continue;
    const row = Math.floor(electrode / sites.columnCount);
    found.set(channel!, {
      shank: isFourShank ? second! : 0,
      ...gridPosition(sites, row, electrode % sites.columnCount),
      isReference: false,
    });
  }
  return found;
}

/**
 * NP1110: 24 groups of 16 channels, each connected to one bank, or in the column modes to two (A, B) by column.
 * Layout after SpikeGLX's IMROTbl_T1110 (row, column and bank of a channel).
 */
function switchableUltraSites({ header, entries }: MetaTable, sites: SiteGrid): Map<number, BareSite> {
  const mode = Number(header[1]);
  const banks = new Map(entries.map((fields) => [Number(fields[0]), [Number(fields[1]), Number(fields[2])]]));
  const groupColumns = [0, 3, 1, 2, 1, 2, 0, 3];
  const found = new Map<number, BareSite>();
  for (let channel = 0; channel < 384; channel++) {
    const group = 2 * Math.floor(channel / 32) + (channel & 1);
    const [bankA, bankB] = banks.get(group) ?? [];
    if (bankA === undefined || bankB === undefined || !Number.isInteger(bankA + bankB)) continue;
    const columnIn = (bank: number): number => {
      const inGroup = (((channel % 32) >> 1) & 1) ^ ((bank >> 2) & 1);
      return 2 * groupColumns[4 * (bank & 1) + (group % 4)]! + (channel & 1 ? 1 - inGroup : inGroup);
    };
    // Mode 2 connects whole rows; 1 the outer and 0 the inner of the column pairs through bank A, the rest through B.
    const column = columnIn(bankA);
    const isOuter = column <= 3 ? column % 2 === 0 : column % 2 === 1;
    const bank = mode === 2 || isOuter === (mode === 1) ? bankA : bankB;
    const inGroupRow = (channel % 32) >> 2;
    const row = 48 * bank + 8 * Math.floor(group / 4) + (channel & 1 ? 7 - inGroupRow : inGroupRow);
    found.set(channel, { shank: 0, ...gridPosition(sites, row, columnIn(bank)), isReference: false });
  }
  return found;
}

/** A finite number of at least `min` in a table header. */
function countOf(text: string | undefined, min = 1): number | undefined {
  const value = Number(text);
  return text !== undefined && Number.isFinite(value) && value >= min ? value : undefined;
}
