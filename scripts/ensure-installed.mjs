// Imports nothing that npm would have to install first.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// Older versions of Node have no import.meta.dirname, and shall come as far as the sentence for them.
export const projectRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** Runs `npm ci` when a package of package-lock.json is missing or has another version. Ends the process on failure. */
export function ensureInstalled() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 11)) {
    console.error(`Node ${process.versions.node} is too old: NeuroPyxels needs Node 20.11 or newer.`);
    process.exit(1);
  }
  if (isInstalled()) return;
  console.log('Installing packages …');
  // No package of ours needs its install script, and some of them would look for a compiler.
  runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Runs a Node script of the project and ends the process if it fails. */
export function runNode(args, options = {}) {
  const { status } = spawnSync(process.execPath, args, { cwd: projectRoot, stdio: 'inherit', ...options });
  if (status !== 0) process.exit(status ?? 1);
}

function runNpm(args) {
  // npm is a .cmd on Windows, which only a shell starts.
  const shell = process.platform === 'win32';
  const { status } = spawnSync('npm', args, { cwd: projectRoot, stdio: 'inherit', shell });
  if (status !== 0) {
    console.error('npm could not install the packages; its message is above.');
    process.exit(1);
  }
}

function isInstalled() {
  const wanted = readPackages('package-lock.json');
  const present = readPackages('node_modules/.package-lock.json');
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(
    ([folder, { version, optional }]) => folder === '' || optional || present[folder]?.version === version,
  );
}

function readPackages(file) {
  const full = path.join(projectRoot, file);
  return existsSync(full) ? JSON.parse(readFileSync(full, 'utf8')).packages : null;
}
