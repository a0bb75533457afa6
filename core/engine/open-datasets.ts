import { datasetFolder, openDataset } from '../io/open-dataset.ts';
import { unitTable } from '../io/unit-table.ts';
import type { Dataset } from '../model/dataset.ts';
import { noDataset } from '../model/no-dataset.ts';
import type { UnitId, UnitTable } from '../model/units.ts';
import { unchanging } from './key.ts';
import { SharedWork } from './shared-work.ts';

/** What is kept of trains, beside the index of all spikes. */
const mostTrainBytes = 128e6;

/** From the moment when a table was told until it is painted, on a busy machine. */
const tablePaintedMs = 1000;

/** A dataset that is open, and what was computed of it once. */
export class OpenDataset {
  readonly dataset: Dataset;
  readonly #table = new SharedWork((signal) => this.#readTable(signal));
  /** Trains that were asked for, the latest last. A unit's spikes lie scattered over the index: reading them takes longer than counting their lags. */
  readonly #trains = new Map<UnitId, Float64Array>();
  #trainBytes = 0;

  constructor(dataset: Dataset) {
    this.dataset = dataset;
  }

  /** A unit's train as it was read before, or as `read` gives it. Not to be written to. */
  async train(unit: UnitId, read: () => Promise<Float64Array>): Promise<Float64Array> {
    const known = this.#trains.get(unit);
    const train = unchanging(known ?? (await read()));
    // Two may have read the same at once.
    this.#trainBytes += train.byteLength - (this.#trains.get(unit)?.byteLength ?? 0);
    this.#trains.delete(unit);
    this.#trains.set(unit, train);
    for (const [oldest, { byteLength }] of this.#trains) {
      if (this.#trainBytes <= mostTrainBytes) break;
      this.#trains.delete(oldest);
      this.#trainBytes -= byteLength;
    }
    return train;
  }

  /** Throws Cancelled when `signal` aborts; the reading itself stops when nobody else waits for it. */
  unitTable(signal?: AbortSignal): Promise<UnitTable> {
    return this.#table.get(signal);
  }

  async #readTable(signal: AbortSignal): Promise<UnitTable> {
    const table = await unitTable(this.dataset, signal);
    const spikes = await this.dataset.sorting?.spikes();
    if (spikes) {
      for (const array of [spikes.samples, spikes.offsets]) unchanging(array);
      // The first figure needs them; they take as long as half of the table, which is on screen before they are made.
      setTimeout(() => unchanging(spikes.ranks), tablePaintedMs).unref();
    }
    return table;
  }
}

/** Datasets by folder, opened once and kept until told that they changed. */
export class OpenDatasets {
  readonly #open = new Map<string, Promise<OpenDataset>>();
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
    const opening = openDataset(place).then((dataset) => new OpenDataset(dataset));
    this.#open.set(folder, opening);
    opening.catch(() => this.#open.delete(folder));
    return opening;
  }

  async forget(place: string): Promise<void> {
    // Whatever lies there now is looked for anew, under whichever name; it may be nothing at all.
    const known = this.#folders.get(place);
    if (known !== undefined) this.#open.delete(known);
    this.#folders.clear();
    this.#open.delete(await datasetFolder(place));
  }
}
