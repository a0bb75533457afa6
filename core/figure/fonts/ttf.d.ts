/** Bundled as bytes by esbuild's `binary` loader. */
declare module '*.ttf' {
  const bytes: Uint8Array;
  // biome-ignore lint/style/noDefaultExport: the loader's form, not ours to choose.
  export default bytes;
}
