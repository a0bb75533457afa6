// Playwright helpers for the workbench of the served VS Code.
import { chromium } from 'playwright-core';
import { findChromium } from '../chromium.mjs';

const baseFlags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Nothing but the local server can be reached.
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];

/** Until a workbench is usable: 2 s where nothing else runs. */
const startTimeoutMs = 180_000;

/** Without all of these, the first WebGPU canvas takes the GPU process and every WebGL canvas with it. */
const gpuFlags = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
  // What is drawn with them is imitated by the processor; all the rest of a page it paints faster by itself.
  '--disable-gpu-compositing',
];

/** Pages are painted by the processor, without a GPU process that imitates one: WebGL and WebGPU are missing. */
export const withoutGpu = ['--disable-gpu'];

/** Headless Chromium with a fresh profile. Throws Error when none is installed. */
export function launchBrowser({ args = gpuFlags } = {}) {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('Chromium was not found: install it or name it in $CHROMIUM.');
  return chromium.launch({ executablePath, args: [...baseFlags, ...args] });
}

/**
 * Opens a workbench in a browser context of its own and waits until it is usable: all contributions registered.
 * Errors of the page and requests to anywhere but the server are collected in `page.seen`.
 */
export async function openWorkbench(
  browser,
  server,
  { workspace, payload, viewport = { width: 1400, height: 900 }, ...contextOptions } = {},
) {
  const context = await browser.newContext({
    viewport,
    permissions: ['clipboard-read', 'clipboard-write'],
    // Nothing moves that no one looks at.
    reducedMotion: 'reduce',
    ...contextOptions,
  });
  const page = await context.newPage();
  page.seen = { errors: [], foreign: [] };
  page.on('pageerror', (error) => page.seen.errors.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (/^https?:/.test(url) && !url.startsWith(`${server.origin}/`)) page.seen.foreign.push(url);
  });
  await page.goto(server.url({ workspace, payload }), { timeout: startTimeoutMs });
  await usable(page);
  if (workspace) await explorerRow(page).first().waitFor();
  return page;
}

/** Resolves when a loading workbench has registered everything that extensions contribute. */
export async function usable(page) {
  await page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: startTimeoutMs });
  // The first mark alone is too early: custom editors are registered when the workbench is idle, and until then a
  // *.ap.meta file opens as text.
  await page.waitForFunction(
    () =>
      ['code/didLoadExtensions', 'code/didCreateWorkbenchContributions/3'].every(
        (mark) => performance.getEntriesByName(mark).length > 0,
      ),
    null,
    { timeout: startTimeoutMs, polling: 100 },
  );
}

/** Rows of the Explorer, all or those that contain `text`. */
export const explorerRow = (page, text) =>
  page.locator('.explorer-folders-view .monaco-list-row', text === undefined ? {} : { hasText: text });

const quickInput = (page) => page.locator('.quick-input-widget:visible input').first();
const quickRow = (page, text) =>
  page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: text }).first();

/** Runs a command by its title in the palette. Throws Error when it is not there. */
export async function runCommand(page, title) {
  // The commands of an extension turn up a moment after the workbench does.
  for (let attempt = 0; attempt < 12; attempt++) {
    await page.keyboard.press('F1');
    try {
      // A page that is just being shown may swallow the key.
      await quickInput(page).waitFor({ timeout: 3000 });
      await quickInput(page).fill(`>${title}`);
      await quickRow(page, title).waitFor({ timeout: 1500 });
      return await quickRow(page, title).click();
    } catch {
      await page.keyboard.press('Escape');
    }
  }
  throw new Error(`The palette has no command "${title}".`);
}

/** Closes all editors, and waits until their tabs and pages are gone: what is opened next must not meet them. */
export async function closeEditors(page) {
  await runCommand(page, 'View: Close All Editors');
  await page.locator('.editor-group-container .tab').first().waitFor({ state: 'detached' });
  await page.locator('iframe.webview').first().waitFor({ state: 'detached' });
}

