import type { CacheFiles } from './cache-files.ts';
import type { CachedResult } from './engine-api.ts';

/** What people see of a result on disk; null for one that another version or nobody's hand has written. */
export function cachedResult(
  { analysis, key, files, bytes, usedMs }: CacheFiles,
  about: Readonly<Record<string, unknown>> | null,
): CachedResult | null {
  if (!about) return null;
  const { dataset, units, params, created } = about;
  if (typeof dataset !== 'string' || !Array.isArray(units) || typeof params !== 'object') return null;
  return {
    analysis,
    key,
    dataset,
    units: units.map(String),
    params: { ...params },
    createdMs: typeof created === 'string' ? Date.parse(created) : Number.NaN,
    usedMs,
    bytes,
    files,
  };
}
