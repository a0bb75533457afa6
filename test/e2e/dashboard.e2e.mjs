import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  clickMenu,
  closeEditors,
  menuLabels,
  pick,
  runCommand,
  webviewFrame,
} from '../../scripts/vscode-host/workbench.mjs';
import { eventually, figureLabels, openDashboard, openVsCode, selectedUnits, unitRow } from './support.mjs';

const header = 'spikeglx-1.0/rec_g0_t0.imec0.ap.meta';

let code;
let frame;
before(async () => {
  code = await openVsCode('spikeglx-1.0');
  frame = await openDashboard(code.page, header);
  await map().locator('canvas').first().waitFor();
});
after(() => code?.close());

const map = () => frame.locator('.probe-map');
const tooltip = () => map().locator('.hover');

/** A place on the map where the pointer is on a unit, found as a user does: by moving over it. */
async function findUnit() {
  const box = await map().locator('canvas').first().boundingBox();
  for (let y = 20; y < box.height - 30; y += 3)
    for (let x = 50; x < box.width - 8; x += 4) {
      await code.page.mouse.move(box.x + x, box.y + y);
      const text = (await tooltip().count()) > 0 ? await tooltip().textContent() : '';
      if (/^Unit /.test(text ?? '')) return { x: box.x + x, y: box.y + y, text };
    }
  throw new Error('no place on the map shows a unit');
}

test('the pointer on a unit shows its facts, and a click selects it', async () => {
  const { x, y, text } = await findUnit();
  assert.match(text, /^Unit \d+ · (good|mua|noise)[\d.]+ Hz · .* spikes/);
  assert.match(text, /µm · ch \d+/);
  await code.page.mouse.click(x, y);
  await eventually(async () => assert.deepEqual(await selectedUnits(frame), [/^Unit (\d+)/.exec(text)?.[1]]));
});

test('the wheel zooms in where the pointer is, and the buttons zoom and show all again', async () => {
  const whole = map().getByRole('button', { name: 'Show the whole probe' });
  const canvas = map().locator('canvas').first();
  const picture = () => canvas.evaluate((element) => element.toDataURL());
  const first = await picture();
  assert.ok(await whole.isDisabled());
  const box = await canvas.boundingBox();
  await code.page.mouse.move(box.x + 100, box.y + box.height / 2);
  await code.page.mouse.wheel(0, -400);
  await eventually(async () => assert.ok(await whole.isEnabled()));
  const zoomed = await eventually(async () => {
    const now = await picture();
    assert.notEqual(now, first);
    return now;
  });
  await map().getByRole('button', { name: 'Zoom in' }).click();
  await eventually(async () => assert.notEqual(await picture(), zoomed));
  await map().getByRole('button', { name: 'Zoom out' }).click();
  await whole.click();
  await code.page.mouse.move(5, 5);
  await eventually(async () => {
    assert.ok(await whole.isDisabled());
    assert.equal(await picture(), first);
  });
});

test('a command of the palette asks for the units it needs and plots them', async () => {
  const { page } = code;
  await runCommand(page, 'NeuroPyxels: Spike train…');
  // The quick pick knows each unit's facts.
  const row = page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: /spikes|Hz/ }).first();
  await row.waitFor();
  await row.click();
  const panel = await webviewFrame(page, '.figure-page svg[role=img]');
  await eventually(async () => assert.match((await figureLabels(panel)).join(' '), /spike train|interval/i));
  await closeEditors(page);
});

test('the menu of a unit holds every analysis in submenus, and Analyse… offers those of the recording', async () => {
  const { page } = code;
  const frame = await openDashboard(page, header);
  await unitRow(frame, '0').click({ button: 'right' });
  const labels = await menuLabels(page);
  for (const label of ['Waveforms', 'Spike Trains', 'Correlograms and Pairs'])
    assert.ok(labels.includes(label), labels.join(', '));
  await clickMenu(page, 'Spike Trains');
  await clickMenu(page, 'Interspike intervals');
  const panel = await webviewFrame(page, '.figure-page svg[role=img]');
  await eventually(async () => assert.match((await figureLabels(panel)).join(' '), /unit 0/i));
  await closeEditors(page);

  await openDashboard(page, header);
  await page.locator('.editor-actions:visible').getByRole('button', { name: 'Analyse' }).first().click();
  await pick(page, 'Metadata');
  await webviewFrame(page, '.figure-page svg[role=img]');
  await page
    .getByRole('tab', { name: /^Metadata/ })
    .first()
    .waitFor();
});
