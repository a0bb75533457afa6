import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { closeEditors, openFile, runCommand, webviewFrame } from '../../scripts/vscode-host/workbench.mjs';
import { addRecording, eventually, openDashboard, openVsCodeOn, unitRow } from './support.mjs';

const recording = 'spikeglx-1.0';
const python = `from npyx import *

dp = '../${recording}'
ccg(dp, [0, 1], cbin=0.5, win_size=100)
wvf(dp, `;
const forever = `import { open } from 'neuropyxels';

console.log('for ever', typeof open);
setInterval(() => undefined, 1000);
`;

let code;
before(async () => {
  code = await openVsCodeOn((workspace) => {
    addRecording(workspace, recording);
    mkdirSync(path.join(workspace, 'scripts'));
    writeFileSync(path.join(workspace, 'scripts/look.py'), python);
    writeFileSync(path.join(workspace, 'scripts/forever.mjs'), forever);
  });
});
after(() => code?.close());

const read = (file) => readFileSync(path.join(code.workspace, file), 'utf8');
const lastRow = () => read('analysis.mjs').split('\n').length;
const save = (page) => page.keyboard.press('Control+S');
const line = (page, text) => page.locator('.view-line', { hasText: text }).first();
/**
 * Puts the cursor at a line and column, from 1, of the active editor and waits until it has the focus. Not by a click: to
 * click a line that is wider than its editor, the browser scrolls what only the editor may scroll, which then shows other lines.
 */
async function goTo(page, row, column) {
  await page.keyboard.press('Control+G');
  await page.locator('.quick-input-widget:visible input').first().waitFor();
  await page.keyboard.type(`${row}:${column}`);
  await page.keyboard.press('Enter');
  await page.locator('.part.editor .monaco-editor.focused').waitFor();
}
const hoverText = async (page) => {
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+I');
  const hover = page.locator('.monaco-hover:visible').first();
  await hover.waitFor({ timeout: 3000 });
  return {
    text: (await hover.textContent({ timeout: 1000 })) ?? '',
    pictures: await hover.locator('img').count(),
  };
};

test('in a Python script a unit id is accepted, a unit explained, a mistake mended and a call plotted', async () => {
  const { page } = code;
  await openFile(page, 'scripts/look.py');
  await line(page, 'wvf').waitFor();
  await page.keyboard.press('Control+End');
  const suggestion = page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'Hz' }).first();
  await eventually(async () => {
    await page.keyboard.press('Control+Space');
    await suggestion.waitFor({ timeout: 3000 });
  }, 40_000);
  await page.keyboard.press('Enter');
  await page.keyboard.type(')');
  await save(page);
  await eventually(() => assert.match(read('scripts/look.py'), /\nwvf\(dp, \d+\)$/));

  await page.locator('.squiggly-error, .squiggly-warning').first().waitFor();
  await goTo(page, 4, 18);
  const mend = page.locator('.action-widget .action', { hasText: 'bin_size' }).first();
  await eventually(async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+.');
    await mend.waitFor({ timeout: 3000 });
  }, 40_000);
  await mend.click();
  await line(page, 'bin_size=0.5').waitFor();
  await save(page);
  await eventually(() => assert.match(read('scripts/look.py'), /ccg\(dp, \[0, 1\], bin_size=0\.5, /));

  await goTo(page, 4, 13);
  await eventually(async () => {
    const { text, pictures } = await hoverText(page);
    assert.match(text, /Unit 1.*Hz/s);
    assert.ok(pictures > 0);
  }, 30_000);
  await page.keyboard.press('Escape');

  await page.locator('.codelens-decoration a', { hasText: 'Plot' }).first().click();
  await webviewFrame(page, '.figure-page svg[role=img]');
  await closeEditors(page);
});

test('a new script for the open recording runs, shows its figure, tells an error at its line, and can be stopped', async () => {
  const { page } = code;
  const frame = await openDashboard(page, `${recording}/rec_g0_t0.imec0.ap.meta`);
  await unitRow(frame, '1').click();
  await unitRow(frame, '2').click({ modifiers: ['Control'] });
  await runCommand(page, 'NeuroPyxels: New Analysis Script');
  await line(page, 'const recording').waitFor();
  await page
    .locator('.notification-toast', { hasText: 'Link the script library' })
    .getByRole('button', { name: 'Link', exact: true })
    .click();
  await eventually(() =>
    assert.ok(existsSync(path.join(code.workspace, 'node_modules/neuropyxels/index.js'))),
  );
  assert.match(read('analysis.mjs'), /const units = \['1', '2'\];/);

  await runCommand(page, 'NeuroPyxels: Run Analysis Script');
  await webviewFrame(page, '.figure-page svg[role=img]');
  await line(page, 'ended with 0').waitFor();
  // The same script in a terminal, by the link that was written.
  const { status, stderr } = spawnSync(process.execPath, ['analysis.mjs', '--out', 'figures'], {
    cwd: code.workspace,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  assert.match(read('figures/correlogram-1-2.svg'), /^<svg/);

  await goTo(page, lastRow(), 1);
  await page.keyboard.type('const chosen = ');
  await line(page, 'const chosen = ').waitFor();
  await runCommand(page, 'NeuroPyxels: Insert Selected Units into Script');
  await line(page, "const chosen = ['1', '2']").waitFor();
  await page.keyboard.type(";\nthrow new RangeError('too far');");
  await line(page, 'too far').waitFor();
  await runCommand(page, 'NeuroPyxels: Run Analysis Script');
  await line(page, 'ended with 1').waitFor();
  await goTo(page, lastRow(), 1);
  await page.locator('.squiggly-error').first().waitFor();
  assert.match(read('analysis.mjs'), /const chosen = \['1', '2'\];/);
  await page.keyboard.press('F8');
  await page.locator('.marker-widget', { hasText: 'RangeError: too far' }).first().waitFor();
  await page.keyboard.press('Escape');
  await closeEditors(page);

  await openFile(page, 'scripts/forever.mjs');
  await line(page, 'setInterval').waitFor();
  await runCommand(page, 'NeuroPyxels: Run Analysis Script');
  await line(page, 'for ever function').waitFor();
  await runCommand(page, 'NeuroPyxels: Stop Analysis Script');
  await line(page, 'stopped after').waitFor();
});

test('the doctor reports what is wrong with a recording, and mends it, keeping a copy', async () => {
  const { page } = code;
  await closeEditors(page);
  const table = `${recording}/cluster_group.tsv`;
  const whole = read(table);
  appendFileSync(path.join(code.workspace, table), '0\tmua\n');
  await openFile(page, table);
  await page.locator('.squiggly-error').first().waitFor();
  await runCommand(page, 'NeuroPyxels: Examine Recording Folder');
  await line(page, 'Unit 0 is also in line').waitFor();
  await page
    .locator('.notification-toast', { hasText: 'can be mended' })
    .getByRole('button', { name: 'Mend…' })
    .click();
  await page
    .locator('.quick-input-widget:visible .monaco-list-row', { hasText: 'Remove line' })
    .first()
    .waitFor();
  await page.locator('.quick-input-widget:visible').getByRole('button', { name: 'OK' }).click();
  await line(page, 'nothing is wrong').waitFor();
  assert.equal(read(`${table}.backup`), `${whole}0\tmua\n`);
  assert.notEqual(read(table), read(`${table}.backup`));
});
