import { catalogue } from '../core/analyses/catalogue.ts';
import { MissingPart } from '../core/model/errors.ts';
import type { FrozenTraces } from '../webviews/protocol.ts';
import type { Services } from './services.ts';

/** Opens the figure of what the traces show, with the same processing. */
export function freezeTraces({ figures }: Services, dataset: string, seen: FrozenTraces): void {
  const analysis = catalogue.find(({ id }) => id === 'raw-traces');
  if (!analysis) throw new MissingPart('figure of raw traces', dataset, 'Update NeuroPyxels.');
  const { stream, units } = seen;
  const wanted = { periodS: [seen.startS, seen.endS], columns: seen.columns, ...seen.processing };
  const params = Object.fromEntries(Object.entries(wanted).filter(([name]) => name in analysis.params));
  figures.open(dataset, { analysis: analysis.id, units, params, stream });
}
