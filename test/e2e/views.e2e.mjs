import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  clickMenu,
  closeEditors,
  menuLabels,
  openFile,
  pick,
  runCommand,
  webviewFrame,
} from '../../scripts/vscode-host/workbench.mjs';
import { addRecording, eventually, openVsCodeOn, selectedUnits, unitRow } from './support.mjs';

let code;
before(async () => {
  code = await openVsCodeOn((workspace) => {
    // Sorted spikes and nothing else: no header, no raw file.
    addRecording(workspace, 'spikeglx-1.0');
    for (const file of ['rec_g0_t0.imec0.ap.meta', 'rec_g0_t0.imec0.ap.bin', 'ground_truth.json'])
      rmSync(path.join(workspace, 'spikeglx-1.0', file));
    for (const file of ['rec_g0_t0.imec0.lf.meta', 'rec_g0_t0.imec0.lf.bin'])
      rmSync(path.join(workspace, 'spikeglx-1.0', file), { force: true });
  });
});
after(() => code?.close());

/** A view of our container, opened if it is not yet. */
async function view(page, name) {
  const part = page.locator('.pane', { has: page.locator(`.pane-header[aria-label^="${name}"]`) }).first();
  if (!(await part.isVisible()))
    await page.locator('.activitybar [aria-label^="NeuroPyxels"]').first().click();
  await part.waitFor();
  return part;
}

const treeRow = (part, text) =>
  part.locator('.monaco-list-row', {
    has: code.page.locator('.label-name', { hasText: new RegExp(`^${text}$`) }),
  });

test('a folder with phy output alone wakes the extension, without a view or an editor of it', async () => {
  await eventually(() => {
    const logs = readdirSync(code.server.logFolder, { recursive: true });
    assert.ok(logs.some((file) => String(file).endsWith('NeuroPyxels.log')));
  }, 30_000);
});

test('a unit selected before the Units view is opened is marked in it', async () => {
  const { page } = code;
  await openFile(page, 'spikeglx-1.0/params.py');
  await runCommand(page, 'View: Reopen Editor With...');
  await pick(page, 'Recording Dashboard');
  const frame = await webviewFrame(page, '[role=grid] [data-unit]');
  await unitRow(frame, '3').click();
  await eventually(async () => assert.deepEqual(await selectedUnits(frame), ['3']));
  const units = await view(page, 'Units');
  await eventually(async () =>
    assert.equal(await treeRow(units, '3').first().getAttribute('aria-selected'), 'true'),
  );
});

test('the recording is listed, and a click on it opens its dashboard', async () => {
  const { page } = code;
  await closeEditors(page);
  const recordings = await view(page, 'Recordings');
  await recordings.locator('.monaco-list-row').first().click();
  const frame = await webviewFrame(page, '[role=grid] [data-unit]');
  await eventually(async () =>
    assert.match((await frame.locator('header').first().textContent()) ?? '', /units/),
  );
});

test('the menu of a unit in the tree copies its id and plots it', async () => {
  const { page } = code;
  const units = await view(page, 'Units');
  await treeRow(units, '3').first().click({ button: 'right' });
  const labels = await menuLabels(page);
  for (const label of ['Plot Waveforms', 'Plot Autocorrelogram', 'Copy Unit Id'])
    assert.ok(labels.includes(label), labels.join(', '));
  await clickMenu(page, 'Copy Unit Id');
  await eventually(async () => assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '3'));
  await treeRow(units, '2').first().click({ button: 'right' });
  await clickMenu(page, 'Plot Autocorrelogram');
  await webviewFrame(page, '.figure-page svg[role=img]');
  await page
    .getByRole('tab', { name: /Correlogram · 2/i })
    .first()
    .waitFor();
});

test('a unit clicked in the tree is selected in the dashboard', async () => {
  const { page } = code;
  const units = await view(page, 'Units');
  await treeRow(units, '6').first().click();
  const frame = await webviewFrame(page, '[role=grid] [data-unit]');
  await eventually(async () => assert.deepEqual(await selectedUnits(frame), ['6']));
});

test('without a dashboard the Units view says how to get one', async () => {
  const { page } = code;
  await closeEditors(page);
  const units = await view(page, 'Units');
  await eventually(async () =>
    assert.match((await units.textContent()) ?? '', /units of the open recording appear here/),
  );
  await units.getByRole('button', { name: 'Open Recording Dashboard' }).waitFor();
});
