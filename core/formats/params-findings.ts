import type { Finding } from './finding.ts';
import { type PyEntry, parseParamsPy } from './params-py.ts';

/** A raw file that a `params.py` names, as it is on this machine. */
export interface NamedRawFile {
  readonly written: string;
  /** Where it is; null when it is nowhere. */
  readonly path: string | null;
  readonly bytes: number | null;
  /** It is not where the path says, but was found nearby. */
  readonly isElsewhere: boolean;
  /** From the folder of `params.py`; null where it is nowhere. */
  readonly relative: string | null;
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

/** Columns of raw files of Neuropixels: 384 channels with and without sync, three quarters of them, and of the 1.0's 276. */
const usualCounts = [385, 384, 277, 276, 289, 288];

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
    values: readonly string[] = [],
    from: string | null = null,
  ) => {
    const line = (entry?.line ?? 1) - 1;
    const fixes = values.map((to) => ({
      title: `Change to ${to}`,
      line,
      from: from ?? entry?.text ?? '',
      to,
    }));
    found.push({
      severity,
      code,
      message,
      line,
      fixes: entry && entry.line === entry.endLine ? fixes : [],
    });
  };
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
        // A relative path goes along when the folder moves again.
        [file.relative, file.path].filter((each) => each !== null).map((each) => `r'${each}'`),
        literalOf(file.written, dat?.text ?? ''),
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
    const divides = (count: number) => (bytes - offset) % (count * itemBytes) === 0;
    const mended = header && divides(header.columnCount) ? header.columnCount : null;
    const likely = header ? [] : usualCounts.filter(divides);
    add(
      entries.get('n_channels_dat'),
      'error',
      'channel-count',
      `${columns} channels × ${itemBytes} bytes do not divide the ${bytes} bytes of ${path}: ${rest} are left over${mended === null ? '' : `; its header says ${mended} channels`}.`,
      (mended === null ? likely : [mended]).map(String),
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
      [String(header.columnCount)],
    );

  const rateHz = number('sample_rate');
  if (header && rateHz !== null && Math.abs(rateHz / header.sampleRateHz - 1) > rateTolerance)
    add(
      entries.get('sample_rate'),
      'error',
      'sample-rate',
      `${rateHz} Hz, but ${header.file} says ${header.sampleRateHz} Hz: every time in seconds would be wrong.`,
      [String(header.sampleRateHz)],
    );
  return found.sort((a, b) => a.line - b.line);
}

/** The literal that says this in what is written: of several raw files one is changed. */
function literalOf(value: string, written: string): string | null {
  const literals = written.match(/[rR]?'[^']*'|[rR]?"[^"]*"/g) ?? [];
  return (
    literals.find(
      (literal) =>
        literal.replace(/^[rR]?['"]|['"]$/g, '').replaceAll('\\\\', '\\') === value.replaceAll('\\\\', '\\'),
    ) ?? null
  );
}
