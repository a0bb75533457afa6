import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { makeHour } from '../../scripts/bench-recording.mjs';
import { makeRecording } from '../../scripts/host-workspace.mjs';
import { clickMenu, runCommand, webviewFrame } from '../../scripts/vscode-host/workbench.mjs';
import {
  addHeader,
  busyWithinSecond,
  eventually,
  figureLabels,
  openDashboard,
  openVsCodeOn,
  unitRow,
} from './support.mjs';

const door = 'recording/rec_g0_t0.imec0.ap.meta';
let code;
let frame;
before(async () => {
  code = await openVsCodeOn((workspace) => {
    // Long enough for the planted pair, 0 → 1 at 2 ms, to stand out.
    const options = ['--seconds', '60', '--units', '34', '--channels', '48', '--raw', '0', '--lf', '0'];
    makeRecording(path.join(workspace, 'recording'), options);
    // So many spikes that wide windows take a minute to count.
    addHeader(path.join(workspace, 'crowd.meta'), path.join(workspace, door));
    const crowd = { spikeCount: 1_000_000, unitCount: 60, seconds: 600 };
    makeHour(path.join(workspace, 'crowd'), path.join(workspace, 'crowd.meta'), crowd);
  });
  frame = await openDashboard(code.page, door);
});
after(() => code?.close());

const facts = () => frame.locator('.matrix-facts').innerText();
const matrix = () => frame.locator('.matrix-room');
/** The figure panel that shows a pair; its tab is closed again. */
async function openedPair(pattern) {
  const panel = await webviewFrame(code.page, '.figure-page svg[role=img]');
  await eventually(async () => assert.match((await figureLabels(panel))[0], pattern));
  await runCommand(code.page, 'View: Close All Editors in Group');
}

test('thirty selected units are a matrix that is read and used by pointer and keyboard, and follows a slider', async () => {
  const { page } = code;
  await unitRow(frame, '0').click();
  for (let i = 0; i < 29; i++) await page.keyboard.press('Shift+ArrowDown');
  await matrix().waitFor();
  await eventually(async () =>
    assert.match((await matrix().getAttribute('aria-label')) ?? '', /^Correlograms of 30 units\./),
  );
  // Without a pointer the pair that stands out most is told: a planted one.
  await eventually(async () =>
    assert.match(
      await facts(),
      /^\d+ → \d+ · (peak|trough) .* ms, .* SD beyond chance · \d+ within ±1\.5 ms .* lags$/,
    ),
  );

  // The cells are painted: there are pixels of the first unit's colour on the diagonal.
  const painted = await frame.locator('.matrix-room > canvas').evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i] > 0) count++;
    return count;
  });
  assert.ok(painted > 2000, `${painted} pixels`);

  const cell = await matrix().evaluate((room) => {
    const frameOf = room.querySelector('.matrix-names .frame').getBoundingClientRect();
    const names = [...room.querySelectorAll('.matrix-names text')].map((text) => text.textContent);
    const { top, left } = room.getBoundingClientRect();
    return { x: frameOf.left - left + 3, y: frameOf.top - top + 3, names };
  });
  assert.ok(cell.names.includes('0') && cell.names.some((name) => /−40 … 40 ms/.test(name)));
  await matrix().hover({ position: cell });
  const [, from, to] = /^(\d+) → (\d+)/.exec(await facts());

  await matrix().focus();
  await page.mouse.move(3, 300);
  await page.keyboard.press('Home');
  await eventually(async () => assert.match(await facts(), new RegExp(`^Unit ${from}: `)));

  // The engine's own figure after the hand let go, and what was counted in the page before.
  const slider = frame.getByRole('slider', { name: /Window/ });
  await slider.focus();
  const box = await slider.boundingBox();
  const at = (share) => [box.x + share * box.width, box.y + box.height / 2];
  await page.mouse.move(...at(0.85));
  await page.mouse.down();
  for (const share of [0.6, 0.5, 0.4]) await page.mouse.move(...at(share));
  await eventually(async () =>
    assert.match(await frame.locator('.live-status').innerText(), /^(CPU|WebGPU: )/),
  );
  let live;
  await eventually(async () => {
    const now = await facts();
    const settled = now === live;
    live = now;
    assert.ok(settled);
  });
  await page.mouse.up();
  await eventually(async () => assert.equal(await frame.locator('.live-status').innerText(), ''));
  assert.equal(await facts(), live);

  // In a panel they are the same matrix, in which a pair is opened by the keyboard.
  await unitRow(frame, '0').press('c');
  const panel = await webviewFrame(page, '.figure-page .matrix-room');
  await panel.locator('.matrix-room').press('Home');
  await eventually(async () => assert.match(await panel.locator('.matrix-facts').innerText(), /^Unit \d+: /));
  // VS Code looks four times a second which page has the focus, and a new tab leaves it to the group that has it.
  const activeTab = page.locator('.editor-group-container.active .tab.active');
  await activeTab.filter({ hasText: /Correlogram · \d+, \d/ }).waitFor();
  await panel.locator('.matrix-room').press('Enter');
  await activeTab.filter({ hasText: /Correlogram · \d+(?!\d|, \d)/ }).waitFor();
  await runCommand(page, 'View: Close All Editors in Group');

  await matrix().click({ position: cell });
  await openedPair(new RegExp(`${from} to ${to}: peak`));
});

