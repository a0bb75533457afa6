// `npm run gallery`: the pictures of the README, taken of the real VS Code. They are written to docs/images/.
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
const shots = [
  { name: 'dashboard-light', recording: 'demonstration', theme: 'Light Modern', units: 1 },
  { name: 'dashboard-dark', recording: 'demonstration', theme: 'Dark Modern', units: 3 },
  { name: 'dashboard-high-contrast', recording: 'demonstration', theme: 'Default High Contrast', units: 2 },
  { name: 'four-shanks-dark', recording: 'four-shanks', theme: 'Dark Modern', units: 2 },
  { name: 'open-ephys-light', recording: 'open-ephys', theme: 'Light Modern', units: 1 },
];

const scratch = mkdtempSync(path.join(tmpdir(), 'neuropyxels-gallery-'));
// The folder's name is in the picture.
const workspace = path.join(scratch, 'recordings');
mkdirSync(images, { recursive: true });
installVsCode();
try {
  for (const [name, { preset }] of Object.entries(recordings))
    makeRecording(path.join(workspace, name), ['--preset', preset]);
  for (const shot of shots) await take(shot);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function take({ name, recording, theme, units }) {
  const settings = {
    'workbench.colorTheme': theme,
    'window.autoDetectColorScheme': false,
    'workbench.activityBar.location': 'default',
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
    await frame.waitForFunction(
      () =>
        document.querySelectorAll('.figure-area svg[role=img]').length >= 2 &&
        !document.querySelector('[aria-busy=true]'),
    );
    await page.mouse.move(viewport.width - 3, 3);
    // Fonts and transitions settle; there is nothing to wait for that says so.
    await page.waitForTimeout(700);
    await page.screenshot({ path: path.join(images, `${name}.png`) });
    console.log(`docs/images/${name}.png`);
  } finally {
    await browser.close();
    await server.stop();
  }
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
