import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { makeRecording } from '../../scripts/host-workspace.mjs';
import {
  clickMenu,
  closeEditors,
  explorerRow,
  openFile,
  pick,
  runCommand,
  webviewFrame,
} from '../../scripts/vscode-host/workbench.mjs';
import {
  addRecording,
  compressRaw,
  eventually,
  figureLabels,
  openDashboard,
  openVsCodeOn,
  unitRow,
} from './support.mjs';

const stem = 'rec_g0_t0.imec0.ap';
let code;
before(async () => {
  code = await openVsCodeOn((workspace) => {
    addRecording(workspace, 'spikeglx-1.0');
    addRecording(workspace, 'four-shanks');
    compressRaw(path.join(workspace, `four-shanks/${stem}.meta`));
    writeFileSync(path.join(workspace, 'spikeglx-1.0/notes.dat'), Buffer.alloc(64));
    addNidq(path.join(workspace, 'spikeglx-1.0'));
    addTwoProbes(workspace);
  });
});
after(() => code?.close());

/** Two folders of probes that recorded at once, to be merged. */
function addTwoProbes(folder) {
  makeRecording(folder, ['--preset', 'merge', '--seconds', '6', '--channels', '16', '--lf', '0']);
  rmSync(path.join(folder, 'ground_truth.json'));
}

/** A NI-DAQ stream of 4 analog channels and a digital word, a second long, beside the probe's. */
function addNidq(folder) {
  const meta = {
    ...{
      typeThis: 'nidq',
      niSampRate: 25000,
      nSavedChans: 5,
      snsMnMaXaDw: '0,0,4,1',
      acqMnMaXaDw: '0,0,4,1',
    },
    ...{
      fileSizeBytes: 250_000,
      fileTimeSecs: 1,
      niAiRangeMax: 5,
      niAiRangeMin: -5,
      niMNGain: 1,
      niMAGain: 1,
    },
    ...{ snsSaveChanSubset: 'all', appVersion: '20230202', niDev1: 'Dev1', syncNiChan: 0, syncNiChanType: 0 },
  };
  const lines = Object.entries(meta).map(([key, value]) => `${key}=${value}`);
  writeFileSync(path.join(folder, 'rec_g0_t0.nidq.meta'), `${lines.join('\n')}\n`);
  writeFileSync(path.join(folder, 'rec_g0_t0.nidq.bin'), Buffer.alloc(250_000));
}

const closeAll = () => closeEditors(code.page);

test('a header tells in the Explorer what it holds, before it is opened', async () => {
  const { page } = code;
  await explorerRow(page, 'spikeglx-1.0').first().click();
  const row = explorerRow(page, `${stem}.meta`).first();
  await row.waitFor();
  await eventually(async () => {
    await page.mouse.move(700, 500);
    await row.hover();
    const tooltip = page.locator('.monaco-hover:visible, .workbench-hover:visible').first();
    await tooltip.waitFor({ timeout: 3000 });
    // It may be gone again: a row that is drawn anew closes what the pointer had opened.
    const text = (await tooltip.textContent({ timeout: 1000 })) ?? '';
    assert.match(text, /Neuropixels 1\.0/);
    assert.match(text, /12\s+s/);
    assert.match(text, /32 ch\b/);
  }, 30_000);
  await page.mouse.move(700, 500);
});

test('a folder is opened as a dashboard from its menu in the Explorer', async () => {
  const { page } = code;
  await explorerRow(page, 'four-shanks').first().click({ button: 'right' });
  await clickMenu(page, 'Open Recording Dashboard');
  const frame = await webviewFrame(page, '[role=grid] [data-unit]');
  assert.match((await frame.locator('header').first().textContent()) ?? '', /four shank/i);
  await closeAll();
});

test('a recording compressed by mtscomp opens by its .cbin, with waveforms read from the chunks', async () => {
  const { page } = code;
  const frame = await openDashboard(page, `four-shanks/${stem}.cbin`);
  const header = (await frame.locator('header').first().textContent()) ?? '';
  assert.match(header, /Neuropixels 2\.0/);
  assert.doesNotMatch(header, /raw data/i);
  await unitRow(frame, '0').click();
  await eventually(async () => {
    const labels = (await figureLabels(frame)).join(' | ');
    assert.match(labels, /Waveforms? of unit 0|mean of \d+ spikes/i, labels);
    assert.match(labels, /µV/, labels);
  });
  await closeAll();
});

for (const { file, shows } of [
  { file: 'rec_g0_t0.nidq.meta', shows: /nidq[\s\S]*25\s?000\s+Hz[\s\S]*4\s+channels/ },
  { file: 'rec_g0_t0.nidq.bin', shows: /nidq[\s\S]*25\s?000\s+Hz/ },
  { file: 'params.py', shows: /Neuropixels 1\.0/ },
  { file: 'notes.dat', shows: /Neuropixels 1\.0|notes\.dat/ },
])
  test(`${file} is a dashboard when reopened with one, and text before`, async () => {
    const { page } = code;
    await openFile(page, `spikeglx-1.0/${file}`);
    await page
      .locator('.view-lines:visible, .monaco-editor-pane-placeholder:visible, .binary-editor:visible')
      .first()
      .waitFor();
    await runCommand(page, 'View: Reopen Editor With...');
    await pick(page, 'Recording Dashboard');
    const frame = await webviewFrame(page, 'header h1, [role=alert]');
    await eventually(async () => {
      const text = ((await frame.locator('header, [role=alert]').first().textContent()) ?? '').replace(
        /[\u202f\u00a0\u2009]/g,
        ' ',
      );
      assert.match(text, shows);
    });
    await closeAll();
  });

test('Open as Text shows the header, where each line says what it means, and Open Recording Dashboard in its title goes back', async () => {
  const { page } = code;
  await openDashboard(page, `spikeglx-1.0/${stem}.meta`);
  const action = (name) => page.locator('.editor-actions:visible').getByRole('button', { name }).first();
  await action('Open as Text').click();
  const line = page.locator('.view-line', { hasText: 'imAiRangeMax' }).first();
  await line.waitFor();
  await eventually(async () => {
    await page.mouse.move(5, 400);
    await line.hover({ position: { x: 30, y: 8 } });
    const hover = page.locator('.monaco-hover:visible').first();
    await hover.waitFor({ timeout: 3000 });
    assert.match((await hover.textContent({ timeout: 1000 })) ?? '', /µV|0\.6/);
  }, 45_000);
  await page.mouse.move(5, 400);
  await action('Open Recording Dashboard').click();
  await webviewFrame(page, '[role=grid] [data-unit]');
  await closeAll();
});

test('two folders selected in the Explorer are merged, and their dashboard shows both probes', async () => {
  const { page } = code;
  await runCommand(page, 'Collapse Folders in Explorer');
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
  await closeAll();
});

test('nothing of the recording was changed by looking at it', () => {
  const params = readFileSync(path.join(code.workspace, 'spikeglx-1.0/params.py'), 'utf8');
  assert.match(params, /dat_path/);
  assert.deepEqual(code.page.seen.errors, []);
});
