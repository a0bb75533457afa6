import type { RunRequest } from '../core/engine/engine-api.ts';
import type { FigureRequest } from '../webviews/protocol.ts';
import type { OpenDataset } from './datasets.ts';
import { preferredParams } from './preferred-params.ts';
import { needsNothing } from './titles.ts';

/** What the engine is asked for a figure: the user's settings stand under what the figure's form says. */
export function runOf(
  { door }: Pick<OpenDataset, 'door'>,
  { analysis, units, params, stream }: FigureRequest,
): RunRequest {
  return {
    dataset: needsNothing(analysis) ? '' : door,
    analysis,
    units,
    params: { ...preferredParams(analysis), ...params },
    ...(stream === undefined ? {} : { stream }),
  };
}
