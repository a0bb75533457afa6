import { FormatError } from '../model/errors.ts';
import { type PyEntry, parseParamsPy } from './params-py.ts';
import { metaNumber, parseSpikeGlxMeta } from './spikeglx-meta.ts';

/** Something about a file of a recording that is wrong, or that costs a feature. */
export interface Finding {
  readonly severity: 'error' | 'warning' | 'information';
  /** `raw-moved`, `channel-count`, `sample-rate`, `duplicate-unit`, … */
  readonly code: string;
  readonly message: string;
  /** From 0; 0 for what is about the whole file. */
  readonly line: number;
  /** The text that would replace the value on that line, and what doing so is called. */
  readonly fix?: { readonly title: string; readonly from: string; readonly to: string };
}

/** A raw file that a `params.py` names, as it is on this machine. */
export interface NamedRawFile {
  readonly written: string;
  /** Where it is; null when it is nowhere. */
  readonly path: string | null;
  readonly bytes: number | null;
  /** It is not where the path says, but was found nearby. */
  readonly isElsewhere: boolean;
}

/** What the header beside a sorting says of the raw file. */
export interface HeaderFacts {
  readonly file: string;
  readonly sampleRateHz: number;
  /** Sync words included. */
  readonly columnCount: number;
}

const bytesOf: Readonly<Record<string, number>> = {
  int16: 2,
  uint16: 2,
  int32: 4,
  float32: 4,
  float64: 8,
  int8: 1,
  uint8: 1,
};

/** Rates differ by calibration: 30000 and 30000.158. */
const rateTolerance = 1e-3;

/** What is wrong with a phy `params.py`. Never throws. */
export function paramsFindings(
  text: string,
  files: readonly NamedRawFile[],
  header: HeaderFacts | null,
): Finding[] {
  const entries = new Map(parseParamsPy(text).map((entry) => [entry.name, entry]));
  const found: Finding[] = [];
  const add = (
    entry: PyEntry | undefined,
    severity: Finding['severity'],
    code: string,
    message: string,
    fix?: { readonly title: string; readonly to: string; readonly from?: string },
  ) =>
    found.push({
      severity,
      code,
      message,
      line: (entry?.line ?? 1) - 1,
      ...(entry && fix && entry.line === entry.endLine
        ? { fix: { ...fix, from: fix.from ?? entry.text } }
        : {}),
    });
  const number = (name: string): number | null => {
    const value = entries.get(name)?.value;
    return typeof value === 'number' && value > 0 ? value : null;
  };

  const dat = entries.get('dat_path');
  for (const file of files) {
    if (file.path !== null && file.isElsewhere)
      add(
        dat,
        'warning',
        'raw-moved',
        `${file.written} is not there: the raw file moved to ${file.path}, which is used.`,
        {
          title: `Change to ${file.path}`,
          to: `r'${file.path}'`,
          ...(Array.isArray(dat?.value) && { from: literalIn(dat.text, file.written) }),
        },
      );
    else if (file.path === null)
      add(
        dat,
        'warning',
        'raw-missing',
        `${file.written} is not there, nor a file of its name nearby: raw waveforms and traces are off, all else works.`,
      );
  }

  const columns = number('n_channels_dat');
  const dtype = String(entries.get('dtype')?.value ?? 'int16').replace(/^[<>=|]/, '');
  const itemBytes = bytesOf[dtype] ?? null;
  if (itemBytes === null)
    add(entries.get('dtype'), 'warning', 'dtype', `${dtype} is no number type of NumPy such as int16.`);
  const offset = number('offset') ?? 0;
  for (const { bytes, path } of files) {
    if (columns === null || itemBytes === null || bytes === null || /\.cbin$/i.test(path ?? '')) continue;
    const rest = (bytes - offset) % (columns * itemBytes);
    if (rest === 0) continue;
    const mended =
      header && (bytes - offset) % (header.columnCount * itemBytes) === 0 ? header.columnCount : null;
    add(
      entries.get('n_channels_dat'),
      'error',
      'channel-count',
      `${columns} channels × ${itemBytes} bytes do not divide the ${bytes} bytes of ${path}: ${rest} are left over${mended === null ? '' : `; its header says ${mended} channels`}.`,
      mended === null ? undefined : { title: `Change to ${mended}`, to: String(mended) },
    );
  }
  if (
    header &&
    columns !== null &&
    columns !== header.columnCount &&
    !found.some(({ code }) => code === 'channel-count') &&
    files.some(({ bytes }) => bytes !== null)
  )
    add(
      entries.get('n_channels_dat'),
      'warning',
      'channel-count',
      `${columns} channels, but ${header.file} says ${header.columnCount}.`,
      { title: `Change to ${header.columnCount}`, to: String(header.columnCount) },
    );

  const rateHz = number('sample_rate');
  if (header && rateHz !== null && Math.abs(rateHz / header.sampleRateHz - 1) > rateTolerance)
    add(
      entries.get('sample_rate'),
      'error',
      'sample-rate',
      `${rateHz} Hz, but ${header.file} says ${header.sampleRateHz} Hz: every time in seconds would be wrong.`,
      { title: `Change to ${header.sampleRateHz}`, to: String(header.sampleRateHz) },
    );
  return found.sort((a, b) => a.line - b.line);
}

