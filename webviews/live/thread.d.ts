/** The script of a web worker, bundled by scripts/thread-plugin.mjs. */
declare module '*.thread' {
  const script: string;
  // biome-ignore lint/style/noDefaultExport: the loader's form, not ours to choose.
  export default script;
}
