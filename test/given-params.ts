import type { AnyAnalysis } from '../core/analyses/analysis.ts';

type Given = Readonly<Record<string, unknown>>;

/** What an analysis cannot be run without on the small recording, and what shows more of its figure; by id. */
const givenFor: Readonly<Record<string, Given>> = {};

export const givenParams = ({ id }: AnyAnalysis): Given => givenFor[id] ?? {};

/** Units of the small recording that every analysis has something to say about. */
export const givenUnits = ({ target }: AnyAnalysis): readonly string[] =>
  target === 'recording' ? [] : target === 'unit' ? ['28'] : ['0', '1', '2'];
