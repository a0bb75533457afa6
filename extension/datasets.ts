import * as vscode from 'vscode';
import type { DatasetSummary, EngineApi } from '../core/engine/engine-api.ts';
import { isInputError } from '../core/model/errors.ts';
import type { UnitTable } from '../core/model/units.ts';
import type { CallOptions } from '../core/rpc/rpc.ts';
import type { Change } from './change-detector.ts';
import { datasetKey } from './dataset-key.ts';
import { DatasetWatch } from './dataset-watch.ts';
import type { Faults } from './faults.ts';
import { ReferenceCount, type Share } from './reference-count.ts';

/** How long a dataset nobody shows stays open. */
const lingerMs = 5000;

/** One open dataset, shared by every editor, panel and tree that shows it. */
export interface OpenDataset {
  /** The folder that identifies it among the open ones. */
  readonly key: string;
  /** The file or folder that opened it, as the engine is told. */
  readonly door: string;
  /** The folder as the engine names it, from the first summary on. */
  readonly folder: string;
  /** For titles before and after the headers are read. */
  readonly name: string;
  summary(options?: CallOptions): Promise<DatasetSummary>;
  units(options?: CallOptions): Promise<UnitTable>;
  /** Reads headers and units from now on, for who will ask; until somebody has asked, or the dataset is closed. */
  warm(): void;
  /** The units that are being read for who will ask, or were; null when they are not, cannot be, or have changed since. */
  ahead(): Promise<UnitTable | null>;
  /** Files changed and the engine has forgotten the old ones: ask again. */
  readonly onDidChange: vscode.Event<Change>;
}

/** Open datasets by folder; closed five seconds after the last one who showed it has gone. */
export class Datasets {
  readonly #shared: ReferenceCount<Dataset>;
  readonly #engine: EngineApi;
  readonly #doors = new Map<string, string>();

  constructor(engine: EngineApi, faults: Faults) {
    this.#engine = engine;
    this.#shared = new ReferenceCount(
      {
        open: (key) => new Dataset(key, this.#doors.get(key) ?? key, engine, faults),
        close: (dataset) => this.#close(dataset, faults),
      },
      lingerMs,
    );
  }

  /** `path` is a file of the recording, or its folder with a separator at the end. */
  acquire(path: string): Share<OpenDataset> {
    const key = datasetKey(path);
    if (!this.#doors.has(key)) this.#doors.set(key, path);
    return this.#shared.acquire(key);
  }

  open(): readonly OpenDataset[] {
    return this.#shared.values();
  }

  dispose(): void {
    this.#shared.dispose();
  }

  #close(dataset: Dataset, faults: Faults): void {
    dataset.dispose();
    this.#doors.delete(dataset.key);
    // Two keys may be one dataset to the engine (a recording opened by its header and by its sorting's params.py).
    if (this.#shared.values().some(({ folder }) => folder === dataset.folder)) return;
    this.#engine.close({ dataset: dataset.door }).catch((error) => {
      if (!isInputError(error)) faults.logFault(error, 'close a dataset');
    });
  }
}

class Dataset implements OpenDataset {
  readonly key: string;
  readonly door: string;
  folder: string;
  name: string;
  readonly #engine: EngineApi;
  readonly #watch: DatasetWatch;
  #warming = new AbortController();
  #ahead: Promise<UnitTable | null> = Promise.resolve(null);
  readonly #changed = new vscode.EventEmitter<Change>();
  readonly onDidChange = this.#changed.event;

  constructor(key: string, door: string, engine: EngineApi, faults: Faults) {
    this.key = key;
    this.door = door;
    this.folder = key;
    this.name = key.split(/[\\/]/).at(-1) ?? key;
    this.#engine = engine;
    this.#watch = new DatasetWatch(key, async (change) => {
      this.#ahead = Promise.resolve(null);
      try {
        await engine.changed({ dataset: door });
      } catch (error) {
        // A folder that went away is told by the page, which asks next.
        if (!isInputError(error)) faults.logFault(error, 'forget a changed dataset');
      }
      this.#changed.fire(change);
    });
  }

  async summary(options?: CallOptions): Promise<DatasetSummary> {
    const summary = await this.#engine.open({ dataset: this.door }, options);
    this.folder = summary.folder;
    this.name = summary.name;
    this.#watch.follow(summary);
    return summary;
  }

  async units(options?: CallOptions): Promise<UnitTable> {
    try {
      return await this.#engine.units({ dataset: this.door }, options);
    } finally {
      // Who cancels shall not find that it goes on for nobody.
      if (!this.#warming.signal.aborted) this.#warming.abort();
    }
  }

  warm(): void {
    this.#warming = new AbortController();
    const { signal } = this.#warming;
    // Both at once: the engine reads the units as soon as it has told the headers. What fails is told to who asks.
    this.summary({ signal }).catch(() => undefined);
    this.#ahead = this.#engine.units({ dataset: this.door }, { signal }).catch(() => null);
  }

  ahead(): Promise<UnitTable | null> {
    return this.#ahead;
  }

  dispose(): void {
    this.#warming.abort();
    this.#watch.dispose();
    this.#changed.dispose();
  }
}
