import type { Computing } from '../core/analyses/analysis.ts';

/**
 * What `compute` needs, in one thread and never interrupted, with what it warned of. Reading samples fails unless `given`
 * opens them.
 */
export function computing(given: Partial<Computing> = {}): Computing & { readonly warnings: string[] } {
  const warnings: string[] = [];
  return {
    open: () => Promise.reject(new Error('reads a file')),
    signal: new AbortController().signal,
    whole: false,
    progress: () => undefined,
    warn: (message) => void warnings.push(message),
    ...given,
    warnings,
  };
}
