/** AssemblyScript, compiled and bundled by scripts/wasm-plugin.mjs. */
declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  // biome-ignore lint/style/noDefaultExport: the loader's form, not ours to choose.
  export default bytes;
}
