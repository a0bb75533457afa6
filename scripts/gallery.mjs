// `npm run gallery [-- words]`: the pictures of the README, taken of the real VS Code and written to docs/images/: all, or
// those whose name contains one of the words. The recordings are made from seeds: the same code gives the same pictures.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureInstalled, projectRoot, runNode } from './ensure-installed.mjs';

ensureInstalled();
process.chdir(projectRoot);
runNode(['esbuild.mjs']);
const { installVsCode } = await import('./vscode-host/install.mjs');
const { startServer } = await import('./vscode-host/server.mjs');
const { makeRecording } = await import('./host-workspace.mjs');
const driver = await import('./vscode-host/workbench.mjs');

const images = path.join(projectRoot, 'docs/images');
const viewport = { width: 1440, height: 900 };
const recordings = {
  demonstration: { preset: 'demo', door: 'rec_g0_t0.imec0.ap.meta' },
  'four-shanks': { preset: 'demo-2.0', door: 'rec_g0_t0.imec0.ap.meta' },
  'open-ephys': { preset: 'demo-oe', door: 'structure.oebin' },
};

const dark = 'Dark Modern';
const light = 'Light Modern';
const highContrast = 'Default High Contrast';
const highContrastLight = 'Default High Contrast Light';

/** Pictures of a dashboard with `units` selected; `andThen` goes on from there. */
const shots = [
  { name: 'dashboard-light', recording: 'demonstration', theme: light, units: 1 },
  { name: 'dashboard-dark', recording: 'demonstration', theme: dark, units: 3 },
  { name: 'dashboard-high-contrast', recording: 'demonstration', theme: highContrast, units: 2 },
  { name: 'dashboard-high-contrast-light', recording: 'demonstration', theme: highContrastLight, units: 2 },
  { name: 'four-shanks-dark', recording: 'four-shanks', theme: dark, units: 2 },
  { name: 'open-ephys-light', recording: 'open-ephys', theme: light, units: 1 },
  { name: 'figure-panel', recording: 'demonstration', theme: light, units: 2, andThen: plotWaveforms },
  { name: 'matrix', recording: 'demonstration', theme: light, units: 12, andThen: enlargeMatrix },
  { name: 'all-pairs', recording: 'demonstration', theme: dark, units: 2, andThen: showAllPairs },
  { name: 'traces', recording: 'demonstration', theme: dark, units: 3, andThen: showTraces },
  { name: 'units-menu', recording: 'demonstration', theme: dark, units: 1, andThen: openUnitsMenu },
  { name: 'header-hover', recording: 'demonstration', theme: dark, units: 0, andThen: hoverOverHeader },
];

/** Figures as the command line writes them, on the demonstration recording: what to plot of it. */
const exported = {
  correlogram: ['--units', '16,8'],
  psth: ['--units', '7,8', '--sync-line', '2', '--bin-ms', '20', '--window-ms', '-500:700'],
  'clean-train': ['--units', '6'],
  'matched-waveforms': ['--units', '4'],
  connections: ['--units', 'all'],
  'quality-metrics': [],
  'correlogram-3d': ['--units', '16'],
  synchrony: ['--units', 'good'],
};

const words = process.argv.slice(2);
const wanted = (name) => words.length === 0 || words.some((word) => name.includes(word));

