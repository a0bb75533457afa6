/** The text of a shader, bundled by esbuild. */
declare module '*.wgsl' {
  const source: string;
  // biome-ignore lint/style/noDefaultExport: so esbuild's loader gives it.
  export default source;
}
