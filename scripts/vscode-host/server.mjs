import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serverNode, vscodeRoot } from './paths.mjs';

/** A quiet VS Code: no telemetry, no updates, no welcome, no assistant, nothing restored. */
const quietSettings = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.hotExit': 'off',
  'git.enabled': false,
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.mode': 'none',
  'window.restoreWindows': 'none',
  'workbench.editor.restoreEditors': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/**
 * Starts the installed VS Code on 127.0.0.1 with a profile of its own, which `stop` removes.
 * @param {object} options
 * @param {string[]} [options.extensions] folders of unpacked extensions
 * @param {string[]} [options.vsix] packed extensions, installed first
 * @param {object} [options.settings] user settings on top of the quiet ones
 * @param {Record<string, string>} [options.env] reaches the extension host
 * @param {number} [options.port] any free one unless given
 * @param {string} [options.token] what a browser must present in `?tkn=`; without, whoever reaches the port may enter
 * @param {boolean} [options.trust] folders are restricted until the user trusts them, as in a desktop VS Code
 * @param {boolean} [options.testDriver] lets a page run a suite in the extension host; hides notifications
 */
export async function startServer(options = {}) {
  const port = await freePort(options.port);
  const folder = mkdtempSync(path.join(tmpdir(), 'vscode-host-'));
  const data = path.join(folder, 'data');
  const extensions = path.join(folder, 'extensions');
  mkdirSync(path.join(data, 'User'), { recursive: true });
  mkdirSync(extensions);
  const settings = {
    ...quietSettings,
    'security.workspace.trust.enabled': options.trust === true,
    ...options.settings,
  };
  writeFileSync(path.join(data, 'User/settings.json'), JSON.stringify(settings, null, 2));
  for (const extension of options.extensions ?? []) {
    const { publisher, name, version } = JSON.parse(
      readFileSync(path.join(extension, 'package.json'), 'utf8'),
    );
    symlinkSync(path.resolve(extension), path.join(extensions, `${publisher}.${name}-${version}`), 'dir');
  }
  const env = serverEnvironment(folder, options.env);
  const main = path.join(vscodeRoot, 'out/server-main.js');
  const common = [
    ...[main, '--server-data-dir', folder, '--user-data-dir', data, '--extensions-dir', extensions],
    ...['--accept-server-license-terms', '--telemetry-level', 'off', '--disable-telemetry'],
  ];
  const node = serverNode();
  for (const vsix of options.vsix ?? []) {
    const args = [...common, '--install-extension', path.resolve(vsix)];
    const { status, stderr } = spawnSync(node, args, { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`VS Code did not install ${vsix}: ${stderr}`);
  }
  const args = [
    ...[...common, '--host', '127.0.0.1', '--port', String(port)],
    ...(options.token ? ['--connection-token', options.token] : ['--without-connection-token']),
    ...['--disable-websocket-compression', '--reconnection-grace-time', '10', '--disable-update-check'],
    ...(options.trust ? [] : ['--disable-workspace-trust']),
    ...['--disable-experiments', '--disable-getting-started-override'],
    ...(options.testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
  // A process group of its own, so that the extension hosts that outlive the server can be ended with it.
  const child = spawn(node, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const stop = stopper(child, folder);
  try {
    await listening(child);
  } catch (error) {
    await stop();
    throw error;
  }
  const origin = `http://127.0.0.1:${port}`;
  return {
    port,
    pid: child.pid,
    origin,
    logFolder: path.join(data, 'logs'),
    /** The name the workbench in the browser has for a file: its remote authority is the page's host. */
    uri: (file) => `vscode-remote://127.0.0.1:${port}${encodeURI(path.resolve(file))}`,
    url({ workspace, payload = [] } = {}) {
      const url = new URL(origin);
      if (options.token) url.searchParams.set('tkn', options.token);
      if (workspace) url.searchParams.set('folder', path.resolve(workspace));
      else url.searchParams.set('ew', 'true');
      if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
      return url.toString();
    },
    stop,
  };
}

function serverEnvironment(folder, extra) {
  // Without a gallery, VS Code asks no marketplace. Sockets and temporary files go away with the folder.
  const scratch = path.join(folder, 't');
  mkdirSync(scratch);
  const env = {
    EXTENSIONS_GALLERY: '{}',
    ...process.env,
    ...extra,
    TMPDIR: scratch,
    XDG_RUNTIME_DIR: scratch,
  };
  delete env.NODE_OPTIONS;
  return env;
}

function listening(child) {
  return new Promise((resolve, reject) => {
    let log = '';
    const fail = (reason) => reject(new Error(`The VS Code server ${reason}:\n${log}`));
    const timer = setTimeout(() => fail('did not start within 60 s'), 60_000);
    const read = (chunk) => {
      log += chunk;
      if (!/agent listening on/.test(log)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (status) => {
      clearTimeout(timer);
      fail(`exited with status ${status}`);
    });
  });
}

function stopper(child, folder) {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const killGroup = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // All of them are gone.
    }
  };
  process.once('exit', killGroup);
  return async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(killGroup, 5000);
    await exited;
    clearTimeout(timer);
    killGroup();
    process.removeListener('exit', killGroup);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
}

/** The wanted port if it can be had, any free one unless one is wanted. Rejects with a sentence. */
function freePort(wanted = 0) {
  return new Promise((resolve, reject) => {
    const refuse = (why) =>
      reject(new Error(`Port ${wanted} ${why}. Name another one, or none for any that is free.`));
    if (!(Number.isInteger(wanted) && wanted >= 0 && wanted < 65_536))
      return refuse('is no whole number from 1 to 65535');
    const probe = net.createServer().once('error', ({ code }) => {
      refuse(code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${code})`);
    });
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
