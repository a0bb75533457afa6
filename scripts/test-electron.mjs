// `npm run test:electron`: the suite inside the extension host, in a desktop VS Code that is downloaded first.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled, projectRoot, runNode } from './ensure-installed.mjs';

ensureInstalled();
process.chdir(projectRoot);
runNode(['esbuild.mjs', '--tests']);
writeFileSync('.build/host-tests/package.json', '{"type":"commonjs"}\n');
const { runTests } = await import('@vscode/test-electron');
const { hostWorkspace } = await import('./host-workspace.mjs');
const workspace = await hostWorkspace();
try {
  process.exitCode = await runTests({
    extensionDevelopmentPath: projectRoot,
    extensionTestsPath: path.resolve('.build/host-tests/index.js'),
    launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'],
  });
} finally {
  rmSync(workspace, { recursive: true, force: true });
}
