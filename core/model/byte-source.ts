/** Bytes that can be read by range: a file on this machine, a buffer in a test. */
export interface ByteSource {
  /** The path or label that error messages name. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /**
   * Returns exactly `length` bytes from `offset`, in memory of their own.
   * Throws FormatError when the range reaches past the end.
   */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** Fills `target` from `offset` on, for whoever reads a long file through the same memory again and again. */
  readInto?(target: Uint8Array, offset: number, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** A source over bytes in memory, for tests and small files. */
export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    async read(offset, length) {
      if (offset < 0 || offset + length > bytes.length)
        throw new RangeError(`${name}: bytes ${offset} to ${offset + length} of ${bytes.length}`);
      return bytes.slice(offset, offset + length);
    },
    async close() {},
  };
}
