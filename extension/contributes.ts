import type { Manifest } from '../core/analyses/analysis.ts';
import { languageActivationEvents, languageContributions } from './contributes-language.ts';
import { commandsOf, keybindings, menusOf, submenusOf } from './contributes-menus.ts';
import { resultsContributions } from './contributes-results.ts';
import { scriptContributions } from './contributes-script.ts';
import { settingsOf } from './contributes-settings.ts';
import { taskContributions } from './contributes-tasks.ts';
import { views } from './contributes-views.ts';

/**
 * The `contributes` of package.json, from the manifests of the analyses and what is written by hand beside them.
 * `test/generated.test.ts` writes it and fails when the file was out of date.
 */
export const contributes = (manifests: readonly Manifest[]) => ({
  commands: [...commandsOf(manifests), ...resultsContributions.commands, ...scriptContributions.commands],
  menus: joined(joined(menusOf(manifests), resultsContributions.menus), scriptContributions.menus),
  submenus: submenusOf(manifests),
  keybindings,
  configuration: settingsOf(manifests),
  ...views,
  ...taskContributions,
  ...languageContributions,
});

interface MenuEntry {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}
type Menus = Readonly<Record<string, readonly MenuEntry[]>>;

/** The entries of each menu, one list after the other. */
const joined = (first: Menus, second: Menus): Menus =>
  Object.fromEntries(
    [...new Set([...Object.keys(first), ...Object.keys(second)])].map((menu) => [
      menu,
      [...(first[menu] ?? []), ...(second[menu] ?? [])],
    ]),
  );

/**
 * What wakes the extension besides its own commands, views and editors, which do by being contributed: a recording near the
 * top of the workspace, for the tooltips of the Explorer, the languages that are served, and panels to restore.
 */
export const activationEvents = [
  ...atDepths(['*.ap.meta', '*.lf.meta', 'params.py', 'datasets_table.csv'], 3),
  // A session of Open Ephys: Record Node 101/experiment1/recording1/structure.oebin, in a folder per day.
  ...atDepths(['structure.oebin'], 4),
  ...languageActivationEvents,
  // Panels of the last time, which are nothing that is contributed.
  ...['figure', 'traces'].map((panel) => `onWebviewPanel:neuropyxels.${panel}`),
];

/** One plain pattern for each depth: `{,*\/}` has an empty alternative, which the search does not take. */
function atDepths(names: readonly string[], deepest: number): string[] {
  const depths = Array.from({ length: deepest + 1 }, (_, depth) => '*/'.repeat(depth));
  return names.flatMap((name) => depths.map((folders) => `workspaceContains:${folders}${name}`));
}
