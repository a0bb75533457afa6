// `import script from './live.thread'` gives the bundled script of the web worker `./live-thread.ts` as text: a page may
// load no file of its own for a worker, and starts it from what it has.

/** @param {import('esbuild').PluginBuild} build @param {import('esbuild').Plugin[]} plugins */
export function embedThreads(build, plugins) {
  build.onResolve({ filter: /\.thread$/ }, async ({ path: imported, resolveDir, importer }) => {
    const file = imported.replace(/\.thread$/, '-thread.ts');
    const { path } = await build.resolve(file, { resolveDir, importer, kind: 'import-statement' });
    return { path, namespace: 'thread' };
  });
  build.onLoad({ filter: /.*/, namespace: 'thread' }, async ({ path }) => {
    const { outputFiles, metafile } = await build.esbuild.build({
      entryPoints: [path],
      bundle: true,
      write: false,
      metafile: true,
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
      minify: true,
      legalComments: 'none',
      loader: { '.wgsl': 'text' },
      plugins,
    });
    const watchFiles = Object.keys(metafile.inputs).filter((file) => !file.includes(':'));
    return { contents: outputFiles[0].text, loader: 'text', watchFiles };
  });
}
