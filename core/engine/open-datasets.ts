import { datasetFolder, openDataset } from '../io/open-dataset.ts';
import { sortingSignature, withReadParts } from '../io/reopened-sorting.ts';
import { relabelled, unitTable } from '../io/unit-table.ts';
import type { Dataset } from '../model/dataset.ts';
import { noDataset } from '../model/no-dataset.ts';
import type { Sorting } from '../model/sorting.ts';
import type { UnitId, UnitTable } from '../model/units.ts';
import { KeptTrains } from './kept-trains.ts';
import { unchanging } from './key.ts';
import { SharedWork } from './shared-work.ts';

/** From the moment when a table was told until it is painted, on a busy machine. */
const tablePaintedMs = 1000;

/** What was read of a dataset, and the facts of the files that it was read from. */
interface Read {
  readonly signature: string | null;
  /** The one that reads arrays, whichever labels are used now. */
  readonly sorting: Sorting | undefined;
  readonly table: UnitTable | undefined;
  readonly trains: KeptTrains;
}

/** A dataset that is open, and what was computed of it once. */
export class OpenDataset {
  readonly dataset: Dataset;
  readonly #signature: string | null;
  readonly #sorting: Sorting | undefined;
  readonly #table = new SharedWork((signal) => this.#readTable(signal));
  /** The table as it was read, here or before labels changed. */
  #read: UnitTable | undefined;
  readonly #trains: KeptTrains;

  /** `before` is what was read when the dataset was opened before; it is used where its files are still the same. */
  constructor(dataset: Dataset, signature: string | null = null, before?: Read) {
    const kept = before?.sorting && before.table && signature && before.signature === signature;
    this.#signature = signature;
    this.#sorting = kept ? before.sorting : dataset.sorting;
    this.dataset = kept ? withReadParts(dataset, before.sorting) : dataset;
    this.#read = kept ? before.table : undefined;
    this.#trains = kept ? before.trains : new KeptTrains();
  }

  /** For who opens the same dataset again. */
  get read(): Read {
    return {
      signature: this.#signature,
      sorting: this.#sorting,
      table: this.#read,
      trains: this.#trains,
    };
  }

  /** A unit's train as it was read before, or as `read` gives it. Not to be written to. */
  train(unit: UnitId, read: () => Promise<Float64Array>): Promise<Float64Array> {
    return this.#trains.train(unit, read);
  }

  /** Throws Cancelled when `signal` aborts; the reading itself stops when nobody else waits for it. */
  unitTable(signal?: AbortSignal): Promise<UnitTable> {
    return this.#table.get(signal);
  }

  async #readTable(signal: AbortSignal): Promise<UnitTable> {
    const { sorting } = this.dataset;
    if (this.#read && sorting) return relabelled(this.#read, sorting);
    const table = await unitTable(this.dataset, signal);
    this.#read = table;
    // The first figure needs the spikes and their order; both take longer than the table, which is on screen before.
    setTimeout(() => void this.#readSpikes().catch(() => undefined), tablePaintedMs).unref();
    return table;
  }

  /** What is wrong with them is told to who asks for them. */
  async #readSpikes(): Promise<void> {
    const spikes = await this.dataset.sorting?.spikes();
    if (spikes) for (const array of [spikes.samples, spikes.offsets, spikes.ranks]) unchanging(array);
  }
}

/** Datasets by folder, opened once and kept until told that they changed. */
export class OpenDatasets {
  readonly #open = new Map<string, Promise<OpenDataset>>();
  /** Those whose files have changed, until they are opened again: mostly it is only labels. */
  readonly #before = new Map<string, Promise<OpenDataset>>();
  /** The folders of places that were opened: to ask the disk again takes longer than to count the lags of some pairs. */
  readonly #folders = new Map<string, string>();

  /** `place` is a folder or any file in it that names it; empty for none. */
  async get(place: string): Promise<OpenDataset> {
    if (place === '') return new OpenDataset(noDataset);
    const folder = this.#folders.get(place) ?? (await datasetFolder(place));
    const opening = this.#open.get(folder) ?? this.#opening(place, folder);
    const open = await opening;
    if (this.#open.get(folder) === opening) this.#folders.set(place, folder);
    return open;
  }

  #opening(place: string, folder: string): Promise<OpenDataset> {
    const before = this.#before.get(folder);
    this.#before.delete(folder);
    const open = async () => {
      const dataset = await openDataset(place);
      const read = (await before?.catch(() => undefined))?.read;
      return new OpenDataset(dataset, await sortingSignature(dataset), read);
    };
    const opening = open();
    this.#open.set(folder, opening);
    opening.catch(() => {
      if (this.#open.get(folder) === opening) this.#open.delete(folder);
    });
    return opening;
  }

  /** Opens it anew for whoever asks next; what was read of files that are the same then is kept. */
  async changed(place: string): Promise<void> {
    // Whatever lies there now is looked for anew, under whichever name; it may be nothing at all.
    const known = this.#folders.get(place);
    this.#folders.clear();
    const open = known === undefined ? undefined : this.#open.get(known);
    if (known !== undefined) this.#open.delete(known);
    const folder = await datasetFolder(place);
    const before = (folder === known ? open : undefined) ?? this.#open.get(folder);
    this.#open.delete(folder);
    if (before) this.#before.set(folder, before);
  }

  async forget(place: string): Promise<void> {
    await this.changed(place);
    this.#before.delete(await datasetFolder(place));
  }
}
