import type { Manifest } from '../core/analyses/analysis.ts';
import { languageActivationEvents, languageContributions } from './contributes-language.ts';
import { commandsOf, keybindings, menusOf } from './contributes-menus.ts';
import { settingsOf } from './contributes-settings.ts';
import { views } from './contributes-views.ts';

/**
 * The `contributes` of package.json, from the manifests of the analyses and what is written by hand beside them.
 * `test/generated.test.ts` writes it and fails when the file was out of date.
 */
export const contributes = (manifests: readonly Manifest[]) => ({
  commands: commandsOf(manifests),
  menus: menusOf(),
  keybindings,
  configuration: settingsOf(manifests),
  ...views,
  ...languageContributions,
});

/**
 * What wakes the extension besides its own commands, views and editors, which do by being contributed: a recording near the
 * top of the workspace, for the tooltips of the Explorer, and the languages that are served.
 */
export const activationEvents = [
  'workspaceContains:{,*/,*/*/}*.{ap.meta,lf.meta}',
  'workspaceContains:{,*/,*/*/,*/*/*/}{structure.oebin,params.py}',
  ...languageActivationEvents,
];
