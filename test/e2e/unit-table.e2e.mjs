import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { clickMenu, menuLabels, saveAs, webviewFrame } from '../../scripts/vscode-host/workbench.mjs';
import {
  eventually,
  figureLabels,
  openDashboard,
  openVsCode,
  selectedUnits,
  shownUnits,
  unitRow,
} from './support.mjs';

let code;
let frame;
/** The planted truth of the recording on screen. */
let units;
before(async () => {
  code = await openVsCode('spikeglx-1.0');
  frame = await openDashboard(code.page, 'spikeglx-1.0/rec_g0_t0.imec0.ap.meta');
  const truth = readFileSync(path.join(code.workspace, 'spikeglx-1.0/ground_truth.json'), 'utf8');
  units = JSON.parse(truth).recordings[0].sorting.units;
});
after(() => code?.close());

const filterBox = () => frame.locator('[aria-label="Filter units"]');

test('a click on a column head sorts by that column, a second one the other way round', async () => {
  const head = frame.locator('[role=columnheader]', { hasText: 'Spikes' });
  const byCount = [...units].sort((a, b) => a.nSpikes - b.nSpikes).map(({ id }) => String(id));
  await head.click();
  const first = await head.getAttribute('aria-sort');
  await eventually(async () => {
    const wanted = first === 'ascending' ? byCount[0] : byCount.at(-1);
    assert.equal((await shownUnits(frame))[0], wanted);
  });
  await head.click();
  await eventually(async () => {
    assert.notEqual(await head.getAttribute('aria-sort'), first);
    const wanted = first === 'ascending' ? byCount.at(-1) : byCount[0];
    assert.equal((await shownUnits(frame))[0], wanted);
  });
});

test('nothing that the table shows is cut', async () => {
  const cut = await frame.$$eval('[role=grid] [role=gridcell], [role=grid] .head-text', (cells) =>
    cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent),
  );
  assert.deepEqual(cut, []);
});

test('an expression in the filter keeps the units it describes', async () => {
  await filterBox().fill('spikes > 300 & label = good');
  const kept = units
    .filter(({ nSpikes, label }) => nSpikes > 300 && label === 'good')
    .map(({ id }) => String(id));
  await eventually(async () => assert.deepEqual((await shownUnits(frame)).sort(), kept.sort()));
  await filterBox().fill('');
  await eventually(async () => assert.ok((await shownUnits(frame)).length > kept.length));
});

test('a filter that cannot be read says so in a sentence and the table stays', async () => {
  await filterBox().fill('rate >');
  await eventually(async () => assert.equal(await filterBox().getAttribute('aria-invalid'), 'true'));
  assert.match(await frame.locator('#filter-error').textContent(), /\.$/);
  assert.ok((await shownUnits(frame)).length > 0);
  await filterBox().fill('');
});

test('units are selected by mouse and by keyboard, and the figures follow', async () => {
  await frame.locator('[role=columnheader][data-column=unit]').click();
  const order = await eventually(async () => {
    const shown = await shownUnits(frame);
    assert.ok(shown.length > 6);
    return shown;
  });
  await unitRow(frame, order[1]).click();
  await eventually(async () => assert.deepEqual(await selectedUnits(frame), [order[1]]));
  await unitRow(frame, order[3]).click({ modifiers: ['Control'] });
  await eventually(async () => assert.deepEqual(await selectedUnits(frame), [order[1], order[3]].sort()));
  await eventually(async () => {
    const labels = await figureLabels(frame);
    assert.ok(
      labels.some((label) => /correlogram/i.test(label) && label.includes(order[3])),
      labels.join(' | '),
    );
  });
  await unitRow(frame, order[1]).click();
  await code.page.keyboard.press('ArrowDown');
  await eventually(async () => assert.deepEqual(await selectedUnits(frame), [order[2]]));
  await code.page.keyboard.press('Shift+ArrowDown');
  await eventually(async () => assert.deepEqual(await selectedUnits(frame), [order[2], order[3]].sort()));
});

test('a right click plots the waveforms in a panel, whose form recomputes and whose export writes an SVG', async () => {
  const { page, workspace } = code;
  await unitRow(frame, '0').click({ button: 'right' });
  const labels = await menuLabels(page);
  for (const label of ['Plot Waveforms', 'Plot Autocorrelogram', 'Plot Templates', 'Copy Unit Id'])
    assert.ok(labels.includes(label), labels.join(', '));
  await clickMenu(page, 'Plot Waveforms');
  const panel = await webviewFrame(page, '.figure-page svg[role=img]');

  await panel.locator('vscode-text-field input[aria-label^="count."]').fill('50');
  await eventually(async () => assert.match((await figureLabels(panel)).join(), /mean of 50 spikes/));

  const target = path.join(workspace, 'unit 0.svg');
  await panel
    .getByRole('button', { name: /Export/ })
    .first()
    .click();
  await panel.getByText(/^SVG/).first().click();
  await saveAs(page, target);
  await eventually(() => assert.ok(existsSync(target)));
  const svg = readFileSync(target, 'utf8');
  assert.match(svg, /^<svg|^<\?xml/);
  assert.match(svg, /µV/);
});

test('nothing typed into the filter is lost while it is applied, and clearing it from the table empties it', async () => {
  await filterBox().click();
  // With pauses about as long as the one after which the filter is applied.
  await filterBox().pressSequentially('spikes > 99999', { delay: 115 });
  await eventually(async () => assert.equal((await shownUnits(frame)).length, 0));
  assert.equal(await filterBox().inputValue(), 'spikes > 99999');
  await frame.getByRole('button', { name: 'Clear it' }).click();
  await eventually(async () => assert.ok((await shownUnits(frame)).length > 0));
  assert.equal(await filterBox().inputValue(), '');
});
