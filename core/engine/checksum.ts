import * as zlib from 'node:zlib';

/** Since Node 20.15 in machine instructions. */
const native = (zlib as { crc32?: (bytes: Uint8Array, before?: number) => number }).crc32;

let table: Uint32Array | undefined;

/** CRC-32 of bytes after others whose checksum is `before`, as zip and PNG have it. */
export const checksum: (bytes: Uint8Array, before?: number) => number = native ?? plainChecksum;

/** The same byte by byte. */
export function plainChecksum(bytes: Uint8Array, before = 0): number {
  table ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    return rest;
  });
  let sum = ~before;
  for (const byte of bytes) sum = (sum >>> 8) ^ table[(sum ^ byte) & 255]!;
  return ~sum >>> 0;
}
