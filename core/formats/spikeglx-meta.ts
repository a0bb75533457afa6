/**
 * The text of a SpikeGLX `.meta` file: one `key=value` per line, tables as `(header)(entry)(entry)…`.
 * Defined in https://billkarsh.github.io/SpikeGLX/Sgl_help/Metadata_Help.html
 *
 * Reading never throws: a header that was cut or scribbled on still yields the keys that are whole. What a key means
 * is decided by those who ask for it: spikeglx-stream.ts (which stream), spikeglx-channels.ts, spikeglx-gains.ts,
 * spikeglx-geometry.ts.
 */

/** One `key=value` line. */
export interface MetaEntry {
  /** Without the `~` that marks tables: rewritten files drop it. */
  readonly key: string;
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface SpikeGlxMeta {
  /** The name or path that messages use. */
  readonly file: string;
  /** In file order. A key that comes twice has its last value in `values` and both lines here. */
  readonly entries: readonly MetaEntry[];
  readonly values: ReadonlyMap<string, string>;
  /** Lines that are neither empty nor `key=value`, counted from 1. */
  readonly oddLines: readonly number[];
}

/** A value such as `(24,384)(0 0 0 0 0)(1 0 0 0 1)`, still as text. */
export interface MetaTable {
  /** Split at commas: `['24', '384']`. */
  readonly header: readonly string[];
  /** Split at spaces, or at `:` and `;` for maps: `['0', '0', '0', '0', '1']`. */
  readonly entries: readonly (readonly string[])[];
  /** True when the text ends inside an entry, as in a file that was cut. */
  readonly isCut: boolean;
}

/** The keys and values of a header. Either line ending, with or without a last newline or a byte-order mark. */
export function parseSpikeGlxMeta(text: string, file = '.meta file'): SpikeGlxMeta {
  const entries: MetaEntry[] = [];
  const oddLines: number[] = [];
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((line, index) => {
      if (line.trim() === '') return;
      // The first '=' splits: the values of catGTCmdline hold more of them.
      const match = /^~?([^=~\s][^=]*)=(.*)$/.exec(line);
      if (!match) oddLines.push(index + 1);
      else entries.push({ key: match[1]!.trim(), value: match[2]!.trim(), line: index + 1 });
    });
  return { file, entries, values: new Map(entries.map(({ key, value }) => [key, value])), oddLines };
}

/** The value as written; undefined when the key is absent or its value empty (`imRoFile=`). */
export const metaText = (meta: SpikeGlxMeta, key: string): string | undefined =>
  meta.values.get(key) || undefined;

/** The value as a number; undefined when it is absent or not a finite number. */
export function metaNumber(meta: SpikeGlxMeta, key: string): number | undefined {
  const text = metaText(meta, key);
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Whole numbers between commas, such as `snsApLfSy=384,0,1`; undefined unless there are `length` of them, none negative. */
export function metaCounts(meta: SpikeGlxMeta, key: string, length: number): number[] | undefined {
  const parts = metaText(meta, key)?.split(',') ?? [];
  return parts.length === length && parts.every((part) => /^\s*\d+\s*$/.test(part))
    ? parts.map(Number)
    : undefined;
}

/** The table behind a key such as `imroTbl`; undefined when it is absent or has no header. */
export function metaTable(meta: SpikeGlxMeta, key: string): MetaTable | undefined {
  const text = metaText(meta, key);
  return text === undefined ? undefined : parseMetaTable(text);
}

/** The table in a value, in an `.imro` file, or in a line under the mouse; undefined without a `(header)`. */
export function parseMetaTable(text: string): MetaTable | undefined {
  const [header, ...entries] = Array.from(text.matchAll(/\(([^()]*)\)/g), (match) => match[1]!.trim());
  if (header === undefined) return undefined;
  return {
    header: header.split(',').map((part) => part.trim()),
    entries: entries.map((entry) => entry.split(/[\s:;]+/)),
    isCut: !text.trimEnd().endsWith(')'),
  };
}

/**
 * The numbers that a list such as `0:383,768` stands for; undefined for text that is no such list (`all` included) and
 * for lists of more than `limit` numbers, so that a damaged file cannot fill the memory.
 */
export function parseIdRanges(text: string, limit = 100_000): number[] | undefined {
  const ids: number[] = [];
  for (const part of text.split(',')) {
    const match = /^\s*(\d+)(?::(\d+))?\s*$/.exec(part);
    if (!match) return undefined;
    const first = Number(match[1]);
    const last = Number(match[2] ?? first);
    if (last < first || ids.length + last - first >= limit) return undefined;
    for (let id = first; id <= last; id++) ids.push(id);
  }
  return ids;
}
