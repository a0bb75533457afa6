import type { Manifest } from '../analysis.ts';
import { flag, names, text, type Values } from '../params.ts';

/** The facts of `merge`, as those of an analysis or a job. It takes several datasets, and makes a folder of a new one. */
export const merge = {
  id: 'merge',
  version: 1,
  title: 'Merge recordings',
  summary:
    'Joins simultaneous recordings into a dataset of their own, all spikes on the clock of the first, by the pulses of a shared sync line.',
  npyx: ['merge_datasets'],
  target: 'recording',
  needs: ['sorting', 'recording'],
  params: {
    names: names({
      doc: 'What to call the probes, one name each in the order of the datasets; probe1, probe2 … unless told.',
    }),
    syncLine: names({
      doc: 'The line with the shared pulses: one for all, or one for each dataset; found by its pulses unless told.',
    }),
    output: text({
      default: '',
      doc: 'The folder to make; beside the first dataset, merged_ and the names of all, unless told.',
    }),
    replace: flag({
      default: false,
      doc: 'Where the folder is there already: give it another name and make it anew.',
      npyx: 'again',
    }),
  },
} as const satisfies Manifest;

export type MergeParams = Values<typeof merge.params>;
