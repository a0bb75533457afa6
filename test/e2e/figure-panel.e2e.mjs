import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { makeHour } from '../../scripts/bench-recording.mjs';
import {
  clickMenu,
  closeEditors,
  notification,
  saveAs,
  webviewFrame,
} from '../../scripts/vscode-host/workbench.mjs';
import {
  addHeader,
  addRecording,
  busyWithinSecond,
  eventually,
  figureLabels,
  openDashboard,
  openVsCodeOn,
  unitRow,
} from './support.mjs';

let code;
before(async () => {
  code = await openVsCodeOn((workspace) => {
    addRecording(workspace, 'spikeglx-1.0');
    // 384 channels for an hour, so that a computation takes long enough to be thought better of.
    const header = path.join(workspace, 'spikeglx-1.0/rec_g0_t0.imec0.ap.meta');
    addHeader(path.join(workspace, 'hour.meta'), header);
    makeHour(path.join(workspace, 'hour'), path.join(workspace, 'hour.meta'), { spikeCount: 400_000 });
  });
});
after(() => code?.close());

/** Opens the figure of a unit by its menu. */
async function openPanel(file, unit, entry) {
  const frame = await openDashboard(code.page, file);
  await unitRow(frame, unit).click({ button: 'right' });
  await clickMenu(code.page, entry);
  return webviewFrame(code.page, '.figure-page svg[role=img]');
}

async function exportAs(panel, format, target) {
  await panel
    .getByRole('button', { name: /Export/ })
    .first()
    .click();
  await panel.getByRole('menuitem', { name: new RegExp(`^${format}`) }).click();
  await saveAs(code.page, target);
}

test('the form of a panel has the colours of VS Code', async () => {
  const { page } = code;
  const panel = await openPanel('spikeglx-1.0/rec_g0_t0.imec0.ap.meta', '0', 'Plot Autocorrelogram');
  await eventually(async () => {
    const [drawn, wanted] = await panel.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.background = 'var(--vscode-input-background)';
      const field = document.querySelector('vscode-text-field').shadowRoot.querySelector('.root');
      const colors = [field, probe].map((element) => getComputedStyle(element).backgroundColor);
      probe.remove();
      return colors;
    });
    assert.equal(drawn, wanted);
  });
  await closeEditors(page);
});

test('a figure is exported as PNG, PDF, CSV and NPY', async () => {
  const { page, workspace } = code;
  const panel = await openPanel('spikeglx-1.0/rec_g0_t0.imec0.ap.meta', '0', 'Plot Autocorrelogram');
  const written = {};
  for (const format of ['PNG', 'PDF', 'CSV', 'NPY']) {
    const target = path.join(workspace, `unit 0.${format.toLowerCase()}`);
    await exportAs(panel, format, target);
    await eventually(() => assert.ok(existsSync(target), format));
    written[format] = readFileSync(target);
  }
  assert.equal(written.PNG.subarray(1, 4).toString(), 'PNG');
  assert.ok(written.PNG.readUInt32BE(16) > 300, 'the picture is large enough to be looked at');
  assert.equal(written.PDF.subarray(0, 5).toString(), '%PDF-');
  const [head, ...rows] = written.CSV.toString('utf8').trim().split('\n');
  assert.match(head, /lag|time/i);
  const [, count] = /'shape': \(.*?(\d+),?\s*\)/.exec(written.NPY.toString('latin1', 0, 128)) ?? [];
  assert.equal(rows.length, Number(count), 'table and array have one row per bin');
  await closeEditors(page);
});

const busyMs = () => busyWithinSecond(code.server.pid);

/** Work that is not seen before it is cancelled could as well have ended by itself. On a busy machine it may take turns with others. */
const isAtWork = () =>
  eventually(async () => assert.ok((await busyMs()) > 500, 'the work is long enough to be cancelled'));

test('a long computation is cancelled in its panel, and an export from its notification: the work ends', async () => {
  const { page, workspace } = code;
  const panel = await openPanel('hour/hour.ap.meta', '0', 'Plot Waveforms');
  const field = (name) => panel.locator(`vscode-text-field input[aria-label^="${name}"]`);
  await panel.locator('summary', { hasText: /\d+ more/ }).click();
  await field('high').fill('300');
  await field('count').fill('4000');
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await panel.getByText('Cancelled.').waitFor();
  await eventually(async () => assert.ok((await busyMs()) < 300), 10_000);

  await panel.getByRole('button', { name: 'Retry' }).click();
  await panel.getByRole('button', { name: 'Cancel' }).waitFor();
  await isAtWork();
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await eventually(async () => assert.ok((await busyMs()) < 300), 10_000);

  await field('count').fill('2400');
  await eventually(
    async () => assert.match((await figureLabels(panel)).join(), /mean of 2.?400 spikes/),
    60_000,
  );
  // The array holds all single waveforms, which the cache does not: they are computed anew.
  const target = path.join(workspace, 'waveforms.npy');
  await exportAs(panel, 'NPY', target);
  await notification(page, 'Exporting waveforms.npy');
  const toast = page.locator('.notification-toast', { hasText: 'Exporting waveforms.npy' });
  await isAtWork();
  await toast.getByRole('button', { name: 'Cancel' }).click();
  await toast.waitFor({ state: 'hidden' });
  await eventually(async () => assert.ok((await busyMs()) < 300), 3000);
  assert.ok(!existsSync(target));
});
