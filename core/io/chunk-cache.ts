/** A second of 385 columns is 23 MB; a picture and what is read ahead of it are four of them. */
const mostBytes = 96 * 2 ** 20;
/** Who looks at traces goes on within this; nobody else needs memory for longer. */
const idleMs = 10_000;

interface Kept {
  readonly frames: Promise<Int16Array>;
  readonly bytes: number;
}

/**
 * Decoded chunks of compressed recordings, the last ones that were needed on this thread, for all its readers: pieces of a picture are
 * read one by one, and each would decode the same second again. Chunks are told apart by `key`, which must be another one when
 * the file changes. What failed is not kept.
 */
export class ChunkCache {
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;

  /** Of the chunks that are kept; never of fewer than the two that a seam lies between. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: string, bytes: number, decode: () => Promise<Int16Array>): Promise<Int16Array> {
    this.#forgetLater();
    const known = this.#kept.get(key);
    const chunk = known ?? { frames: decode(), bytes };
    // The map's order is that of use: the first key is the chunk that was not needed for longest.
    this.#drop(key);
    this.#kept.set(key, chunk);
    this.#bytes += bytes;
    if (!known) chunk.frames.catch(() => this.#kept.get(key) === chunk && this.#drop(key));
    for (const old of this.#kept.keys()) {
      if (this.#bytes <= mostBytes || this.#kept.size <= 2) break;
      this.#drop(old);
    }
    // Another reader may have been closed before it had all.
    return known ? known.frames.catch(decode) : chunk.frames;
  }

  #drop(key: string): void {
    this.#bytes -= this.#kept.get(key)?.bytes ?? 0;
    this.#kept.delete(key);
  }

  #forgetLater(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.#kept.clear();
      this.#bytes = 0;
    }, idleMs);
    this.#idle.unref();
  }
}
