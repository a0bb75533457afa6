import { countText, streamText } from '../core/formats/header-words.ts';
import { metaKey } from '../core/formats/spikeglx-keys.ts';
import { streamKind } from '../core/formats/spikeglx-kind.ts';
import {
  type MetaEntry,
  metaNumber,
  metaText,
  parseMetaTable,
  parseSpikeGlxMeta,
  type SpikeGlxMeta,
} from '../core/formats/spikeglx-meta.ts';
import { spikeGlxStream } from '../core/formats/spikeglx-stream.ts';
import { code, entryAt, type HoverText, linesOf, own, plain } from './hover-text.ts';
import { imroEntryText, imroSummary } from './imro-summary.ts';
import {
  chanMapSummary,
  geomMapSummary,
  muxTableSummary,
  shankMapSummary,
  surveySummary,
} from './map-summaries.ts';
import { type MetaSurroundings, metaFacts } from './meta-facts.ts';

/**
 * What to show over a line of a SpikeGLX header: the key's meaning, the value with its unit, what follows from it, and
 * tables as a summary. Null over empty lines. Never throws: half-typed headers are what an editor holds.
 */
export function metaHover(
  text: string,
  line: number,
  character: number,
  around: MetaSurroundings,
): HoverText | null {
  const written = linesOf(text)[line];
  if (written === undefined || written.trim() === '') return null;
  const meta = parseSpikeGlxMeta(text, around.file);
  const entry = meta.entries.find((candidate) => candidate.line === line + 1);
  const markdown = entry
    ? describe(meta, entry, written, character, around)
    : `${code(written.trim())} is no \`key=value\` line, as every line of a SpikeGLX header is.`;
  return { markdown, line, start: 0, end: written.length };
}

function describe(
  meta: SpikeGlxMeta,
  entry: MetaEntry,
  written: string,
  character: number,
  around: MetaSurroundings,
): string {
  const { key, value } = entry;
  const known = metaKey(key);
  const table = tableText(meta, key, value);
  const shown = table === null ? valueText(value, known?.unit) : null;
  const choice = own(known?.values ?? {}, value);
  const isOverruled = meta.values.get(key) !== value;
  return [
    `**${code(key)}**${shown ? ` = ${shown}` : ''}${choice ? ` (${choice})` : ''}`,
    known?.meaning ?? 'Not a key of SpikeGLX that is known here; tools that rewrite headers add their own.',
    isOverruled ? '⚠ The same key comes again below; the last one counts.' : null,
    table === null ? null : entryText(meta, key, value, written, character),
    table,
    factList(metaFacts(meta, key, around)),
    key === 'typeThis' || key === 'fileName' ? summaryText(meta) : null,
  ]
    .filter((part) => part !== null && part !== '')
    .join('\n\n');
}

const factList = (facts: readonly string[]): string | null =>
  facts.length > 1 ? facts.map((fact) => `- ${fact}`).join('\n') : (facts[0] ?? null);

/** Numbers with their unit and thousands apart; everything else as it is written. */
function valueText(value: string, unit: string | undefined): string {
  if (value === '') return '*empty*';
  if (unit !== undefined && /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(value)) {
    const number = Number(value);
    const exact = Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
    const one = number === 1 && /^[a-z]{3,}s$/.test(unit) ? unit.slice(0, -1) : unit;
    return `${exact ? countText(number) : value}${one && ` ${one}`}`;
  }
  return code(value);
}

/** The decoded table, null for a key that holds none. */
function tableText(meta: SpikeGlxMeta, key: string, value: string): string | null {
  if (key === 'svySBTT')
    return surveySummary(value, metaNumber(meta, 'imSampRate') ?? metaNumber(meta, 'obSampRate'));
  const table = parseMetaTable(value);
  if (!table || !value.startsWith('(')) return null;
  const cut = table.isCut ? '⚠ The line ends inside an entry: the header was cut.\n\n' : '';
  switch (key) {
    case 'imroTbl':
      return cut + imroSummary(table, probeType(meta));
    case 'snsChanMap': {
      const band = streamKind(meta)?.band;
      return cut + chanMapSummary(table, band === 'nidq' || band === 'obx' ? band : 'imec');
    }
    case 'snsGeomMap':
      return cut + geomMapSummary(table);
    case 'snsShankMap':
      return cut + shankMapSummary(table);
    case 'muxTbl':
      return cut + muxTableSummary(table);
    default:
      return `${cut}A table of ${table.entries.length + 1} entries.`;
  }
}

/** The part number decides what a reference index means where it is known, as the type covers several probes. */
function probeType(meta: SpikeGlxMeta): string | undefined {
  const part = metaText(meta, 'imDatPrb_pn');
  return part && /^NP(20\d\d)$/.test(part) ? part : metaText(meta, 'imDatPrb_type');
}

/** The entry under the cursor in words. */
function entryText(
  meta: SpikeGlxMeta,
  key: string,
  value: string,
  written: string,
  character: number,
): string | null {
  const index = entryAt(written, character);
  const table = parseMetaTable(value);
  if (index === null || index < 0 || !table) return null;
  const fields = table.entries[index];
  if (!fields) return null;
  const [first = '', second = '', third = '', fourth = ''] = fields.map(plain);
  const words: Record<string, () => string | null> = {
    imroTbl: () => imroEntryText(table, index, probeType(meta)),
    snsChanMap: () => `column ${index} · ${first} · channel ${second} · shown as number ${third}`,
    snsGeomMap: () => `column ${index} · shank ${first} · x ${second} µm · z ${third} µm${unused(fourth)}`,
    snsShankMap: () =>
      `column ${index} · shank ${first} · column of sites ${second} · row ${third}${unused(fourth)}`,
    muxTbl: () => `slot ${index} · ${fields.length} channels`,
  };
  const text = own(words, key)?.() ?? null;
  return text === null ? null : `Under the cursor: **${text}**`;
}

const unused = (flag: string) => (flag === '0' ? ' · not drawn (reference or broken site)' : '');

function summaryText(meta: SpikeGlxMeta): string | null {
  try {
    return streamText(spikeGlxStream(meta, meta.file));
  } catch {
    // The header is not whole; its single lines still say what they can.
    return null;
  }
}
