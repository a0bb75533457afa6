// Analyses as a user comes to them: events picked, a form changed, settings of style, words copied, results kept.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { projectRoot } from '../../scripts/ensure-installed.mjs';
import {
  clickMenu,
  closeEditors,
  notification,
  openInDialog,
  runCommand,
  usable,
  webviewFrame,
} from '../../scripts/vscode-host/workbench.mjs';
import { addRecording, eventually, figureLabels, openDashboard, openVsCodeOn, unitRow } from './support.mjs';

const header = 'spikeglx-1.0/rec_g0_t0.imec0.ap.meta';
// As VS Code is unless told otherwise: a window opens with the editors it had.
const settings = { 'workbench.editor.restoreEditors': true, 'window.restoreWindows': 'all' };
let code;
before(async () => {
  code = await openVsCodeOn(
    (workspace) => {
      addRecording(workspace, 'spikeglx-1.0');
      writeFileSync(path.join(workspace, 'cues.csv'), 'time_s,kind\n1.5,go\n4.25,go\n8.5,stop\n9.75,stop\n');
    },
    { settings },
  );
});
after(() => code?.close());

/** What a figure says for those who cannot see it, once it is drawn and nothing newer is awaited. */
async function drawn(panel) {
  await panel.waitForFunction(
    () => document.querySelector('svg[role=img]') && !document.querySelector('[aria-busy=true]'),
  );
  return (await figureLabels(panel)).join(' ');
}

const figurePanel = () => webviewFrame(code.page, '.figure-page svg[role=img]');

async function fromUnitMenu(unit, group, entry) {
  const frame = await openDashboard(code.page, header);
  await unitRow(frame, unit).click({ button: 'right' });
  await clickMenu(code.page, new RegExp(`^\\s*${group}\\s*$`));
  await clickMenu(code.page, entry);
}

const field = (panel, words) => panel.locator(`vscode-text-field input[aria-label^="${words}"]`).first();
const closeAll = () => closeEditors(code.page);
const clipboard = () => code.page.evaluate(() => navigator.clipboard.readText());

async function copied(panel, entry, expected) {
  await panel.getByRole('button', { name: 'Copy' }).first().click();
  await panel.getByRole('menuitem', { name: new RegExp(`^${entry}`) }).click();
  await eventually(async () => assert.match(await clipboard(), expected));
  return clipboard();
}

test('responses to events: a sync line is picked, the form changed, the style set, and the words copied run', async () => {
  const { page, workspace } = code;
  await fromUnitMenu('7', 'Responses to Events', 'PSTH');
  const picker = page.locator('.quick-input-widget:visible');
  await picker.locator('.monaco-list-row', { hasText: 'Sync Lines' }).click();
  const line = picker.locator('.monaco-list-row', { hasText: /rising edges/ }).first();
  await line.waitFor();
  await line.click();
  await picker.getByRole('button', { name: 'OK' }).click();

  const panel = await figurePanel();
  assert.match(await drawn(panel), /line \d/i);
  await field(panel, 'window in ms').fill('-200:300');
  await eventually(async () => assert.match(await drawn(panel), /200 .*300 ms/));

  await panel.locator('summary', { hasText: 'Style' }).click();
  await field(panel, 'title.').fill('Cells and tones');
  await eventually(async () => {
    assert.equal(await panel.locator('h1').textContent(), 'Cells and tones');
    assert.match((await figureLabels(panel)).join(), /^Cells and tones/);
  });
  await field(panel, 'x limits').fill('-100:100');
  await panel.locator('vscode-dropdown[aria-label^="theme"]').click();
  await panel.locator('vscode-option', { hasText: 'print' }).click();
  // White paper, whatever the theme of VS Code.
  await eventually(async () => {
    const paper = await panel.$eval('.figure-view canvas', (canvas) => canvas.style.background);
    assert.match(paper, /rgb\(255, 255, 255\)/);
  });

  const elsewhere = path.join(workspace, 'elsewhere');
  mkdirSync(path.join(elsewhere, 'node_modules'), { recursive: true });
  const line1 = await copied(panel, 'Copy as CLI', /^neuropyxels psth /);
  assert.match(line1, /--style-title 'Cells and tones'/);
  const cli = path.join(projectRoot, 'dist/cli.js');
  execFileSync('sh', ['-c', line1.replace(/^neuropyxels/, `'${process.execPath}' '${cli}'`)], {
    cwd: elsewhere,
  });
  assert.match(readFileSync(path.join(elsewhere, 'psth.svg'), 'utf8'), /Cells and tones/);

  const script = await copied(panel, 'Copy as Script', /import \{ open \} from 'neuropyxels'/);
  symlinkSync(projectRoot, path.join(elsewhere, 'node_modules/neuropyxels'), 'dir');
  writeFileSync(path.join(elsewhere, 'figure.mjs'), script.replace('psth.svg', 'again.svg'));
  if (existsSync(path.join(projectRoot, 'dist/index.js')))
    execFileSync(process.execPath, ['figure.mjs'], { cwd: elsewhere });
  assert.match(readFileSync(path.join(elsewhere, 'again.svg'), 'utf8'), /Cells and tones/);

  await panel.getByRole('button', { name: 'Reset Style' }).click();
  await eventually(async () => assert.doesNotMatch((await figureLabels(panel)).join(), /Cells and tones/));
});

