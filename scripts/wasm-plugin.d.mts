import type { Plugin } from 'esbuild';

export const wasm: Plugin;
