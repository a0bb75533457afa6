// `npm start [-- path/to/recording]`: installs, builds, makes a demonstration recording and opens it in VS Code: the one
// on the PATH, else one served from npm (Linux), else one downloaded (macOS, Windows).
// `--served` serves even if `code` is there, `--no-browser` opens no browser, `--port N` serves on that port.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled, projectRoot, runNode } from './ensure-installed.mjs';
import { findDoor } from './find-door.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    served: { type: 'boolean', default: false },
    'no-browser': { type: 'boolean', default: false },
    port: { type: 'string' },
  },
});

try {
  // What is named wrongly is told before anything is installed.
  const named = positionals[0] === undefined ? null : recordingNamed(positionals[0]);
  ensureInstalled();
  runNode(['esbuild.mjs']);
  await open(named ?? (await (await import('./demonstration.mjs')).demonstration()));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/** npm runs this in the project's folder; a path is meant from where the user is. */
function recordingNamed(given) {
  const found = findDoor(path.resolve(process.env.INIT_CWD ?? '.', given));
  if (!found.file)
    console.log(`${found.workspace} holds no recording that NeuroPyxels knows; opening the folder.`);
  return found;
}

async function open(recording) {
  const { onPath } = await import('./chromium.mjs');
  const code = values.served ? null : onPath('code');
  if (code) return openDesktop(code, recording);
  if (process.platform === 'linux') return serve(recording);
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  return openDesktop(await downloadAndUnzipVSCode(), recording);
}

/** The extension opens the file named in this variable when it starts. */
function openingEnvironment({ file }) {
  return file ? { NEUROPYXELS_OPEN: file } : {};
}

function openDesktop(program, recording) {
  const args = [`--extensionDevelopmentPath=${projectRoot}`, '--new-window', recording.workspace];
  if (recording.file) args.push(recording.file);
  const { status, error } = spawnSync(program, args, {
    stdio: 'inherit',
    env: { ...process.env, ...openingEnvironment(recording) },
    shell: program.endsWith('.cmd'),
  });
  if (error) throw error;
  process.exitCode = status ?? 1;
}

async function serve(recording) {
  const { installVsCode } = await import('./vscode-host/install.mjs');
  const { startServer } = await import('./vscode-host/server.mjs');
  installVsCode();
  const server = await startServer({
    extensions: [projectRoot],
    env: openingEnvironment(recording),
    token: randomBytes(16).toString('hex'),
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
  });
  const url = server.url({ workspace: recording.workspace });
  console.log(`\nNeuroPyxels is open in VS Code at\n\n  ${url}\n\nPress Ctrl+C to stop.`);
  openBrowser(url);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
  await server.stop();
}

function openBrowser(url) {
  if (values['no-browser'] || !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)) return;
  const child = spawn('xdg-open', [url], { stdio: 'ignore', detached: true });
  // A system without xdg-open has the address on screen.
  child.on('error', () => {});
  child.unref();
}
