/** An instance of a module with memory of its own, and the addresses of its pieces. */
export interface WasmMemory<Exports> {
  readonly wasm: Exports;
  readonly buffer: ArrayBuffer;
  readonly addresses: readonly number[];
  /** Leaves the memory to the next call, with what is in it; it must not be used after that. */
  giveBack(): void;
}

interface Instance<Exports> {
  readonly wasm: Exports;
  readonly memory: WebAssembly.Memory;
}

/**
 * Compiles a module of `core/wasm` when it is first needed on this thread, and returns what instantiates it with memory
 * for pieces of given sizes in bytes, each at a multiple of 16; null where the engine has no vector instructions.
 *
 * New memory is all 0. An instance whose memory has up to `keptBytes` is kept for the next call, with what is in it: to be
 * given new memory takes as long as to count a pair of units. One that was given back is the next call's, and grows for it.
 */
export function wasmMemory<Exports>(
  bytes: Uint8Array<ArrayBuffer>,
  keptBytes = 0,
): (sizes: readonly number[]) => WasmMemory<Exports> | null {
  let compiled: WebAssembly.Module | null | undefined;
  let kept: Instance<Exports> | undefined;
  let free: Instance<Exports> | undefined;
  return (sizes) => {
    if (compiled === undefined)
      try {
        compiled = new WebAssembly.Module(bytes);
      } catch {
        compiled = null;
      }
    if (!compiled) return null;
    // The compiler keeps the first kilobyte for itself.
    let end = 1024;
    const addresses = sizes.map((size) => {
      const start = end;
      end = (start + size + 15) & ~15;
      return start;
    });
    const given = ({ wasm, memory }: Instance<Exports>): WasmMemory<Exports> => ({
      wasm,
      buffer: memory.buffer,
      addresses,
      giveBack() {
        free = { wasm, memory };
      },
    });
    if (kept && end <= kept.memory.buffer.byteLength) return given(kept);
    if (free) {
      const again = free;
      free = undefined;
      const more = Math.ceil(end / 2 ** 16) - again.memory.buffer.byteLength / 2 ** 16;
      if (more > 0) again.memory.grow(more);
      return given(again);
    }
    const memory = new WebAssembly.Memory({ initial: Math.ceil(end / 2 ** 16) });
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
    const instance = { wasm: exports as unknown as Exports, memory };
    if (memory.buffer.byteLength <= keptBytes) kept = instance;
    return given(instance);
  };
}
