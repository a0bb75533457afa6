import { Packr } from 'msgpackr';

/**
 * One binary message per call or answer. msgpackr and not the channel's own serialiser: VS Code's webview channel is
 * JSON underneath, which loses NaN and Map, mangles Node Buffers and ships the whole buffer behind a subarray.
 * `useRecords: false` keeps msgpackr from compiling code (a strict CSP forbids it) and Maps from being made of objects.
 * Convention: no Map and no Set on the wire.
 */
const packr = new Packr({
  useRecords: false,
  mapsAsObjects: true,
  moreTypes: true,
  largeBigIntToFloat: true,
});

/** Bytes of exactly their own size: `pack` returns a view into a pool, which VS Code would ship whole. */
export const encode = (value: unknown): Uint8Array => new Uint8Array(packr.pack(value));

export const decode = (bytes: Uint8Array): unknown => packr.unpack(bytes);