const scratch = mkdtempSync(path.join(tmpdir(), 'neuropyxels-gallery-'));
// The folder's name is in the picture.
const workspace = path.join(scratch, 'recordings');
mkdirSync(images, { recursive: true });
installVsCode();
try {
  for (const [name, { preset }] of Object.entries(recordings))
    makeRecording(path.join(workspace, name), ['--preset', preset]);
  for (const shot of shots) if (wanted(shot.name)) await take(shot);
  for (const [analysis, options] of Object.entries(exported))
    if (wanted(`export-${analysis}`)) exportFigure(analysis, path.join(workspace, 'demonstration'), options);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function take({ name, recording, theme, units, andThen }) {
  const settings = {
    'workbench.colorTheme': theme,
    'window.autoDetectColorScheme': false,
    'window.commandCenter': false,
    'workbench.activityBar.location': 'default',
    'editor.minimap.enabled': false,
    'files.exclude': { '**/npyxMemory': true },
  };
  const server = await startServer({ extensions: [projectRoot], settings });
  const browser = await driver.launchBrowser();
  try {
    const page = await driver.openWorkbench(browser, server, { workspace, viewport });
    await driver.openFile(page, `${recording}/${recordings[recording].door}`);
    const frame = await driver.webviewFrame(page, '[role=grid] [data-unit]');
    // The side bar hides what the picture is about.
    await driver.runCommand(page, 'View: Toggle Primary Side Bar Visibility');
    await selectBusiest(frame, units);
    if (units > 0) await drawn(frame, 2);
    await page.mouse.move(viewport.width - 3, 3);
    await andThen?.(page, frame);
    // Fonts and transitions settle; there is nothing to wait for that says so.
    await page.waitForTimeout(700);
    await page.screenshot({ path: path.join(images, `${name}.png`) });
    console.log(`docs/images/${name}.png`);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Resolves once a page shows `count` figures and computes none. */
function drawn(frame, count) {
  return frame.waitForFunction(
    (expected) =>
      document.querySelectorAll('svg[role=img]').length >= expected &&
      !document.querySelector('[aria-busy=true]'),
    count,
  );
}

/** Selects the units with the most spikes, which have the smoothest correlograms. */
async function selectBusiest(frame, count) {
  const head = frame.locator('[role=columnheader][data-column=spikes]');
  await head.click();
  if ((await head.getAttribute('aria-sort')) === 'ascending') await head.click();
  await frame.locator('[role=columnheader][data-column=spikes][aria-sort=descending]').waitFor();
  const rows = frame.locator('[role=grid] [data-unit]');
  // The busiest are multi-unit activity by design; the ones after them are neurons.
  for (let i = 0; i < count; i++)
    await rows
      .filter({ hasText: 'good' })
      .nth(i)
      .click({ modifiers: i > 0 ? ['Control'] : [] });
}

async function plotWaveforms(page, frame) {
  await frame.locator('[role=grid] [data-unit][aria-selected=true]').first().click({ button: 'right' });
  await driver.menuLabels(page);
  await driver.clickMenu(page, 'Plot Waveforms');
  await drawn(await driver.webviewFrame(page, '.figure-page svg[role=img]'), 1);
  await page.mouse.move(viewport.width - 3, 3);
}

/** The matrix of correlograms over the whole page. */
async function enlargeMatrix(page, frame) {
  await frame.getByRole('button', { name: /^Enlarge correl/ }).click();
  await frame.locator('.matrix-room').waitFor();
  await page.mouse.move(viewport.width - 3, 3);
}

async function showAllPairs(page, frame) {
  await frame.locator('[role=grid] [data-unit][aria-selected=true]').first().focus();
  await page.keyboard.press('p');
  await frame.locator('.pairs-matrix svg[role=img]').waitFor();
  await drawn(frame, 2);
  await page.mouse.move(viewport.width - 3, 3);
}

/** The traces in a column of their own, high-passed and referenced, with the spikes of the selected units. */
async function showTraces(page, frame) {
  await frame.locator('[role=grid] [data-unit][aria-selected=true]').first().click({ button: 'right' });
  await driver.menuLabels(page);
  await driver.clickMenu(page, 'Show Spikes in Traces');
  const traces = await driver.webviewFrame(page, '.traces-page');
  await traces.waitForFunction(() => {
    const label = document.querySelector('[role=application]')?.getAttribute('aria-label') ?? '';
    return label.startsWith('Traces of ') && !label.endsWith('Reading.');
  });
  await page.mouse.move(viewport.width - 3, 3);
}

async function openUnitsMenu(page) {
  await driver.runCommand(page, 'NeuroPyxels: Focus on Units View');
  const rows = page.locator('.part.sidebar .monaco-list-row', { hasText: /Hz/ });
  await rows.nth(2).click({ button: 'right' });
  await driver.menuLabels(page);
}

async function hoverOverHeader(page) {
  await driver.runCommand(page, 'NeuroPyxels: Open as Text');
  const line = page.locator('.view-line', { hasText: 'imAiRangeMax' }).first();
  await line.waitFor();
  const hover = page.locator('.monaco-hover:visible', { hasText: 'µV' }).first();
  // The language server may still be starting; a hover that came empty does not come again by itself.
  for (let attempt = 0; attempt < 20 && !(await hover.isVisible()); attempt++) {
    await page.mouse.move(700, 850);
    await line.hover({ position: { x: 30, y: 8 } });
    await page.waitForTimeout(1500);
  }
  await hover.waitFor();
}

function exportFigure(analysis, recording, options) {
  const cli = path.join(projectRoot, 'dist/cli.js');
  const file = path.join(images, `export-${analysis}.png`);
  execFileSync(process.execPath, [cli, analysis, recording, ...options, '--out', file], { stdio: 'ignore' });
  console.log(path.relative(projectRoot, file));
}
