import type { AnyAnalysis } from '../analyses/analysis.ts';
import type { Engine } from './engine.ts';

type Given =
  | { readonly params: Readonly<Record<string, unknown>> }
  /** Why the command cannot be run on this dataset. */
  | { readonly reason: string };

/** Parameters without which a command says nothing, taken from the dataset itself; {} for most. */
export async function givenFor(
  engine: Engine,
  dataset: string,
  analysis: AnyAnalysis,
  signal?: AbortSignal,
): Promise<Given> {
  void engine;
  void dataset;
  void analysis;
  void signal;
  return { params: {} };
}
