import type * as vscode from 'vscode';
import type { EngineApi } from '../core/engine/engine-api.ts';
import type { Dashboards } from './dashboards.ts';
import type { Datasets } from './datasets.ts';
import type { Faults } from './faults.ts';
import type { FigurePanels } from './figure-panel.ts';

/** What the parts of the extension share. Made once, in `activate`. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly faults: Faults;
  readonly engine: EngineApi;
  readonly datasets: Datasets;
  readonly dashboards: Dashboards;
  readonly figures: FigurePanels;
}
