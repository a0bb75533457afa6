import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import {
  clickMenu,
  closeEditors,
  explorerRow,
  menuLabels,
  openFile,
  runCommand,
  webviewFrame,
} from '../../scripts/vscode-host/workbench.mjs';
import { addRecording, eventually, figureLabels, openDashboard, openVsCodeOn, unitRow } from './support.mjs';

const header = 'spikeglx-1.0/rec_g0_t0.imec0.ap.meta';

let code;
before(async () => {
  code = await openVsCodeOn((workspace) => {
    addRecording(workspace, 'spikeglx-1.0');
    addRecording(workspace, 'kilosort-4');
    addRecording(workspace, 'long');
    rmSync(path.join(workspace, 'kilosort-4/rec_g0_t0.imec.ap.bin'), { force: true });
  });
});
after(() => code?.close());

const stage = (frame) => frame.locator('[role=application]').first();
const label = (frame) => stage(frame).getAttribute('aria-label');
const view = async (frame) => JSON.parse(await stage(frame).getAttribute('data-view'));
/** The greys of every fifth pixel of the canvas. */
const picture = (frame) =>
  frame
    .locator('.traces-canvas')
    .first()
    .evaluate((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return Array.from({ length: Math.floor(data.length / 20) }, (_, i) => data[20 * i + 1]);
    });

/** The share of pixels that are clearly of another grey; a part in 65 534 of a trace may make the edge of a line a shade darker. */
const difference = (a, b) =>
  a.length === b.length ? a.filter((grey, i) => Math.abs(grey - b[i]) > 24).length / a.length : 1;

/** The traces when all that is seen has been read and painted. */
async function readTraces() {
  const frame = await webviewFrame(code.page, '.traces-page');
  await settled(frame);
  return frame;
}

