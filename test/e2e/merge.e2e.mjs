import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { makeRecording } from '../../scripts/host-workspace.mjs';
import { clickMenu, explorerRow, webviewFrame } from '../../scripts/vscode-host/workbench.mjs';
import { eventually, figureLabels, openVsCodeOn, unitRow } from './support.mjs';

let code;
before(async () => {
  code = await openVsCodeOn((workspace) => {
    makeRecording(path.join(workspace), [
      '--preset',
      'merge',
      '--seconds',
      '6',
      '--channels',
      '16',
      '--lf',
      '0',
    ]);
    rmSync(path.join(workspace, 'ground_truth.json'));
  });
});
after(() => code?.close());

test('two folders selected in the Explorer are merged, and their dashboard shows both probes', async () => {
  const { page } = code;
  await explorerRow(page, 'rec_g0_imec0').first().click();
  await explorerRow(page, 'rec_g0_imec1')
    .first()
    .click({ modifiers: ['Control'] });
  await explorerRow(page, 'rec_g0_imec1').first().click({ button: 'right' });
  await clickMenu(page, 'Merge Recordings…');

  const input = page.locator('.quick-input-widget:visible');
  await input.getByText('Merge Recordings: Reference').waitFor();
  await page.keyboard.press('Enter');
  await input.getByText('Merge Recordings: Names').waitFor();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('lateral, lateral');
  await input.getByText('A name is there twice.').waitFor();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('lateral, medial');
  await page.keyboard.press('Enter');

  const frame = await webviewFrame(page, '[role=grid] [data-unit]');
  await frame.getByText('2 probes').waitFor();
  await frame.getByText('lateral, medial').waitFor();
  await unitRow(frame, '0.0').click();
  await unitRow(frame, '13.1').click({ modifiers: ['Control'] });
  await eventually(async () => {
    const labels = (await figureLabels(frame)).join(' ');
    assert.match(labels, /Unit 13\.1: mean of \d+ spikes/);
    assert.match(labels, /0\.0 to 13\.1/);
  });
});