test('the overview of all pairs opens by a key, a pair in it is selected by keyboard and by a click', async () => {
  const { page } = code;
  frame = await openDashboard(page, door);
  await unitRow(frame, '0').click();
  await page.keyboard.press('p');
  const cursor = frame.locator('.pair-cursor > button');
  await cursor.waitFor();
  await eventually(async () => {
    assert.ok(await cursor.evaluate((button) => button === document.activeElement));
    assert.match((await figureLabels(frame)).join(), /Largest peaks and troughs of 34 × 34 correlograms/);
  });
  // It begins at the pair farthest beyond chance, the planted one, and arrows move it.
  const start = await cursor.innerText();
  assert.match(
    start,
    /^(0 → 1: peak at 2|1 → 0: peak at −2)\b.*\sSD beyond chance · asymmetry .*\sSD · .*µm/,
  );
  await page.keyboard.press('ArrowLeft');
  await eventually(async () => assert.notEqual(await cursor.innerText(), start));
  const pairUnder = async () => /^(\d+) → (\d+)/.exec(await cursor.innerText()).slice(1);
  // The table draws the rows in view alone: how many are selected stands below it, which ones in the pair's figure.
  const isTaken = async ([from, to]) => {
    const count = from === to ? 1 : 2;
    const facts = count === 1 ? `^Unit ${from}: ` : `^${from} → ${to} · `;
    assert.match(await frame.locator('.pair-facts').innerText(), new RegExp(facts));
    assert.match(await frame.locator('footer [role=status]').innerText(), new RegExp(`^${count} selected`));
  };
  const first = await pairUnder();
  await page.keyboard.press('Enter');
  await eventually(() => isTaken(first));

  const image = frame.locator('.pairs-matrix svg[role=img]');
  const box = await image.boundingBox();
  await image.click({ position: { x: box.width * 0.5, y: box.height * 0.3 } });
  await eventually(async () => {
    const clicked = await pairUnder();
    assert.notDeepEqual(clicked, first);
    await isTaken(clicked);
  });

  // Colours by asymmetry come without counting again.
  await frame.getByLabel('show', { exact: true }).selectOption('asymmetry');
  await eventually(async () =>
    assert.match(await frame.locator('.pairs-matrix').innerText(), /asymmetry \(SD\)/),
  );
});

test('the overview of many pairs in a wide window is cancelled: it says so, and the work ends', async () => {
  const { page } = code;
  frame = await openDashboard(page, 'crowd/hour.ap.meta');
  await unitRow(frame, '0').click();
  await page.keyboard.press('p');
  await frame.locator('.pair-cursor > button').waitFor();
  for (const [name, value] of [
    ['bin in ms', '20'],
    ['window in ms', '60000'],
  ]) {
    const field = frame.locator('.correlograms').getByLabel(name, { exact: true });
    await field.fill(value);
    await field.press('Enter');
  }
  await frame.locator('.all-pairs').getByRole('button', { name: 'Cancel' }).click();
  await frame.locator('.all-pairs').getByText('Cancelled.').waitFor();
  await eventually(async () => assert.ok((await busyWithinSecond(code.server.pid)) < 300));
});

test('a click on a pair in the figures of stacks and connections opens its correlogram', async () => {
  const { page } = code;
  for (const title of ['Correlogram stack', 'Connections']) {
    frame = await openDashboard(page, door);
    await unitRow(frame, '0').click();
    for (const unit of ['1', '2']) await unitRow(frame, unit).click({ modifiers: ['Control'] });
    await unitRow(frame, '2').click({ button: 'right' });
    await clickMenu(page, 'Correlograms and Pairs');
    await clickMenu(page, title);
    const panel = await webviewFrame(page, '.figure-page .pair-cursor');
    const image = panel.locator('.figure-room svg[role=img]');
    const box = await image.boundingBox();
    await image.hover({ position: { x: box.width * 0.42, y: box.height * 0.4 } });
    const pair = /^(\d+) → (\d+)/.exec(await panel.locator('.pair-cursor > button').innerText());
    await image.click({ position: { x: box.width * 0.42, y: box.height * 0.4 } });
    const units = [...new Set(pair.slice(1))].join(', ');
    await page
      .getByRole('tab', { name: new RegExp(`^Correlogram · ${units}(,|$)`) })
      .first()
      .waitFor();
    await runCommand(page, 'View: Close All Editors');
  }
});
