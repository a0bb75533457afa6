// `node scripts/gallery.mjs [words]`: takes the pictures of README.md in a real VS Code and writes them to docs/images/:
// all of them, or those whose name contains one of the words. The recordings are made from seeds, so that the same code
// gives the same pictures.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureInstalled, projectRoot, runNode } from './ensure-installed.mjs';
import { makeRecording } from './host-workspace.mjs';
import { installVsCode } from './vscode-host/install.mjs';
import { startServer } from './vscode-host/server.mjs';
import {
  clickMenu,
  explorerRow,
  launchBrowser,
  menuLabels,
  openFile,
  openWorkbench,
  runCommand,
  webviewFrame,
} from './vscode-host/workbench.mjs';

const images = path.join(projectRoot, 'docs/images');
const viewport = { width: 1600, height: 900 };

const dark = 'Default Dark Modern';
const light = 'Default Light Modern';
const highContrast = 'Default High Contrast';
const highContrastLight = 'Default High Contrast Light';

const recordings = {
  'neuropixels-1.0': ['--preset', 'demo'],
  'neuropixels-2.0-four-shanks': ['--preset', 'demo-2.0'],
  'open-ephys': ['--preset', 'oe', '--seconds', '60', '--channels', '96'],
};
const header = 'rec_g0_t0.imec0.ap.meta';

/** Picture → theme and how to get it on screen; `take` returns a part of the page where not all of it is wanted. */
const pictures = {
  dashboard: { theme: dark, take: (page) => dashboard(page, `neuropixels-1.0/${header}`) },
  'dashboard-light': { theme: light, take: (page) => dashboard(page, `neuropixels-1.0/${header}`) },
  'dashboard-high-contrast': {
    theme: highContrast,
    take: (page) => dashboard(page, `neuropixels-1.0/${header}`),
  },
  'dashboard-high-contrast-light': {
    theme: highContrastLight,
    take: (page) => dashboard(page, `neuropixels-1.0/${header}`),
  },
  'four-shanks': {
    theme: dark,
    take: (page) => dashboard(page, `neuropixels-2.0-four-shanks/${header}`),
  },
  'four-shanks-light': {
    theme: light,
    take: (page) => dashboard(page, `neuropixels-2.0-four-shanks/${header}`),
  },
  'open-ephys': { theme: dark, take: (page) => dashboard(page, 'structure.oebin') },
  'figure-panel': { theme: light, take: figurePanel },
  'units-menu': { theme: dark, take: unitsMenu },
  'header-hover': { theme: dark, take: headerHover },
  recordings: { theme: light, take: recordingsTree },
};

const words = process.argv.slice(2);
const wanted = (name) => words.length === 0 || words.some((word) => name.includes(word));

ensureInstalled();
installVsCode();
runNode(['esbuild.mjs']);
mkdirSync(images, { recursive: true });
const workspace = mkdtempSync(path.join(tmpdir(), 'neuropyxels-'));
const browser = await launchBrowser();
try {
  for (const [name, options] of Object.entries(recordings))
    makeRecording(path.join(workspace, name), options);
  for (const [name, picture] of Object.entries(pictures)) if (wanted(name)) await shoot(name, picture);
  if (wanted('figure')) figures(path.join(workspace, 'neuropixels-1.0'));
} finally {
  await browser.close();
  rmSync(workspace, { recursive: true, force: true });
}

async function shoot(name, { theme, take }) {
  const server = await startServer({
    extensions: [projectRoot],
    settings: {
      'workbench.colorTheme': theme,
      'window.commandCenter': false,
      'editor.minimap.enabled': false,
    },
  });
  try {
    const page = await openWorkbench(browser, server, { workspace, viewport });
    const clip = await take(page);
    await settled(page);
    const file = path.join(images, `${name}.png`);
    await page.screenshot({ path: file, ...(clip ? { clip } : {}) });
    console.log(path.relative(projectRoot, file));
    await page.context().close();
  } finally {
    await server.stop();
  }
}

