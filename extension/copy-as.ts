import * as vscode from 'vscode';
import { analysisOf } from '../core/analyses/catalogue.ts';
import { commandLine, python, script, spikeInterface, type Told } from '../core/analyses/run-words.ts';
import type { DatasetSummary } from '../core/engine/engine-api.ts';
import type { CopyAs, FigureRequest } from '../webviews/protocol.ts';
import type { OpenDataset } from './datasets.ts';
import { runOf } from './run-of.ts';
import { needsNothing } from './titles.ts';

const names: Readonly<Record<CopyAs, string>> = {
  cli: 'command line',
  script: 'script',
  python: 'call of npyx',
  spikeinterface: 'Python with SpikeInterface',
};

/** Puts words that make the figure again on the clipboard, the user's settings included, and says so. */
export async function copyAs(dataset: OpenDataset, request: FigureRequest & { as: CopyAs }): Promise<null> {
  const { analysis: id, units, as, stream, style } = request;
  const summary = needsNothing(id) ? null : await dataset.summary();
  const told: Told = {
    analysis: analysisOf(id),
    dataset: summary?.folder ?? '',
    units,
    params: runOf(dataset, request).params,
    ...(stream === undefined ? {} : { stream }),
    ...(style === undefined ? {} : { style }),
  };
  const words = wordsOf(told, as, summary);
  if (words === null) throw new RangeError(`${id} has no ${names[as]}`);
  await vscode.env.clipboard.writeText(words);
  vscode.window.setStatusBarMessage(`Copied the ${names[as]} of this figure`, 4000);
  return null;
}

function wordsOf(told: Told, as: CopyAs, summary: DatasetSummary | null): string | null {
  if (as === 'cli') return commandLine(told, `${told.analysis.id}.svg`);
  if (as === 'script') return script(told);
  if (as === 'python') return python(told);
  // Of several streams SpikeInterface wants one named; it knows no merged datasets.
  if (!summary || summary.merged) return null;
  const { acquisition, sorting, mainStream, folder } = summary;
  return spikeInterface(
    { ...told, stream: told.stream ?? mainStream },
    { acquisition, sorting: sorting?.folder ?? folder },
  );
}