test('a file of events is browsed for in the form, in place of the line', async () => {
  const { page, workspace } = code;
  const panel = await figurePanel();
  await field(panel, 'sync line').fill('');
  await panel.getByRole('button', { name: 'Browse for events' }).click();
  await openInDialog(page, path.join(workspace, 'cues.csv'));
  await eventually(async () => assert.match(await drawn(panel), /go[\s\S]*stop/));
  await closeAll();
});

test('a window that is loaded anew shows the figure as it was changed', async () => {
  const { page } = code;
  await fromUnitMenu('2', 'Correlograms and Pairs', 'Correlogram…');
  const panel = await figurePanel();
  await panel.locator('summary', { hasText: 'Style' }).click();
  await field(panel, 'title.').fill('As I left it');
  await field(panel, 'bin in ms').fill('2');
  await eventually(async () => assert.match(await drawn(panel), /As I left it.*bins of 2 ms/));
  const loaded = page.waitForEvent('load');
  await runCommand(page, 'Developer: Reload Window');
  await loaded;
  await usable(page);
  const again = await figurePanel();
  assert.match(await drawn(again), /As I left it.*bins of 2 ms/);
  assert.ok(await field(again, 'title.').isVisible(), 'the section that was open is open');
  await closeAll();
});

test('an image has a colour bar with numbers and the unit of its values', async () => {
  await fromUnitMenu('16', 'Correlograms and Pairs', 'Rate-classed correlogram');
  const panel = await figurePanel();
  await drawn(panel);
  const texts = await panel.$$eval('svg[role=img] text', (all) =>
    all.map((text) => ({ words: text.textContent, left: text.getBoundingClientRect().left })),
  );
  const width = await panel.evaluate(() => innerWidth);
  const bar = texts.filter(({ left }) => left > width * 0.85).map(({ words }) => words);
  assert.ok(bar.includes('rate (Hz)'), bar.join());
  assert.ok(bar.filter((words) => /^\d+$/.test(words)).length >= 3, bar.join());
  await closeAll();
});

test('matched waveforms, quality and connections are drawn from menu and palette', async () => {
  const { page } = code;
  await fromUnitMenu('2', 'Waveforms', 'Matched waveforms');
  const panel = await figurePanel();
  assert.match(await drawn(panel), /unit 2/i);
  await copied(panel, 'Copy as Python', /npyx[\s\S]*wvf_dsmatch\(/);
  await closeAll();
  await openDashboard(page, header);
  await runCommand(page, 'NeuroPyxels: Quality metrics');
  assert.match(await drawn(await figurePanel()), /Quality of \d+ units/);
  await closeAll();
  const frame = await openDashboard(page, header);
  await unitRow(frame, '0').click();
  await unitRow(frame, '1').click({ modifiers: ['Control'] });
  await unitRow(frame, '1').click({ button: 'right' });
  await clickMenu(page, 'Correlograms and Pairs');
  await clickMenu(page, 'Connections');
  assert.match(await drawn(await figurePanel()), /Connections/);
  await closeAll();
});

/** The row of the *Cached Results* view whose words match. */
const result = (words) =>
  code.page.locator('.part.sidebar .pane', { hasText: 'Cached Results' }).locator('.monaco-list-row', {
    hasText: words,
  });

test('what was computed is listed, opened again by a click, deleted, and cleared', async () => {
  const { page } = code;
  await openDashboard(page, header);
  await runCommand(page, 'NeuroPyxels: Focus on Cached Results View');
  // A list draws the rows in view alone: it gets the room of the others.
  for (const other of ['Recordings', 'Units'])
    await page.locator(`.part.sidebar .pane-header[aria-expanded=true][aria-label^="${other}"]`).click();
  await result('PSTH').first().waitFor();
  await result('Matched waveforms').first().click();
  await result(/^2/).first().click();
  await figurePanel();
  await page
    .getByRole('tab', { name: /^Matched waveforms/ })
    .first()
    .waitFor();

  await result('PSTH').first().hover();
  await result('PSTH').first().getByRole('button', { name: 'Delete Cached Result' }).click();
  await eventually(async () => assert.equal(await result('PSTH').count(), 0));

  await openDashboard(page, header);
  await runCommand(page, 'NeuroPyxels: Clear Cached Results…');
  await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Clear' }).click();
  await eventually(async () => assert.equal(await result('Matched waveforms').count(), 0));
  await closeAll();
});

test('the self-test tells its progress, and shows a report of every command', async () => {
  const { page } = code;
  await openDashboard(page, header);
  await runCommand(page, 'NeuroPyxels: Self-Test on a Recording');
  await notification(page, 'Self-test');
  const toast = page.locator('.notification-toast', { hasText: /Self-test: \d+ passed/ });
  await toast.waitFor({ timeout: 60_000 });
  assert.match((await toast.textContent()) ?? '', /\d+ passed, 0 failed/);
  await toast.getByRole('button', { name: 'Show Report' }).click();
  await page
    .locator('.part.panel .view-line', { hasText: /passed,\s0\sfailed/ })
    .first()
    .waitFor();
});
