import type { AnyAnalysis } from '../analyses/analysis.ts';

/** Warnings belong to a result: they are kept with it, so that a cached figure is not more silent than a new one. */
export interface Kept {
  readonly result: unknown;
  readonly warnings: readonly string[];
}

/** Runs an analysis that is `immediate` where it is asked for: it reads no samples. */
export async function computedHere(
  analysis: AnyAnalysis,
  inputs: unknown,
  params: Parameters<AnyAnalysis['compute']>[1],
  listening: { signal: AbortSignal; progress: (done: number) => void },
): Promise<Kept> {
  const warnings: string[] = [];
  const open = () => Promise.reject(new Error(`${analysis.id} is immediate and reads no samples`));
  const result: unknown = await analysis.compute(inputs, params, {
    ...listening,
    open,
    whole: true,
    warn: (message) => void warnings.push(message),
  });
  return { result, warnings };
}
