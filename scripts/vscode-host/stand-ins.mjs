// JavaScript in place of the four native modules of VS Code's server that npm would have to compile.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const standIns = {
  '@vscode/native-watchdog': 'exports.start = () => {};\n',
  '@vscode/deviceid': "exports.getDeviceId = async () => '00000000-0000-4000-8000-000000000000';\n",
  '@vscode/fs-copyfile': `const fs = require('fs');
exports.cp = fs.promises.cp;
exports.copyFile = fs.promises.copyFile;
exports.copyFileSync = fs.copyFileSync;
exports.isCloneSupported = () => false;
exports.constants = fs.constants;
`,
  // Output channels and log files are written through spdlog. Named exports must be written \`exports.x =\`, because
  // ES modules import them.
  '@vscode/spdlog': `const fs = require('fs');
const path = require('path');
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(type, name, file) { this.level = 2; this.raw = false; this.handle = fs.openSync(file, 'a'); }
  write(level, message) {
    if (this.handle === undefined || level < this.level) return;
    const local = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString();
    const head = local.replace('T', ' ').slice(0, 23) + ' [' + names[level] + '] ';
    fs.writeSync(this.handle, this.raw ? String(message) : head + message + '\\n');
  }
  trace(m) { this.write(0, m); }
  debug(m) { this.write(1, m); }
  info(m) { this.write(2, m); }
  warn(m) { this.write(3, m); }
  error(m) { this.write(4, m); }
  critical(m) { this.write(5, m); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() { this.raw = false; }
  clearFormatters() { this.raw = true; }
  flush() {}
  drop() { if (this.handle !== undefined) { fs.closeSync(this.handle); this.handle = undefined; } }
}
const make = async (name, file) => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return new Logger('', name, file);
};
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = make;
exports.createAsyncRotatingLogger = make;
`,
};

/** Puts the stand-ins into `nodeModules`, in place of what is there. */
export function writeStandIns(nodeModules) {
  for (const [name, code] of Object.entries(standIns)) {
    const folder = path.join(nodeModules, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, 'package.json'),
      JSON.stringify({ name, version: '0.0.0', main: 'index.js' }),
    );
    writeFileSync(path.join(folder, 'index.js'), code);
  }
}
