import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ExportOptions } from '../engine/export-run.ts';
import { exportFormats } from '../engine/export-run.ts';
import { ParameterError } from '../model/errors.ts';
import { formatOf, type Outcome } from './outcome.ts';

/** What NeuroPyxels for VS Code is told when its *Run Analysis Script* runs the script: enough to open the figure. */
export interface PlotMessage {
  readonly neuropyxels: 'plot';
  readonly dataset: string;
  readonly analysis: string;
  readonly units: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly stream: string | null;
}

/** Files that were written by this process: a second figure never overwrites the first. */
const written = new Set<string>();

/**
 * Shows the figure of an outcome: in a panel when VS Code runs the script, else in a file where the script was started
 * with `--out`: `node script.mjs --out figures/` writes `figures/correlogram-234-92.svg`, `--out fig.pdf` that file
 * (a second figure `fig-2.pdf`). `name` is the file's name instead, with or without an ending. Returns the file, or null
 * where none was asked for, which is said on stderr. Throws ParameterError for an ending that is no figure.
 */
export async function plot(
  outcome: Pick<Outcome, 'analysis' | 'dataset' | 'units' | 'params' | 'stream' | 'save'>,
  name?: string,
  options: ExportOptions & { readonly argv?: readonly string[] } = {},
): Promise<string | null> {
  const { argv = process.argv, ...style } = options;
  const { analysis, units } = outcome;
  const host = process.send && process.env['NEUROPYXELS_SCRIPT'] === '1';
  if (host) await tell(messageOf(outcome));
  const usual = [analysis.id, ...units.slice(0, 4)].join('-');
  const out = outOf(argv);
  if (out === null) {
    if (!host) process.stderr.write(`plot: ${usual} is shown nowhere; run the script with --out FOLDER\n`);
    return null;
  }
  const file = unused(await fileOf(out, name ?? usual));
  if (!figureEndings.includes(path.extname(file))) formatOf(file);
  await outcome.save(file, style);
  process.stderr.write(`plot: ${file}\n`);
  return file;
}

const figureEndings: readonly string[] = exportFormats.map((format) => `.${format}`);

/** The value of the last `--out` of the command line; null when there is none. Throws ParameterError without a value. */
function outOf(argv: readonly string[]): string | null {
  const given = argv.flatMap((word, i) =>
    word === '--out' ? [argv[i + 1] ?? ''] : word.startsWith('--out=') ? [word.slice(6)] : [],
  );
  const out = given.at(-1);
  if (out === '') throw new ParameterError('--out: expected a folder or a file such as figure.pdf');
  return out ?? null;
}

async function fileOf(out: string, name: string): Promise<string> {
  const isFolder = /[\\/]$/.test(out) || path.extname(out) === '' || (await isDirectory(out));
  if (!isFolder) return out;
  const safe = name.replace(/[\\/:*?"<>|]/g, '-');
  const file = figureEndings.includes(path.extname(safe)) ? safe : `${safe}.svg`;
  await mkdir(out, { recursive: true });
  return path.join(out, file);
}

const isDirectory = (place: string): Promise<boolean> =>
  stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );

function unused(file: string): string {
  const ending = path.extname(file);
  const stem = file.slice(0, file.length - ending.length);
  let free = file;
  for (let count = 2; written.has(free); count++) free = `${stem}-${count}${ending}`;
  written.add(free);
  return free;
}

const messageOf = ({
  analysis,
  dataset,
  units,
  params,
  stream,
}: Parameters<typeof plot>[0]): PlotMessage => ({
  neuropyxels: 'plot',
  dataset: dataset.folder,
  analysis: analysis.id,
  units,
  params,
  stream,
});

const tell = (message: PlotMessage): Promise<void> =>
  new Promise((resolve) => {
    // The script's own work goes on when nobody listens any more.
    process.send?.(message, () => resolve());
  });
