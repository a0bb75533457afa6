import path from 'node:path';
import { parseStyle } from '../analyses/style-params.ts';
import { Engine } from '../engine/engine.ts';
import type { ExportFormat } from '../engine/engine-api.ts';
import { envelopeText } from '../engine/envelope.ts';
import { exportFiles } from '../engine/export-files.ts';
import { exportFormats, exportRun } from '../engine/export-run.ts';
import type { Run } from '../engine/run-analysis.ts';
import { streamStack, tilesOfStack, tilesText } from '../engine/stream-stack.ts';
import { writeAside } from '../engine/write-aside.ts';
import { ParameterError } from '../model/errors.ts';
import type { Progress } from '../rpc/rpc.ts';
import { chosenUnits } from './chosen-units.ts';
import type { RunLine } from './command-line.ts';
import { type ProgressTarget, progressLines } from './progress-lines.ts';

export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: ProgressTarget;
}

/** Runs one analysis and delivers its results. Files are written whole or not at all; all or, after a failure, none. */
export async function runLine(
  line: RunLine,
  { stdout, stderr }: Streams,
  signal: AbortSignal,
): Promise<void> {
  const folders = line.out.filter(isFolder);
  const named = line.out.filter((file) => !isFolder(file));
  const formats = named.map(formatOf);
  // What is wrong with the style is told before anything is computed.
  parseStyle(line.style);
  const { analysis, dataset, threads, cacheDir, stream, cache } = line;
  const engine = new Engine({
    ...(threads === undefined ? {} : { threads }),
    ...(cacheDir === undefined ? {} : { cache: { folder: path.resolve(cacheDir) } }),
  });
  const progress = progressLines(analysis.id, stderr);
  try {
    const units = await chosenUnits(line.units, analysis.target, () => engine.units(dataset));
    const request = {
      dataset,
      analysis: analysis.id,
      units,
      params: line.params,
      cache,
      ...(stream === undefined ? {} : { stream }),
    };
    const tiles = line.out.length === 1 && formats[0] === 'npy' && !line.json ? tilesOfStack(request) : null;
    if (tiles) {
      const options = { signal, progress: ({ done }: Progress) => progress.show(done) };
      const file = path.resolve(named[0] as string);
      stderr.write(`${analysis.id}: ${tilesText(tiles)}\n`);
      const warnings = await streamStack(engine, request, tiles, file, options);
      progress.end();
      for (const warning of warnings) stderr.write(`warning: ${warning}\n`);
      return;
    }
    const run = await engine.run(request, {
      signal,
      whole: formats.includes('npy'),
      progress: ({ done }) => progress.show(done),
    });
    progress.end();
    for (const warning of run.warnings) stderr.write(`warning: ${warning}\n`);
    const files = await Promise.all(formats.map((format) => exportRun(run, format, { style: line.style })));
    for (const [i, bytes] of files.entries()) {
      signal.throwIfAborted();
      await writeAside(path.resolve(named[i] as string), bytes, signal);
    }
    for (const folder of folders) await exportFiles(run, path.resolve(folder), signal);
    if (line.json || line.out.length === 0) stdout.write(line.json ? envelopeText(run) : shortText(run));
  } finally {
    progress.end();
    await engine.close();
  }
}

/** `sync_chan/`: for what is made of several files. */
const isFolder = (place: string): boolean => /[\\/]$/.test(place);

function formatOf(file: string): ExportFormat {
  const extension = path.extname(file).slice(1).toLowerCase() as ExportFormat;
  if (exportFormats.includes(extension)) return extension;
  throw new ParameterError(
    `--out: ${file} ends in '${path.extname(file)}', expected ${exportFormats.map((each) => `.${each}`).join(' ')}`,
  );
}

/** Without --json and --out: what the figure shows, in sentences. */
const shortText = ({ analysis, result, params }: Run): string => `${analysis.draw(result, params).alt}\n`;
