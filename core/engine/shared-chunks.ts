import type { CompressedInput } from '../analyses/job.ts';
import { type ChunkTable, chunkOfSample } from '../formats/mtscomp.ts';
import { chunkTableOf, longestChunk, type SharedChunk, shareChunk } from '../io/compressed-chunks.ts';
import type { RecordingRef } from '../model/recording.ts';

/** A chunk of a recording that is to be decompressed into memory that threads share. */
export interface ChunkTask {
  readonly chunkOf: RecordingRef;
  readonly chunk: number;
  readonly memory: SharedArrayBuffer;
}

export const runChunk = ({ chunkOf, chunk, memory }: ChunkTask): Promise<SharedChunk> =>
  shareChunk(chunkOf, chunk, memory);

interface Kept {
  readonly ready: Promise<SharedChunk | null>;
  readonly memory: SharedArrayBuffer;
  users: number;
}

/**
 * The chunks of a compressed recording that steps read, each decompressed once and kept until steps are taken that are
 * behind it. Steps are taken in ascending order; memory is used again, because a thread may hold what it was given until it
 * next clears up.
 */
export class SharedChunks {
  readonly #reads: CompressedInput;
  readonly #table: ChunkTable;
  readonly #decompress: (task: ChunkTask) => Promise<SharedChunk>;
  readonly #kept = new Map<number, Kept>();
  readonly #free: SharedArrayBuffer[] = [];
  readonly #chunkBytes: number;

  private constructor(
    reads: CompressedInput,
    table: ChunkTable,
    decompress: (task: ChunkTask) => Promise<SharedChunk>,
  ) {
    this.#reads = reads;
    this.#table = table;
    this.#decompress = decompress;
    this.#chunkBytes = 2 * table.columnCount * longestChunk(table);
  }

  static async open(
    reads: CompressedInput,
    decompress: (task: ChunkTask) => Promise<SharedChunk>,
  ): Promise<SharedChunks> {
    return new SharedChunks(reads, await chunkTableOf(reads.recording), decompress);
  }

  /** What a step reads, but for chunks that could not be decompressed: whoever reads these is told why. */
  async take(step: number): Promise<readonly SharedChunk[]> {
    const [from, to] = this.#range(step);
    for (const [index, { users, ready, memory }] of this.#kept)
      if (users === 0 && index < from) {
        this.#kept.delete(index);
        void ready.then(() => this.#free.push(memory));
      }
    const taken: Kept[] = [];
    for (let index = from; index <= to; index++) {
      const kept = this.#kept.get(index) ?? this.#begin(index);
      kept.users++;
      taken.push(kept);
    }
    const chunks = await Promise.all(taken.map(({ ready }) => ready));
    return chunks.filter((chunk) => chunk !== null);
  }

  giveBack(step: number): void {
    const [from, to] = this.#range(step);
    for (let index = from; index <= to; index++) this.#kept.get(index)!.users--;
  }

  #begin(index: number): Kept {
    const memory = this.#free.pop() ?? new SharedArrayBuffer(this.#chunkBytes);
    const task = { chunkOf: this.#reads.recording, chunk: index, memory };
    const kept = { ready: this.#decompress(task).catch(() => null), memory, users: 0 };
    this.#kept.set(index, kept);
    return kept;
  }

  /** First and last chunk. */
  #range(step: number): readonly [number, number] {
    const { first, step: size, before, behind } = this.#reads;
    const start = Math.max(0, first + step * size - before);
    const end = Math.min(this.#table.sampleCount, first + (step + 1) * size + behind);
    return [chunkOfSample(this.#table, start), chunkOfSample(this.#table, end - 1)];
  }
}
