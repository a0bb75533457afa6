import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  clickMenu,
  closeEditors,
  notification,
  openFile,
  runCommand,
  webviewFrame,
} from '../../scripts/vscode-host/workbench.mjs';
import { addRecording, eventually, figureLabels, openDashboard, openVsCodeOn, unitRow } from './support.mjs';

const script = `import { writeFileSync } from 'node:fs';
import { open } from 'neuropyxels';
writeFileSync('ran.txt', typeof open);
`;

let code;
before(async () => {
  code = await openVsCodeOn(
    (workspace) => {
      addRecording(workspace, 'spikeglx-1.0');
      writeFileSync(path.join(workspace, 'look.mjs'), script);
    },
    { trust: true },
  );
});
after(() => code?.close());

test('in a folder that is not trusted a recording is read, shown and plotted', async () => {
  const { page } = code;
  await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).first().waitFor();
  const frame = await openDashboard(page, 'spikeglx-1.0/rec_g0_t0.imec0.ap.meta');
  assert.match((await frame.locator('header').first().textContent()) ?? '', /Neuropixels 1\.0/);
  await unitRow(frame, '0').click();
  await eventually(async () =>
    assert.match((await figureLabels(frame)).join(' | '), /waveforms?[\s\S]*correlogram/i),
  );
  await unitRow(frame, '0').click({ button: 'right' });
  await clickMenu(page, 'Plot Autocorrelogram');
  await webviewFrame(page, '.figure-page svg[role=img]');
  await closeEditors(page);
});

test('there a script is not run', async () => {
  const { page, workspace } = code;
  await openFile(page, 'look.mjs');
  await page.locator('.view-line', { hasText: 'writeFileSync' }).first().waitFor();
  await runCommand(page, 'NeuroPyxels: Run Analysis Script');
  assert.match(await notification(page, 'not trusted'), /its scripts are not run/);
  assert.equal(existsSync(path.join(workspace, 'ran.txt')), false);
});
