import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { makeRecording } from '../../scripts/host-workspace.mjs';
import {
  clickMenu,
  explorerRow,
  pick,
  runCommand,
  webviewFrame,
} from '../../scripts/vscode-host/workbench.mjs';
import { eventually, openVsCodeOn } from './support.mjs';

const name = 'rec_g0_t0.imec0.ap';
let code;
let folder;
before(async () => {
  code = await openVsCodeOn((workspace) => {
    folder = workspace;
    makeRecording(workspace, ['--seconds', '6', '--channels', '192', '--lf', '0']);
    mkdirSync(path.join(workspace, '.vscode'));
    const task = {
      type: 'neuropyxels',
      task: 'preprocess',
      recording: `${name}.bin`,
      label: 'clean for the sorter',
      params: { highpassHz: 500, causal: true, output: path.join(workspace, 'by-task', `${name}.cbin`) },
    };
    writeFileSync(
      path.join(workspace, '.vscode', 'tasks.json'),
      JSON.stringify({ version: '2.0.0', tasks: [task] }),
    );
  });
});
after(() => code?.close());

test('Preprocess… from the Explorer shows progress, is cancelled and resumed, and its copy is opened', async () => {
  const { page } = code;
  const raw = path.join(folder, `${name}.bin`);
  const before = readFileSync(raw);
  await explorerRow(page, `${name}.bin`).first().click({ button: 'right' });
  await clickMenu(page, 'Preprocess…');
  await pick(page, 'High-pass 300 Hz');
  // Slow enough to be stopped in its middle.
  await pick(page, 'Local median');
  const input = page.locator('.quick-input-widget:visible');
  await input.getByText('ADC alignment').waitFor();
  await input.getByText('Whitening').click();
  await page.keyboard.press('Enter');

  const dialog = page.locator('.monaco-dialog-box');
  await dialog
    .getByText(/Writes .* MB to .*local median reference of 40 to 160 µm.* stays as it is\./)
    .waitFor();
  await dialog.getByRole('button', { name: 'Write' }).click();
  const toast = page.locator('.notification-list-item');
  const progress = toast.filter({ hasText: /Preprocessing.*MB\/s, .*left/ });
  await progress.waitFor({ timeout: 60_000 });
  await progress.hover();
  await progress.getByRole('button', { name: 'Cancel' }).click();

  const stopped = toast.filter({ hasText: 'Preprocessing was stopped' });
  await stopped.waitFor({ timeout: 60_000 });
  // The engine stops a moment after it is told to.
  await eventually(() =>
    assert.deepEqual(readdirSync(path.join(folder, 'preprocessed')).sort(), [
      `${name}.bin.journal`,
      `${name}.bin.partial`,
    ]),
  );
  await stopped.hover();
  await stopped.getByRole('button', { name: 'Resume' }).click();
  const done = toast.filter({ hasText: /written in \d+ s at \d+ MB\/s and verified/ });
  await done.waitFor({ timeout: 120_000 });
  assert.deepEqual(readdirSync(path.join(folder, 'preprocessed')).sort(), [`${name}.bin`, `${name}.meta`]);
  assert.equal(statSync(path.join(folder, 'preprocessed', `${name}.bin`)).size, before.length);
  assert.ok(readFileSync(raw).equals(before));
  await done.hover();
  await done.getByRole('button', { name: 'Open It' }).click();
  const frame = await webviewFrame(page, 'main, [role=main], body');
  await eventually(async () =>
    assert.match(await frame.locator('body').innerText(), /192 channels|imec0\.ap/),
  );
});

test('the task of tasks.json writes a .cbin, and shows its terminal', async () => {
  const { page } = code;
  await runCommand(page, 'Tasks: Run Task');
  await pick(page, 'clean for the sorter');
  const output = path.join(folder, 'by-task', `${name}.cbin`);
  // VS Code may ask first whether the task's output shall be searched for problems.
  const scan = page
    .locator('.quick-input-widget:visible')
    .getByText('Continue without scanning the task output');
  await eventually(async () => {
    if (await scan.first().isVisible()) await scan.first().click();
    assert.ok(existsSync(output));
    assert.deepEqual(
      readdirSync(path.dirname(output)).sort(),
      ['cbin', 'ch', 'meta'].map((ending) => `${name}.${ending}`),
    );
  }, 90_000);
  await page.locator('.terminal-wrapper:visible').first().waitFor();
});
