import type { Dataset } from './dataset.ts';

/** What an analysis without needs is given: nothing. */
export const noDataset: Dataset = {
  folder: '',
  name: '',
  acquisition: 'unknown',
  software: null,
  streams: [],
  headers: [],
  parts: [],
  warnings: [],
};
