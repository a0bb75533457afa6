// What F5 in VS Code needs: packages, bundles with source maps, and the demonstration recording.
import { demonstration } from './demonstration.mjs';
import { ensureInstalled, runNode } from './ensure-installed.mjs';

ensureInstalled();
runNode(['esbuild.mjs', '--dev']);
await demonstration();
