// Runs a suite inside the extension host of the served VS Code, as @vscode/test-electron does in the desktop's.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startServer } from './server.mjs';
import { launchBrowser } from './workbench.mjs';

/**
 * Runs the module `suite` (it exports `run()`) with the extension in `extension` on the folder `workspace`.
 * The suite writes `{results: [{title, ok, error?}]}` to the file named in $TEST_RESULTS; `ok` null means skipped.
 * Returns those results. Throws Error when the suite wrote none.
 */
export async function runHostTests({ extension, suite, workspace, env = {}, timeoutS = 180 }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'vscode-results-'));
  const file = path.join(folder, 'results.json');
  const server = await startServer({ env: { ...env, TEST_RESULTS: file }, testDriver: true });
  const browser = await launchBrowser();
  const said = [];
  try {
    const page = await browser.newPage();
    // What the extension host prints turns up here as "%c INFO color: #33f text".
    page.on('console', (message) => {
      const line = /^%c\s+(\w+) color: #\w+ ([\s\S]*)$/.exec(message.text());
      if (line) said.push(`${line[1]} ${line[2]}`);
    });
    const payload = [
      ['extensionDevelopmentPath', server.uri(extension)],
      ['extensionTestsPath', server.uri(suite)],
    ];
    await new Promise((resolve, reject) => {
      const fail = (reason) => reject(new Error(`The suite in the extension host ${reason}.\n${tail(said)}`));
      const timer = setTimeout(() => fail(`did not finish within ${timeoutS} s`), timeoutS * 1000);
      page.on('crash', () => fail('ended because the page crashed'));
      page
        .exposeFunction('codeAutomationExit', () => {
          clearTimeout(timer);
          resolve();
        })
        .then(() => page.goto(server.url({ workspace, payload })))
        .catch(reject);
    });
    if (!existsSync(file)) throw new Error(`The suite in the extension host did not start.\n${tail(said)}`);
    return JSON.parse(readFileSync(file, 'utf8')).results;
  } finally {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const tail = (said) =>
  said
    .filter((line) => line.startsWith('ERR'))
    .slice(-8)
    .join('\n');
