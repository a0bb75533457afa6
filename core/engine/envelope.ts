import { version } from '../../package.json';
import type { Run } from './run-analysis.ts';

/** The JSON that programs read: see docs/cli.md. NaN and infinities are null, typed arrays are lists. */
export function envelopeText({ analysis, dataset, params, result, warnings }: Run): string {
  const envelope = {
    command: analysis.id,
    version,
    dataset: dataset.folder,
    params,
    result: analysis.toJson(result, params),
    warnings,
  };
  return `${JSON.stringify(envelope, (_, value: unknown) => (isTyped(value) ? Array.from(value) : value))}\n`;
}

const isTyped = (value: unknown): value is Float64Array =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);
