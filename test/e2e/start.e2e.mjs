import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { makeRecording } from '../../scripts/host-workspace.mjs';
import { launchBrowser, usable, webviewFrame } from '../../scripts/vscode-host/workbench.mjs';

let folder;
let browser;
before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'neuropyxels-start-'));
  makeRecording(path.join(folder, 'run_g0/run_g0_imec0'), ['--seconds', '5', '--channels', '16']);
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('npm start opens the dashboard of the recording it was given, and Ctrl+C ends it', async () => {
  const start = spawn(process.execPath, ['scripts/start.mjs', folder, '--served', '--no-browser'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => start.once('exit', resolve));
  try {
    const url = await new Promise((resolve, reject) => {
      let said = '';
      start.stdout.on('data', (text) => {
        said += text;
        const address = /http:\/\/127\.0\.0\.1:\S+/.exec(said);
        if (address) resolve(address[0]);
      });
      ended.then((status) => reject(new Error(`it ended with status ${status}: ${said}`)));
    });
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(url);
    await usable(page);
    const frame = await webviewFrame(page, '[role=grid] [data-unit]');
    assert.match((await frame.locator('header').first().textContent()) ?? '', /Neuropixels 1\.0/);
    const stranger = await fetch(new URL('/', url));
    assert.equal(stranger.status, 403, 'without the token of the address nobody gets in');
  } finally {
    start.kill('SIGINT');
  }
  assert.equal(await ended, 0);
});
