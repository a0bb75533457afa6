/** fontkit has no types; `font.ts` states what it uses of the font. */
declare module 'fontkit' {
  export function create(bytes: Uint8Array): unknown;
}