/** Opens a file of the workspace through Go to File: its name, or the end of its path with a folder. */
export async function openFile(page, file) {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')));
  const row = page
    .locator('.quick-input-widget:visible .monaco-list-row', { hasText: name })
    .filter({ hasText: folder });
  // The list of files is made once per opening and may lack one that has only just been written.
  for (let attempt = 0; ; attempt++) {
    await page.keyboard.press('Control+P');
    await quickInput(page).waitFor();
    await quickInput(page).fill(file);
    try {
      await row.first().click({ timeout: 5000 });
      return;
    } catch (error) {
      if (attempt === 5) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

/** Picks the row with this text from the open quick pick. */
export async function pick(page, text) {
  await quickRow(page, text).click();
}

/** Saves under this path in the file dialog, which in the web is a quick input. */
export async function saveAs(page, target) {
  // Having listed the folder, the dialog puts a suggestion into the input, over what was typed until then.
  await quickRow(page, '..').waitFor();
  await page.waitForFunction(
    () => /[^/]$/.test(document.querySelector('.quick-input-widget input')?.value ?? ''),
    null,
    { timeout: 10_000 },
  );
  for (let attempt = 0; attempt < 5; attempt++) {
    await quickInput(page).fill(target);
    await quickInput(page).press('Enter');
    try {
      return await quickInput(page).waitFor({ state: 'hidden', timeout: 3000 });
    } catch {
      // It was still busy with the folder.
    }
  }
  throw new Error(`The file dialog did not take ${target}.`);
}

/** Chooses this file in the open dialog, which in the web is a quick input. */
export async function openInDialog(page, file) {
  await quickRow(page, '..').waitFor();
  for (let attempt = 0; attempt < 5; attempt++) {
    await quickInput(page).fill(file);
    await quickInput(page).press('Enter');
    try {
      return await quickInput(page).waitFor({ state: 'hidden', timeout: 3000 });
    } catch {
      // It was still busy with the folder.
    }
  }
  throw new Error(`The file dialog did not take ${file}.`);
}

/** The frame of a webview that contains an element matching `selector`. Throws Error after `timeout` ms. */
export async function webviewFrame(page, selector = 'body', { timeout = 30_000 } = {}) {
  const until = Date.now() + timeout;
  while (Date.now() < until) {
    for (const frame of page.frames()) {
      if (frame.name() !== 'active-frame' && !frame.url().includes('/fake.html')) continue;
      // A frame may be detached while it is asked.
      if (await frame.$(selector).catch(() => null)) return frame;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`No webview contains ${selector}.`);
}

const menuItems = (page) =>
  page.locator('.monaco-menu:visible .action-item:not(.disabled) .action-label:not(.separator)');

/** Labels of the open context menu. */
export async function menuLabels(page) {
  await menuItems(page).first().waitFor();
  const labels = await menuItems(page).allTextContents();
  return labels.map((label) => label.trim()).filter(Boolean);
}

/**
 * Clicks an entry of the open context menu until its command has closed the menu or its submenu has opened: a menu of VS Code takes no
 * click in its first tenth of a second, which on a busy machine is longer. Throws Error when nothing comes of it.
 */
export async function clickMenu(page, label) {
  const entry = menuItems(page).filter({ hasText: label }).first();
  for (let attempt = 0; attempt < 20; attempt++) {
    // It may have closed after all.
    if (attempt > 0 && !(await entry.isVisible())) return;
    await entry.click();
    const until = Date.now() + 1000;
    while (Date.now() < until) {
      // There is none when the menu is closed, and nothing here waits for one.
      const isDone = await entry.evaluateAll(
        ([item]) => !item || item.closest('[aria-expanded=true]') !== null,
      );
      if (isDone) return;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
  throw new Error(`The menu did not take a click on "${label}".`);
}

/** The text of the notification that contains `text`, once it appears. */
export async function notification(page, text) {
  const toast = page
    .locator('.notification-toast .notification-list-item-message', { hasText: text })
    .first();
  await toast.waitFor();
  return toast.textContent();
}
