import { version } from '../../package.json';
import { commandLine } from '../analyses/run-words.ts';
import { changedStyle, type GivenStyle } from '../analyses/style-params.ts';
import type { Provenance } from '../figure/provenance.ts';
import type { Run } from './run-analysis.ts';

/** Where a result comes from and how to make it again: written into every file with its figure. */
export function provenanceOf(run: Run, given: GivenStyle = {}): Provenance {
  const { analysis, dataset, units, params, stream } = run;
  const style = changedStyle(given);
  const told = { analysis, dataset: dataset.folder, units, params, stream, style };
  return {
    program: 'NeuroPyxels',
    version,
    command: analysis.id,
    dataset: dataset.folder,
    units,
    ...(stream === null ? {} : { stream }),
    params,
    ...(Object.keys(style).length > 0 ? { style } : {}),
    commandLine: commandLine(told),
  };
}
