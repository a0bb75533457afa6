import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeEditors, pick, runCommand, webviewFrame } from '../../scripts/vscode-host/workbench.mjs';
import { eventually, openVsCodeOn, unitRow } from './support.mjs';

let code;
before(async () => {
  code = await openVsCodeOn(() => undefined, { folderIsOpen: false });
});
after(() => code?.close());

const step = (title) => code.page.locator('.getting-started-step', { hasText: title }).first();

async function openWalkthrough() {
  await runCommand(code.page, 'Welcome: Open Walkthrough...');
  await pick(code.page, 'See a Neuropixels recording');
}

test('where there is no recording the Recordings view says what one is, and offers the demonstration', async () => {
  const { page } = code;
  await page.locator('.activitybar [aria-label^="NeuroPyxels"]').first().click();
  await eventually(async () => {
    const text = (await page.locator('.part.sidebar').textContent()) ?? '';
    assert.match(text, /Open a folder that holds SpikeGLX or Open Ephys recordings/);
    assert.match(text, /Open Demonstration Recording/);
  });
  // What is about no recording needs none.
  await runCommand(page, 'NeuroPyxels: Colour Map');
  const panel = await webviewFrame(page, '.figure-page svg[role=img]');
  assert.equal(await panel.locator('h1').textContent(), 'Colour map tab10');
  await closeEditors(page);
});

test('the walkthrough has four steps, which open one after the other', async () => {
  await openWalkthrough();
  for (const title of ['Open a recording', 'Select units', 'Plot and export', 'Open your own data']) {
    await step(title).click();
    await eventually(async () => assert.match((await step(title).getAttribute('class')) ?? '', /expanded/));
  }
});

test('its first step makes the demonstration recording and opens it, and the steps are ticked off', async () => {
  const { page } = code;
  await step('Open a recording').click();
  await step('Open a recording').getByRole('button', { name: 'Open Demonstration Recording' }).click();
  const frame = await webviewFrame(page, '[role=grid] [data-unit]', { timeout: 120_000 });
  assert.match((await frame.locator('header').first().textContent()) ?? '', /Neuropixels 1\.0/);
  await unitRow(frame, '0').click();
  await openWalkthrough();
  for (const title of ['Open a recording', 'Select units'])
    await eventually(async () =>
      assert.equal(await step(title).locator('.codicon-getting-started-step-checked').count(), 1, title),
    );
});