async function settled(frame) {
  await eventually(async () => {
    assert.match(await label(frame), /^Traces of /);
    assert.doesNotMatch(await label(frame), /Reading\.$/);
  });
  await frame.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** The series colour that most pixels of a canvas have. */
const spikeColor = (frame) =>
  frame
    .locator('.traces-canvas')
    .first()
    .evaluate((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const counts = new Map();
      for (let i = 0; i < data.length; i += 4) {
        const [r, g, b] = data.subarray(i, i + 3);
        if (Math.max(r, g, b) - Math.min(r, g, b) <= 60) continue;
        const color = `${r} ${g} ${b}`;
        counts.set(color, (counts.get(color) ?? 0) + 1);
      }
      return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
    });

/** How many pixels of the canvas have nearly a colour: the series colours have no neighbours among greys. */
const coloured = (frame) =>
  frame
    .locator('.traces-canvas')
    .first()
    .evaluate((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(150, 60, canvas.width - 300, canvas.height - 120);
      let count = 0;
      for (let i = 0; i < data.length; i += 4)
        if (Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 60)
          count++;
      return count;
    });

test('the spikes of a unit are shown in its colour; wheel, drag, keys and steps to spikes and events move', async () => {
  const { page } = code;
  const dashboard = await openDashboard(page, header);
  await unitRow(dashboard, '1').click({ button: 'right' });
  assert.ok((await menuLabels(page)).includes('Show Spikes in Traces'));
  await clickMenu(page, 'Show Spikes in Traces');
  const traces = await readTraces();
  await eventually(async () => assert.match(await label(traces), /Unit 1: [1-9]\d* spikes?\./));
  await settled(traces);
  assert.ok((await coloured(traces)) > 100);

  const first = await view(traces);
  const before = await picture(traces);
  const box = await traces.locator('.traces-canvas').boundingBox();
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.wheel(0, -300);
  await eventually(async () => assert.ok((await view(traces)).spanS < 0.6 * first.spanS));
  await settled(traces);
  assert.ok(difference(await picture(traces), before) > 0.01);

  const zoomed = await view(traces);
  await page.mouse.down();
  await page.mouse.move(at.x - 200, at.y, { steps: 5 });
  await page.mouse.up();
  await eventually(async () => assert.ok((await view(traces)).startS > zoomed.startS + 0.1 * zoomed.spanS));

  await page.keyboard.press('End');
  await eventually(async () => {
    const { startS, spanS } = await view(traces);
    assert.ok(Math.abs(startS + spanS - 12) < 0.01);
  });
  await page.keyboard.press('g');
  await page.keyboard.type('6.25');
  await page.keyboard.press('Enter');
  await eventually(async () => assert.equal((await view(traces)).startS, 6.25));
  await page.keyboard.press('g');
  await page.keyboard.type('5000');
  await page.keyboard.press('Enter');
  await traces.getByRole('alert').filter({ hasText: 'is after the end of the recording' }).waitFor();
  await traces.getByRole('button', { name: 'Next spike of the shown units' }).click();
  await eventually(async () => assert.notEqual((await view(traces)).startS, 6.25));
  await eventually(async () => assert.match(await label(traces), /Unit 1: [1-9]/));
  const spike = await view(traces);
  await traces.getByRole('button', { name: 'Next event' }).click();
  await eventually(async () => assert.ok((await view(traces)).startS > spike.startS));
});

test('a filter and a reference change what is seen, and taking them back brings the same picture', async () => {
  const traces = await readTraces();
  const filtered = await picture(traces);
  await traces.getByLabel('High-pass', { exact: true }).uncheck();
  await eventually(async () => assert.match(await label(traces), /no high-pass/));
  await settled(traces);
  const raw = await picture(traces);
  assert.ok(difference(raw, filtered) > 0.01);
  await traces.getByLabel('Reference', { exact: true }).selectOption('none');
  await settled(traces);
  assert.ok(difference(await picture(traces), raw) > 0.001);
  await traces.getByLabel('Reference', { exact: true }).selectOption('median');
  await traces.getByLabel('High-pass', { exact: true }).check();
  await settled(traces);
  await eventually(async () => assert.ok(difference(await picture(traces), filtered) < 1e-4));
  await traces.getByRole('button', { name: 'Image' }).click();
  await eventually(async () => assert.match(await label(traces), /as a colour image/));
  await traces.getByRole('button', { name: 'Lines' }).click();
});

test('another stream goes along below on the same axis of time, and what is seen is frozen into a figure', async () => {
  const { page } = code;
  const traces = await readTraces();
  await traces.getByLabel(/^Add a stream below/).selectOption('imec0.lf');
  const beside = traces.getByRole('region', { name: 'Traces of imec0.lf' });
  const ownView = async () =>
    JSON.parse(await beside.locator('[role=application]').getAttribute('data-view'));
  await beside.locator('[role=application]').waitFor();
  await beside.getByText('same clock as imec0.ap').waitFor();
  await traces.locator('[role=application]').first().focus();
  await page.keyboard.press('Home');
  await eventually(async () => {
    const [main, own] = [await view(traces), await ownView()];
    assert.equal(main.startS, 0);
    assert.deepEqual([own.startS, own.spanS], [main.startS, main.spanS]);
  });
  // Panning below moves both.
  const box = await beside.locator('.traces-canvas').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 150, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await eventually(async () => {
    const [main, own] = [await view(traces), await ownView()];
    assert.ok(main.startS > 0 && Math.abs(own.startS - main.startS) < 1e-9);
  });
  await traces.getByRole('button', { name: 'Close the traces of imec0.lf' }).click();
  await beside.waitFor({ state: 'detached' });

  await traces.getByRole('button', { name: 'Freeze' }).click();
  const figure = await webviewFrame(page, '.figure-page svg[role=img]');
  await eventually(async () => assert.match((await figureLabels(figure)).join(), /imec0\.ap/));
  assert.match(await figure.locator('.figure-subtitle').textContent(), /high-pass 300\sHz/);
});

test('the traces follow the selection of the dashboard, in a panel beside it and as a part of it', async () => {
  const { page } = code;
  await closeEditors(page);
  const dashboard = await openDashboard(page, header);
  await unitRow(dashboard, '1').click();
  await dashboard.getByRole('button', { name: /Traces$/ }).click();
  const pane = dashboard.getByRole('region', { name: 'Traces', exact: true });
  const words = () => pane.locator('[role=application]').getAttribute('aria-label');
  await eventually(async () => assert.match(await words(), /Unit 1: \d+ spikes?\./));
  await unitRow(dashboard, '3').click();
  await eventually(async () => {
    assert.match(await words(), /Unit 3: \d+ spikes?\./);
    assert.doesNotMatch(await words(), /Unit 1:/);
  });
  // Whoever stays in the selection keeps the second colour, here and in the panel.
  const first = await spikeColor(dashboard);
  await unitRow(dashboard, '1').click();
  await unitRow(dashboard, '3').click({ modifiers: ['Control'] });
  await unitRow(dashboard, '1').click({ modifiers: ['Control'] });
  await eventually(async () => {
    assert.doesNotMatch(await words(), /Unit 1:|Reading\.$/);
    assert.ok(![undefined, first].includes(await spikeColor(dashboard)));
  });
  const second = await spikeColor(dashboard);
  await dashboard.getByRole('button', { name: /Traces$/ }).click();
  await pane.locator('[role=application]').waitFor({ state: 'detached' });

  await runCommand(page, 'NeuroPyxels: Open Traces');
  const panel = await readTraces();
  await eventually(async () => assert.equal(await spikeColor(panel), second));
  const at = await view(panel);
  await runCommand(page, 'View: Move Editor into Next Group');
  const traces = await readTraces();
  await eventually(async () => assert.ok(Math.abs((await view(traces)).startS - at.startS) < 1e-6));
  await unitRow(await webviewFrame(page, '[role=grid] [data-unit]'), '1').click();
  await eventually(async () => {
    assert.match(await label(traces), /Unit 1: \d+ spikes?\./);
    assert.equal(await spikeColor(traces), first);
  });
  await closeEditors(page);
});

test('a recording too long to be read at once is shown whole from an overview, which is kept', async () => {
  const { page } = code;
  for (const time of ['made', 'found']) {
    await openFile(page, 'long/rec_g0_t0.imec0.ap.meta');
    await webviewFrame(page, '[role=grid] [data-unit]');
    await runCommand(page, 'NeuroPyxels: Open Traces');
    const traces = await readTraces();
    await traces.getByRole('button', { name: 'Whole Recording' }).click();
    await eventually(async () => assert.ok((await view(traces)).spanS > 23.9, time));
    // Nothing is left to be made.
    await traces.getByText(/^Overview/).waitFor({ state: 'detached' });
    await settled(traces);
    assert.ok((await picture(traces)).filter((grey, _, all) => Math.abs(grey - all[0]) > 24).length > 1000);
    await closeEditors(page);
  }
  const kept = readdirSync(path.join(code.workspace, 'long/npyxMemory/overview'));
  assert.deepEqual(kept.map((name) => name.replace(/^[0-9a-f]+/, '')).sort(), ['.columns.npy', '.json']);
});

test('the LF band is shown as it is, and a missing raw file is told in a sentence', async () => {
  const { page } = code;
  await openFile(page, header);
  await webviewFrame(page, '[role=grid] [data-unit]');
  await runCommand(page, 'NeuroPyxels: Open Traces');
  const traces = await readTraces();
  await traces.getByLabel('Stream', { exact: true }).selectOption('imec0.lf');
  await eventually(async () => assert.match(await label(traces), /^Traces of imec0\.lf .* no high-pass/));
  await settled(traces);
  await closeEditors(page);

  await openFile(page, 'kilosort-4/rec_g0_t0.imec.ap.meta');
  await explorerRow(page, 'rec_g0_t0.imec.ap.meta').first().click({ button: 'right' });
  await clickMenu(page, 'Open Traces');
  const missing = await webviewFrame(page, '.traces-page [role=alert]');
  assert.match(await missing.getByRole('alert').first().textContent(), /rec_g0_t0\.imec\.ap\.bin/);
  await closeEditors(page);
});
