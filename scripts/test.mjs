// `npm test`: installs what it needs, builds, checks types and style, and runs the unit tests, the suite inside the
// extension host and the end-to-end tests in a real VS Code. `npm test -- unit|check|host|e2e [words]` runs a part.
// The last line is `N passed, N failed`, and `N skipped: names` when something could not run here.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { findChromium, installChromium } from './chromium.mjs';
import { ensureInstalled, projectRoot, runNode } from './ensure-installed.mjs';

const parts = ['check', 'unit', 'host', 'e2e'];
const [part, ...words] = process.argv.slice(2);
if (part !== undefined && !parts.includes(part)) {
  console.error(`${part} is no part of the tests: they are ${parts.join(', ')}.`);
  process.exit(2);
}
const wanted = part === undefined ? parts : [part];

const passed = [];
const failed = [];
const skipped = [];
const timings = [];
process.chdir(projectRoot);

await timed('install', () => ensureInstalled());
const browser = wanted.includes('host') || wanted.includes('e2e') ? await prepareBrowser() : null;
await timed('build', () => {
  runNode(['esbuild.mjs', '--clean', '--tests']);
});
const steps = { check, unit, host, e2e };
for (const name of wanted) await timed(name, steps[name]);

console.log(`\n${timings.map(({ name, seconds }) => `${name} ${seconds.toFixed(1)} s`).join(', ')}`);
for (const name of failed) console.log(`failed: ${name}`);
const tail = skipped.length > 0 ? `, ${skipped.length} skipped: ${skipped.join('; ')}` : '';
console.log(`${passed.length} passed, ${failed.length} failed${tail}`);
process.exitCode = failed.length > 0 ? 1 : 0;

async function timed(name, run) {
  const started = performance.now();
  try {
    await run();
  } finally {
    timings.push({ name, seconds: (performance.now() - started) / 1000 });
  }
}

/** Null when the real VS Code can be tested here, else the reason why not. */
async function prepareBrowser() {
  if (process.platform !== 'linux')
    return 'the served VS Code is tested on Linux; npm run test:electron runs here';
  if (!findChromium() && !installChromium()) {
    console.log(
      'Chromium is missing and cannot be installed without a password: install it, or name it in $CHROMIUM.',
    );
    return 'no Chromium';
  }
  const { installVsCode } = await import('./vscode-host/install.mjs');
  await timed('vscode', installVsCode);
  return null;
}

function check() {
  for (const [name, script, args] of [
    ['the types are right', 'node_modules/typescript/bin/tsc', ['-b']],
    ['the style is right', 'node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings']],
  ]) {
    const { status } = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' });
    (status === 0 ? passed : failed).push(name);
  }
}

function unit() {
  const files = readdirSync('.build/test', { recursive: true })
    .filter((file) => file.endsWith('.test.js') && matches(file))
    .map((file) => path.join('.build/test', file));
  nodeTest(files, ['--enable-source-maps', `--test-concurrency=${availableParallelism()}`]);
}

function e2e() {
  const files = existsSync('test/e2e')
    ? readdirSync('test/e2e').filter((file) => file.endsWith('.e2e.mjs') && matches(file))
    : [];
  // The longest first, so that none is left alone at the end.
  const size = (file) => statSync(path.join('test/e2e', file)).size;
  files.sort((a, b) => size(b) - size(a));
  if (browser !== null) return void skipped.push(...files.map((file) => `test/e2e/${file} (${browser})`));
  // Each file starts a VS Code and a browser of its own, and much of its time is waiting: two share two cores well.
  nodeTest(
    files.map((file) => path.join('test/e2e', file)),
    ['--test-concurrency=2'],
  );
}

async function host() {
  if (browser !== null) return void skipped.push(`the suite in the extension host (${browser})`);
  const suite = '.build/host-tests/index.js';
  if (!existsSync(suite)) return void failed.push(`${suite} was not built`);
  // The suite is CommonJS, as VS Code loads it, in a project of ES modules.
  writeFileSync('.build/host-tests/package.json', '{"type":"commonjs"}\n');
  const { runHostTests } = await import('./vscode-host/host-tests.mjs');
  const { hostWorkspace } = await import('./host-workspace.mjs');
  const workspace = await hostWorkspace();
  try {
    const results = await runHostTests({ extension: projectRoot, suite: path.resolve(suite), workspace });
    for (const { title, ok, error } of results) {
      console.log(`${ok ? '✔' : ok === null ? '﹣' : '✖'} ${title}${error ? `\n${error}` : ''}`);
      (ok ? passed : ok === null ? skipped : failed).push(title);
    }
    if (results.length === 0) failed.push('the suite in the extension host has no tests');
  } catch (error) {
    console.error(error);
    failed.push('the suite in the extension host');
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

function matches(file) {
  return words.length === 0 || words.some((word) => file.includes(word));
}

/** Runs `node --test` on the files, shows its report and counts the outcomes. */
function nodeTest(files, options) {
  if (files.length === 0) return;
  const folder = mkdtempSync(path.join(tmpdir(), 'neuropyxels-test-'));
  const counts = path.join(folder, 'counts.jsonl');
  const reporters = [
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...['--test-reporter=./scripts/count-reporter.mjs', `--test-reporter-destination=${counts}`],
  ];
  const first = ['--import', './scripts/collect-at-end.mjs'];
  const { status } = spawnSync(process.execPath, [...options, ...first, '--test', ...reporters, ...files], {
    stdio: 'inherit',
  });
  const lines = existsSync(counts) ? readFileSync(counts, 'utf8').split('\n').filter(Boolean) : [];
  rmSync(folder, { recursive: true, force: true });
  const before = failed.length;
  for (const line of lines) {
    const { name, outcome } = JSON.parse(line);
    ({ pass: passed, fail: failed, skipped })[outcome].push(name);
  }
  if (status !== 0 && failed.length === before) failed.push(`node --test ended with status ${status}`);
}
