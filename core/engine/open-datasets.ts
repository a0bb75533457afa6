import { datasetFolder, openDataset } from '../io/open-dataset.ts';
import { unitTable } from '../io/unit-table.ts';
import type { Dataset } from '../model/dataset.ts';
import { noDataset } from '../model/no-dataset.ts';
import type { UnitTable } from '../model/units.ts';

/** A dataset that is open, and what was computed of it once. */
export class OpenDataset {
  readonly dataset: Dataset;
  #table: Promise<UnitTable> | undefined;

  constructor(dataset: Dataset) {
    this.dataset = dataset;
  }

  unitTable(): Promise<UnitTable> {
    // A failure is not kept: the file may be there the next time.
    this.#table ??= unitTable(this.dataset).catch((error) => {
      this.#table = undefined;
      throw error;
    });
    return this.#table;
  }
}

/** Datasets by folder, opened once and kept until told that they changed. */
export class OpenDatasets {
  readonly #open = new Map<string, Promise<OpenDataset>>();

  /** `place` is a folder or any file in it that names it; empty for none. */
  async get(place: string): Promise<OpenDataset> {
    if (place === '') return new OpenDataset(noDataset);
    const folder = await datasetFolder(place);
    const known = this.#open.get(folder);
    if (known) return known;
    const opening = openDataset(place).then((dataset) => new OpenDataset(dataset));
    this.#open.set(folder, opening);
    opening.catch(() => this.#open.delete(folder));
    return opening;
  }

  async forget(place: string): Promise<void> {
    this.#open.delete(await datasetFolder(place));
  }
}
