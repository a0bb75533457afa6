import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { withFile } from './file-source.ts';
import { toAccessError } from './read-file.ts';

/** Files up to this size are hashed in full (a few milliseconds); above it three blocks of this size are. */
const wholeBytes = 2 ** 20;
const blockBytes = 64 * 1024;

/**
 * A sha-256 in hex that changes when the content does, and does not contain the path: a copied or renamed recording
 * keeps its cached results. Small files are hashed in full. Of large ones the size, the time of the last change and
 * blocks at the head, in the middle and at the tail are, because reading 83 GB is no way to ask whether they are new:
 * a change of the middle that keeps size and time goes unseen.
 * Throws AccessError.
 */
export async function fingerprint(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path).catch((error: unknown) => {
    throw toAccessError(path, error);
  });
  const hash = createHash('sha256');
  hash.update(size <= wholeBytes ? `whole ${size}\n` : `sampled ${size} ${Math.floor(mtimeMs)}\n`);
  await withFile(path, async (source) => {
    if (size <= wholeBytes) {
      hash.update(await source.read(0, Math.min(size, source.size)));
      return;
    }
    for (const offset of [0, Math.floor((size - blockBytes) / 2), size - blockBytes])
      hash.update(await source.read(offset, blockBytes));
  });
  return hash.digest('hex');
}
