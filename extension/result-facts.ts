import { catalogue } from '../core/analyses/catalogue.ts';
import { unitOf } from '../core/analyses/param-unit.ts';
import type { Param } from '../core/analyses/params.ts';
import type { CachedResult } from '../core/engine/engine-api.ts';

/** `820 kB`, `3.4 MB`: powers of 1000, as file managers say it. */
export function byteText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${['B', 'kB', 'MB', 'GB'][power]}`;
}

/** The parameters of a result that are not the defaults: `binMs 0.5 ms`. */
export function changedParams({ analysis, params }: Pick<CachedResult, 'analysis' | 'params'>): string[] {
  const declared = catalogue.find(({ id }) => id === analysis)?.params as Record<string, Param> | undefined;
  if (!declared) return [];
  return Object.entries(params)
    .filter(([name, value]) => {
      const param = declared[name];
      return param && JSON.stringify(value) !== JSON.stringify(param.default);
    })
    .map(
      ([name, value]) =>
        `${name} ${Array.isArray(value) ? value.join(', ') : String(value)}${unitText(name)}`,
    );
}

const unitText = (name: string): string => (unitOf(name) ? ` ${unitOf(name)}` : '');
