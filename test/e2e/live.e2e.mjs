import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clickMenu, webviewFrame } from '../../scripts/vscode-host/workbench.mjs';
import { eventually, figureLabels, openDashboard, openVsCode, unitRow } from './support.mjs';

let code;
before(async () => {
  code = await openVsCode('spikeglx-1.0');
});
after(() => code?.close());

const labelOf = async (panel) => (await figureLabels(panel))[0];

test('correlograms follow the slider, and are the engine’s when it is let go', async () => {
  const frame = await openDashboard(code.page, 'rec_g0_t0.imec0.ap.meta');
  await unitRow(frame, '0').click();
  await unitRow(frame, '2').click({ modifiers: ['ControlOrMeta'] });
  await unitRow(frame, '2').click({ button: 'right' });
  await clickMenu(code.page, 'Correlogram');
  const panel = await webviewFrame(code.page, '.figure-page svg[role=img]');
  const first = await labelOf(panel);

  // As the hand does: the pointer goes down on the slider, moves, and goes up.
  const bin = panel.getByRole('slider', { name: /Bin/ });
  const box = await bin.boundingBox();
  const at = (share) => [box.x + share * box.width, box.y + box.height / 2];
  await code.page.mouse.move(...at(0.2));
  await code.page.mouse.down();
  for (const share of [0.3, 0.4, 0.5]) await code.page.mouse.move(...at(share));
  await eventually(async () =>
    assert.match(await panel.locator('.live-status').innerText(), /^(CPU|WebGPU: )/),
  );
  await code.page.mouse.move(...at(0.6));
  let live;
  await eventually(async () => {
    live = await labelOf(panel);
    assert.notEqual(live, first);
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  live = await labelOf(panel);
  await code.page.mouse.up();
  await eventually(async () => assert.equal(await panel.locator('.live-status').innerText(), ''));
  await eventually(async () => assert.equal(await panel.locator('.figure-view[aria-busy=true]').count(), 0));
  assert.equal(await labelOf(panel), live);

  // By keyboard it is a slider like any other.
  await bin.press('ArrowRight');
  await eventually(async () => assert.notEqual(await labelOf(panel), live));
});
