/** An instance of a module with memory of its own, and the addresses of its pieces. */
export interface WasmMemory<Exports> {
  readonly wasm: Exports;
  readonly buffer: ArrayBuffer;
  readonly addresses: readonly number[];
}

/**
 * Compiles a module of `core/wasm` when it is first needed on this thread, and returns what instantiates it with memory
 * for pieces of given sizes in bytes, each at a multiple of 16; null where the engine has no vector instructions.
 *
 * New memory is all 0. An instance whose memory has up to `keptBytes` is kept for the next call, with what is in it: to be
 * given new memory takes as long as to count a pair of units.
 */
export function wasmMemory<Exports>(
  bytes: Uint8Array<ArrayBuffer>,
  keptBytes = 0,
): (sizes: readonly number[]) => WasmMemory<Exports> | null {
  let compiled: WebAssembly.Module | null | undefined;
  let kept: { readonly wasm: Exports; readonly buffer: ArrayBuffer } | undefined;
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
    if (kept && end <= kept.buffer.byteLength) return { ...kept, addresses };
    const memory = new WebAssembly.Memory({ initial: Math.ceil(end / 2 ** 16) });
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
    const instance = { wasm: exports as unknown as Exports, buffer: memory.buffer };
    if (memory.buffer.byteLength <= keptBytes) kept = instance;
    return { ...instance, addresses };
  };
}
