import * as vscode from 'vscode';
import { analysisOf } from '../core/analyses/catalogue.ts';
import { commandLine, python, script, type Told } from '../core/analyses/run-words.ts';
import type { CopyAs, FigureRequest } from '../webviews/protocol.ts';
import type { OpenDataset } from './datasets.ts';
import { runOf } from './run-of.ts';
import { needsNothing } from './titles.ts';

const names: Readonly<Record<CopyAs, string>> = {
  cli: 'command line',
  script: 'script',
  python: 'call of npyx',
};

/** Puts words that make the figure again on the clipboard, the user's settings included, and says so. */
export async function copyAs(dataset: OpenDataset, request: FigureRequest & { as: CopyAs }): Promise<null> {
  const { analysis: id, units, as, stream, style } = request;
  const told: Told = {
    analysis: analysisOf(id),
    dataset: needsNothing(id) ? '' : (await dataset.summary()).folder,
    units,
    params: runOf(dataset, request).params,
    ...(stream === undefined ? {} : { stream }),
    ...(style === undefined ? {} : { style }),
  };
  const words = wordsOf(told, as);
  if (words === null) throw new RangeError(`${id} has no call of npyx`);
  await vscode.env.clipboard.writeText(words);
  vscode.window.setStatusBarMessage(`Copied the ${names[as]} of this figure`, 4000);
  return null;
}

function wordsOf(told: Told, as: CopyAs): string | null {
  if (as === 'cli') return commandLine(told, `${told.analysis.id}.svg`);
  return as === 'script' ? script(told) : python(told);
}