/** The dashboard alone, three good units selected and their figures drawn. */
async function dashboard(page, file) {
  const frame = await openDashboard(page, file);
  await runCommand(page, 'View: Close Primary Side Bar');
  await selectUnits(frame, 3);
}

async function figurePanel(page) {
  const frame = await openDashboard(page, `neuropixels-1.0/${header}`);
  await selectUnits(frame, 2);
  await frame.locator('[role=grid] [data-unit][aria-selected=true]').first().click({ button: 'right' });
  await clickMenu(page, 'Plot Waveforms');
  await runCommand(page, 'View: Close Primary Side Bar');
  const panel = await webviewFrame(page, '.figure-page svg[role=img]');
  await panel.locator('svg[role=img]').first().waitFor();
}

async function unitsMenu(page) {
  const frame = await openDashboard(page, `neuropixels-1.0/${header}`);
  await selectUnits(frame, 1);
  await runCommand(page, 'NeuroPyxels: Focus on Units View');
  const unit = page.locator('[id="workbench.view.extension.neuropyxels"] .monaco-list-row', {
    hasText: /spikes|Hz/,
  });
  await unit.nth(1).click({ button: 'right' });
  await menuLabels(page);
}

async function headerHover(page) {
  await openDashboard(page, `neuropixels-1.0/${header}`);
  await runCommand(page, 'NeuroPyxels: Open as Text');
  const line = page.locator('.view-line', { hasText: 'imAiRangeMax' }).first();
  await line.waitFor();
  for (let attempt = 0; attempt < 20; attempt++) {
    await page.mouse.move(700, 850);
    await line.hover({ position: { x: 30, y: 8 } });
    const shown = await page
      .locator('.monaco-hover:visible', { hasText: 'µV' })
      .first()
      .waitFor({ timeout: 2000 })
      .then(
        () => true,
        () => false,
      );
    if (shown) return;
  }
  throw new Error('The header line showed no hover.');
}

async function recordingsTree(page) {
  await openDashboard(page, 'structure.oebin');
  await runCommand(page, 'NeuroPyxels: Focus on Recordings View');
}

async function openDashboard(page, file) {
  await explorerRow(page, 'neuropixels-1.0').first().waitFor();
  await openFile(page, file);
  return webviewFrame(page, '[role=grid] [data-unit]');
}

/** Selects the `count` good units with most spikes, as a user does. */
async function selectUnits(frame, count) {
  await frame.locator('[role=columnheader]', { hasText: 'Spikes' }).click();
  await frame.locator('[aria-label="Filter units"]').fill('label = good');
  await frame.waitForTimeout(800);
  const units = await frame.$$eval('[role=grid] [data-unit]', (rows) => rows.map((row) => row.dataset.unit));
  for (const [index, unit] of units.slice(0, count).entries())
    await frame
      .locator(`[role=grid] [data-unit="${unit}"]`)
      .click(index === 0 ? {} : { modifiers: ['Control'] });
  await frame.locator('svg[role=img]').nth(1).waitFor({ timeout: 60_000 });
}

/** Waits until figures have been computed and painted, and the pointer hides nothing. */
async function settled(page) {
  await page.waitForTimeout(3000);
}

/** Figures as the command line exports them. */
function figures(recording) {
  const neuropyxels = (...args) =>
    execFileSync(process.execPath, [path.join(projectRoot, 'dist/cli.js'), ...args], { encoding: 'utf8' });
  const { result } = JSON.parse(neuropyxels('units', recording, '--quality', 'good', '--json'));
  const units = result.units
    .sort((a, b) => b.spikeCount - a.spikeCount)
    .slice(0, 2)
    .map(({ id }) => id);
  for (const [analysis, chosen] of [
    ['waveforms', units.slice(0, 1)],
    ['correlogram', units],
  ]) {
    const file = path.join(images, `figure-${analysis}`);
    neuropyxels(
      analysis,
      recording,
      '--units',
      chosen.join(','),
      '--out',
      `${file}.svg`,
      '--out',
      `${file}.png`,
    );
    console.log(path.relative(projectRoot, `${file}.svg`));
  }
}
