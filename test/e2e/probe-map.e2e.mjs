import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, openDashboard, openVsCode, selectedUnits } from './support.mjs';

let code;
let frame;
before(async () => {
  code = await openVsCode('spikeglx-1.0');
  frame = await openDashboard(code.page, 'spikeglx-1.0/rec_g0_t0.imec0.ap.meta');
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
