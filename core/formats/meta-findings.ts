import { FormatError } from '../model/errors.ts';
import type { Finding } from './finding.ts';
import { metaNumber, parseSpikeGlxMeta } from './spikeglx-meta.ts';

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
  const add = (key: string, severity: Finding['severity'], code: string, message: string, value?: string) => {
    const line = lineOf(key);
    const written = /=(.*)$/.exec(lines[line] ?? '')?.[1]?.trim() ?? '';
    const from = `${key}=${written}`;
    const fixes =
      value === undefined || !lines[line]?.startsWith(from)
        ? []
        : [{ title: `Change ${key} to ${value}`, line, from, to: `${key}=${value}` }];
    found.push({ severity, code, message, line, fixes });
  };
  let meta: ReturnType<typeof parseSpikeGlxMeta>;
  try {
    meta = parseSpikeGlxMeta(text);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return [{ severity: 'error', code: 'header', message: error.message, line: 0, fixes: [] }];
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
      // A file of no whole number of samples is another matter.
      columns && raw.bytes % (columns * 2) === 0 ? String(raw.bytes) : undefined,
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
        String(computed),
      );
  }
  return found;
}
