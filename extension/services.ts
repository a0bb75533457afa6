import type * as vscode from 'vscode';
import type { EngineApi } from '../core/engine/engine-api.ts';
import type { UnitId } from '../core/model/units.ts';
import type { FigureRequest } from '../webviews/protocol.ts';
import type { Dashboards } from './dashboards.ts';
import type { Datasets } from './datasets.ts';
import type { Faults } from './faults.ts';

/** Where figures are opened. */
export interface Figures {
  /** Opens a panel beside; `dataset` is a path as `Datasets.acquire` takes it. */
  open(dataset: string, request: FigureRequest): void;
  /** Oldest first. */
  readonly all: readonly { readonly panel: vscode.WebviewPanel; readonly request: FigureRequest }[];
}

/** Where traces are shown: one panel per dataset. */
export interface Traces {
  /** Opens the panel or brings it to the front. With units, goes to one of their spikes. */
  open(dataset: string, what?: { readonly stream?: string; readonly units?: readonly UnitId[] }): void;
}

/** What the parts of the extension share. Made once, in `activate`. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly faults: Faults;
  readonly engine: EngineApi;
  readonly datasets: Datasets;
  readonly dashboards: Dashboards;
  readonly figures: Figures;
  readonly traces: Traces;
}
