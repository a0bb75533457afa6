import * as vscode from 'vscode';
import type { Manifest } from '../core/analyses/analysis.ts';
import { catalogue } from '../core/analyses/catalogue.ts';
import { Cancelled } from '../core/model/errors.ts';
import { groupsOf } from './analysis-groups.ts';

const about: Readonly<Record<Manifest['target'], string>> = {
  recording: 'the whole recording',
  unit: 'a unit',
  units: 'one unit or several',
};

type Item = vscode.QuickPickItem & { readonly manifest?: Manifest };

/** The analysis the user picks from all, group by group, with `first` at the top. Throws Cancelled when none was picked. */
export async function pickAnalysis(title: string, first: 'recording' | 'units'): Promise<Manifest> {
  const groups = groupsOf(catalogue);
  const ordered =
    first === 'units'
      ? groups
      : [...groups.filter(({ id }) => id === first), ...groups.filter(({ id }) => id !== first)];
  const items = ordered.flatMap((group): Item[] => [
    { label: group.title, kind: vscode.QuickPickItemKind.Separator },
    ...group.manifests.map((manifest) => ({
      label: manifest.title,
      description: about[manifest.target],
      detail: manifest.summary,
      manifest,
    })),
  ]);
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'Which analysis? Type a word of its name or of what it does',
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  if (!picked?.manifest) throw new Cancelled();
  return picked.manifest;
}
