/** What is smaller may be part of memory that Node shares, and is cleared up soon enough. */
const leastBytes = 2 ** 20;

interface Transferable {
  transfer?(byteLength: number): ArrayBuffer;
}

/**
 * Gives large memory back at once, and not when the engine next clears up, which is after some times as much: nobody may use
 * `bytes` any more. Where the engine cannot (Node 20) they stay until then.
 */
export function giveBack({ buffer }: Uint8Array | Int16Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength >= leastBytes)
    (buffer as Transferable).transfer?.(0);
}
