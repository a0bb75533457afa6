import assert from 'node:assert/strict';
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
import { eventually, figureLabels, openDashboard, openVsCode, unitRow } from './support.mjs';

const header = 'spikeglx-1.0/rec_g0_t0.imec0.ap.meta';
let code;
before(async () => {
  code = await openVsCode('spikeglx-1.0');
});
after(() => code?.close());

test('a command of the palette asks for the units it needs and plots them', async () => {
  const { page } = code;
  await openDashboard(page, header);
  await runCommand(page, 'NeuroPyxels: Spike train…');
  // The quick pick knows each unit's facts.
  const row = page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: /spikes|Hz/ }).first();
  await row.waitFor();
  await row.click();
  const panel = await webviewFrame(page, '.figure-page svg[role=img]');
  await eventually(async () => assert.match((await figureLabels(panel)).join(' '), /spike train|interval/i));
  await closeEditors(page);
});

test('Open as Text shows the header, where each line says what it means', async () => {
  const { page } = code;
  await openDashboard(page, header);
  await runCommand(page, 'NeuroPyxels: Open as Text');
  const line = page.locator('.view-line', { hasText: 'imAiRangeMax' }).first();
  await line.waitFor();
  await eventually(async () => {
    await page.mouse.move(5, 400);
    await line.hover({ position: { x: 30, y: 8 } });
    const hover = page.locator('.monaco-hover:visible').first();
    await hover.waitFor({ timeout: 3000 });
    assert.match((await hover.textContent()) ?? '', /µV|0\.6/);
  }, 45_000);
  await page.mouse.move(5, 400);
  await closeEditors(page);
});

test('params.py opens as text, and as a dashboard when asked to', async () => {
  const { page } = code;
  await openFile(page, 'spikeglx-1.0/params.py');
  await page.locator('.view-line', { hasText: 'n_channels_dat' }).first().waitFor();
  await runCommand(page, 'View: Reopen Editor With...');
  await pick(page, 'Recording Dashboard');
  await webviewFrame(page, '[role=grid] [data-unit]');
});

// VS Code opens a file with the editor that showed it last, which for the header is the text editor by now.
test('the menu of a unit holds every analysis in submenus, and Analyse… offers those of the recording', async () => {
  const { page } = code;
  await closeEditors(page);
  const frame = await openDashboard(page, 'spikeglx-1.0/params.py');
  await unitRow(frame, '0').click({ button: 'right' });
  const labels = await menuLabels(page);
  for (const label of ['Waveforms', 'Spike Trains', 'Correlograms and Pairs'])
    assert.ok(labels.includes(label), labels.join(', '));
  await clickMenu(page, 'Spike Trains');
  await clickMenu(page, 'Interspike intervals');
  const panel = await webviewFrame(page, '.figure-page svg[role=img]');
  await eventually(async () => assert.match((await figureLabels(panel)).join(' '), /unit 0/i));
  await closeEditors(page);

  await openDashboard(page, 'spikeglx-1.0/params.py');
  await page.locator('.editor-actions:visible').getByRole('button', { name: 'Analyse' }).first().click();
  await pick(page, 'Metadata');
  await webviewFrame(page, '.figure-page svg[role=img]');
  await page
    .getByRole('tab', { name: /^Metadata/ })
    .first()
    .waitFor();
});