/** A path as it stands in a list of several, with its quotes. */
function literalIn(text: string, path: string): string {
  const literals = text.match(/[rR]?(['"]).*?\1/g) ?? [];
  return literals.find((literal) => literal.includes(path)) ?? text;
}

/** What is wrong with a SpikeGLX header, against the raw file beside it (null: there is none). Never throws. */
export function metaFindings(
  text: string,
  raw: { readonly name: string; readonly bytes: number } | null,
): Finding[] {
  const found: Finding[] = [];
  const lines = text.split(/\r\n|\r|\n/);
  const lineOf = (key: string) =>
    Math.max(
      0,
      lines.findIndex((line) => line.startsWith(`${key}=`)),
    );
  const add = (
    key: string,
    severity: Finding['severity'],
    code: string,
    message: string,
    fix?: Finding['fix'],
  ) => found.push({ severity, code, message, line: lineOf(key), ...(fix && { fix }) });
  let meta: ReturnType<typeof parseSpikeGlxMeta>;
  try {
    meta = parseSpikeGlxMeta(text);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return [{ severity: 'error', code: 'header', message: error.message, line: 0 }];
  }
  const columns = metaNumber(meta, 'nSavedChans');
  const bytes = metaNumber(meta, 'fileSizeBytes');
  const seconds = metaNumber(meta, 'fileTimeSecs');
  const rateHz =
    metaNumber(meta, 'imSampRate') ?? metaNumber(meta, 'niSampRate') ?? metaNumber(meta, 'obSampRate');
  if (!raw)
    add(
      'fileName',
      'information',
      'raw-missing',
      'The raw file is not beside this header: raw waveforms and traces are off, all else works.',
    );
  else if (bytes !== undefined && raw.bytes !== bytes && /\.bin$/i.test(raw.name))
    add(
      'fileSizeBytes',
      'warning',
      'file-size',
      `${raw.name} has ${raw.bytes} bytes, not ${bytes}: it was ${raw.bytes < bytes ? 'cut or not copied whole' : 'joined with another, or written on'}.`,
    );
  const measured = raw && /\.bin$/i.test(raw.name) ? raw.bytes : undefined;
  if (columns !== undefined && columns > 0 && measured !== undefined && measured % (columns * 2) !== 0)
    add(
      'nSavedChans',
      'error',
      'channel-count',
      `${columns} channels × 2 bytes do not divide the ${measured} bytes of ${raw?.name}: ${measured % (columns * 2)} are left over.`,
    );
  if (columns && bytes && seconds && rateHz) {
    const computed = bytes / (2 * columns) / rateHz;
    if (Math.abs(computed / seconds - 1) > 0.01)
      add(
        'fileTimeSecs',
        'warning',
        'sample-rate',
        `${seconds} s, but ${bytes} bytes of ${columns} channels at ${rateHz} Hz are ${computed.toFixed(1)} s.`,
      );
  }
  return found;
}

/** What is wrong with a `cluster_*.tsv`: ids twice or none, lines of another length. Never throws. */
export function tableFindings(text: string): Finding[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const separator = lines[0]?.includes('\t') ? '\t' : ',';
  const names = (lines[0] ?? '').split(separator).map((name) => name.trim().replace(/^"|"$/g, ''));
  const idColumn = names.findIndex((name) => name === 'cluster_id' || name === 'id' || name === 'unit_id');
  if (idColumn < 0)
    return [
      {
        severity: 'error',
        code: 'table',
        message: 'No column cluster_id, id or unit_id: no labels are read of it.',
        line: 0,
      },
    ];
  const found: Finding[] = [];
  const first = new Map<string, number>();
  for (const [line, written] of lines.entries()) {
    if (line === 0 || written.trim() === '') continue;
    const fields = written.split(separator);
    const id = (fields[idColumn] ?? '').trim();
    if (!/^"?\d+(\.\d+)?"?$/.test(id))
      found.push({
        severity: 'error',
        code: 'table',
        message: `The unit id ${JSON.stringify(id)} is no number.`,
        line,
      });
    else if (first.has(id))
      found.push({
        severity: 'error',
        code: 'duplicate-unit',
        message: `Unit ${id} is also in line ${(first.get(id) ?? 0) + 1}; what is here wins.`,
        line,
      });
    else first.set(id, line);
    if (fields.length > names.length)
      found.push({
        severity: 'warning',
        code: 'table',
        message: `${fields.length} fields where the header has ${names.length}.`,
        line,
      });
  }
  return found;
}
