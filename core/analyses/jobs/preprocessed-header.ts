import type { RawHeader } from '../../model/dataset.ts';

/** Keys that are true of the original file only. */
const dropped = new Set(['fileSHA1', 'fileSizeBytes', 'fileName', 'neuropyxelsSteps']);

/**
 * The SpikeGLX header of a processed copy: the original's, with its own size and name, without the original's checksum,
 * and with a line that tells what was done. Tables keep their tilde.
 */
export function preprocessedHeader(
  { values }: RawHeader,
  { file, bytes, steps }: { file: string; bytes: number; steps: readonly string[] },
): { file: string; text: string } {
  const kept = Object.entries(values).filter(([key]) => !dropped.has(key));
  const own: [string, unknown][] = [
    ['fileName', file],
    ['fileSizeBytes', bytes],
    ['neuropyxelsSteps', steps.join('; ')],
  ];
  const text = [...kept, ...own].map(([key, value]) => `${written(key, value)}=${String(value)}\n`).join('');
  return { file: file.replace(/\.bin$/, '.meta'), text };
}

/** Readers of the original format look for `~` before the name of a table, which is a value in parentheses. */
const written = (key: string, value: unknown): string => (String(value).startsWith('(') ? `~${key}` : key);
