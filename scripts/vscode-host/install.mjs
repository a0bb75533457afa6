// Installs a real VS Code (server and web workbench, from the npm package code-server) into .vscode-host/: about 10 s,
// 130 MB, no compiler, no install scripts. `node scripts/vscode-host/install.mjs [--force]`.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hostFolder, vscodeRoot } from './paths.mjs';
import { writeStandIns } from './stand-ins.mjs';

/** code-server 4.139.1 is VS Code 1.139.1; the hash is the npm registry's of its tarball. */
const VERSION = '4.139.1';
const INTEGRITY =
  'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==';

/**
 * What the server, the extension host and the workbench import when they start. The other two thirds of VS Code's
 * dependencies (700 MB) belong to features that are loaded on demand and that nobody here demands.
 */
const KEPT_DEPENDENCIES = [
  '@microsoft/1ds-core-js',
  '@parcel/watcher',
  '@vscode/iconv-lite-umd',
  '@vscode/proxy-agent',
  '@vscode/ripgrep-universal',
  '@xterm/addon-clipboard',
  '@xterm/addon-image',
  '@xterm/addon-ligatures',
  '@xterm/addon-progress',
  '@xterm/addon-search',
  '@xterm/addon-serialize',
  '@xterm/addon-unicode11',
  '@xterm/addon-webgl',
  '@xterm/headless',
  '@xterm/xterm',
  'cookie',
  'http-proxy-agent',
  'https-proxy-agent',
  'jschardet',
  'katex',
  'minimist',
  'node-pty',
  'tas-client',
  'vscode-oniguruma',
  'vscode-regexpp',
  'vscode-textmate',
  'ws',
  'yauzl',
  'yazl',
];

/** Built-in extensions that slow the start or phone home. */
const DROPPED_EXTENSIONS = [
  'copilot',
  'github',
  'mermaid-markdown-features',
  'microsoft-authentication',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'tunnel-forwarding',
];

const npm = (args, cwd = hostFolder) =>
  execFileSync('npm', args, { cwd, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });

/** Installs unless this version is there already. Throws Error when the download is not the pinned one. */
export function installVsCode({ force = false } = {}) {
  const stamp = path.join(hostFolder, `.ok-${VERSION}`);
  if (existsSync(stamp) && !force) return;
  console.log(`Installing VS Code from npm into ${hostFolder} …`);
  rmSync(hostFolder, { recursive: true, force: true });
  mkdirSync(hostFolder, { recursive: true });
  unpack();
  keepDependencies();
  writeStandIns(path.join(vscodeRoot, 'node_modules'));
  dropForeignBinaries();
  writeFileSync(stamp, '');
}

function unpack() {
  const spec = `code-server@${VERSION}`;
  const [packed] = JSON.parse(
    npm(['pack', spec, '--json', '--ignore-scripts', '--pack-destination', hostFolder]),
  );
  if (packed.integrity !== INTEGRITY)
    throw new Error(
      `${spec} has integrity ${packed.integrity}, expected ${INTEGRITY}. It was not installed.`,
    );
  const tarball = path.join(hostFolder, packed.filename);
  const dropped = DROPPED_EXTENSIONS.map((name) => `--exclude=package/lib/vscode/extensions/${name}`);
  execFileSync('tar', [
    'xzf',
    tarball,
    '-C',
    hostFolder,
    ...dropped,
    'package/lib/vscode',
    'package/LICENSE',
  ]);
  rmSync(tarball);
}

function keepDependencies() {
  const file = path.join(vscodeRoot, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  manifest.dependencies = Object.fromEntries(
    KEPT_DEPENDENCIES.filter((name) => manifest.dependencies[name]).map((name) => [
      name,
      manifest.dependencies[name],
    ]),
  );
  delete manifest.allowScripts;
  writeFileSync(file, JSON.stringify(manifest, null, 2));
  // The npm-shrinkwrap.json beside it pins the versions; npm only leaves out what is no longer asked for.
  npm(
    ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    vscodeRoot,
  );
}

function dropForeignBinaries() {
  for (const folder of ['@vscode/ripgrep-universal/bin', 'node-pty/prebuilds']) {
    const full = path.join(vscodeRoot, 'node_modules', folder);
    if (!existsSync(full)) continue;
    for (const name of readdirSync(full))
      if (name !== `${process.platform}-${process.arch}`)
        rmSync(path.join(full, name), { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) installVsCode({ force: process.argv.includes('--force') });
