// A part of `npm run bench`: the trace view. Rows of [what, value, unit, aim]: the host's part in this process, the page's in
// the served VS Code.
import { closeSync, fsyncSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import path from 'node:path';

/** A second at 1200 pixels is drawn from 32 samples to a column, and asked for in two halves. */
const columnSamples = 32;
const half = 16_384;
const rateHz = 30_000;
const processing = { highpassHz: 300, reference: 'median' };
/** Moments all over the hour. */
const jumps = Array.from(
  { length: 15 },
  (_, i) => Math.floor((3500 * ((7 * i) % 15)) / 15 + 20.123) * rateHz,
);

/** The same in seconds; a second before them is filled, too, and two behind. */
export const moments = jumps.map((start) => Math.floor(start / rateHz));

/** Of 1 s × 384 channels, high-passed at 300 Hz and referenced to the median, on two threads. */
export async function hostRows(Engine, dataset) {
  const engine = new Engine({ threads: 2 });
  try {
    const stream = (await engine.open(dataset)).mainStream;
    const window = (start) =>
      engine.traces({
        dataset,
        stream,
        startSample: start,
        endSample: start + half,
        columnSamples,
        processing,
      });
    const times = [];
    for (const start of jumps) {
      const first = Math.floor(start / half) * half;
      const startedMs = performance.now();
      await Promise.all([window(first), window(first + half)]);
      times.push(performance.now() - startedMs);
    }
    // The first ones start the threads.
    const warm = times.slice(3).sort((a, b) => a - b);
    return [
      [
        'traces: a jump to 1 s × 384 channels of the 83 GB, cleaned, on the host',
        warm[warm.length >> 1],
        'ms',
        80,
      ],
    ];
  } finally {
    await engine.close();
  }
}

/** Where the page jumps to, as shares of the recording, and the seconds of raw data around it: the rest is sparse. */
const shares = [0.15, 0.35, 0.55, 0.75, 0.25, 0.85, 0.45, 0.65];
const filledS = 4;

/** Puts real samples where traces are looked at: zeros are cleaned, packed and painted faster. `source` has 20 s of them. */
export function fillMoments(file, source, hourS = 3600) {
  const [from, to] = [openSync(source, 'r'), openSync(file, 'r+')];
  const second = Buffer.alloc(2 * 385 * rateHz);
  const copy = (atS, sourceS) => {
    readSync(from, second, 0, second.length, sourceS * second.length);
    writeSync(to, second, 0, second.length, Math.round(atS) * second.length);
  };
  for (const share of shares) for (let s = 0; s < filledS; s++) copy(share * hourS - 1 + s, 3 + s);
  for (const start of jumps) for (const s of [-1, 0, 1]) copy(Math.floor(start / rateHz) + s, 10 + s);
  closeSync(from);
  // Else the disk would be written to while other things are measured.
  fsyncSync(to);
  closeSync(to);
}

/** The same until it is painted, again when it is in the page, frames while it is panned, and the page's memory. */
export async function pageRows(driver, page, door) {
  const memory = await rendererMemory(page);
  await driver.openFile(page, `hour/${path.basename(door)}`);
  await driver.webviewFrame(page, '[role=grid] [data-unit]');
  await driver.runCommand(page, 'NeuroPyxels: Open Traces');
  const frame = await driver.webviewFrame(page, '.traces-page [role=application]');
  await frame.evaluate(inPage);
  const press = (key) => frame.evaluate((name) => globalThis.pressed(name), key);
  const jump = (share) => frame.evaluate((at) => globalThis.jumped(at), share);
  await press('a');
  await press('-');
  await press('-');
  const jumped = [];
  const back = [];
  for (const share of shares) {
    jumped.push(await jump(share));
    // A page on, which was read ahead or is read now, and back to what is there.
    await press('Shift+ArrowRight');
    back.push(await press('Shift+ArrowLeft'));
  }
  const framesPerS = await frame.evaluate(() => globalThis.panned(3000));
  // Enough that every store is full: jumps, closer until single samples are seen, pages on.
  for (let i = 0; i < 12; i++) {
    await jump(0.05 + (((7 * i) % 12) / 12) * 0.9);
    for (const key of ['Shift+ArrowRight', '+', '+', '+', 'Shift+ArrowRight', '-', '-', '-'])
      await press(key);
  }
  const growth = (await rendererMemory(page)) - memory;
  const [first, ...others] = jumped;
  const middle = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
  return [
    [
      `traces: a jump until it is painted, in the served VS Code, median of ${others.length} after the first`,
      middle(others),
      'ms',
      250,
    ],
    ['the longest of them', Math.max(...others), 'ms', 250],
    ['the first one of a page', first, 'ms', 250],
    ['the same where the window is in the page already', middle(back), 'ms', 40],
    ['traces: frames while panning 384 channels, painted by the processor', framesPerS, 'a second', 20],
    [
      'traces: growth of the browser’s page processes in a session of 12 jumps and 72 zooms',
      growth / 1e6,
      'MB',
      300,
    ],
  ];
}

/** Helpers in the page itself, so that nothing between here and there is measured. */
export function inPage() {
  const stage = document.querySelector('[role=application]');
  const canvas = stage.querySelector('canvas');
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const label = () => stage.getAttribute('aria-label');
  /** Until everything that is seen has come and is painted. */
  const painted = async (before) => {
    const startedMs = performance.now();
    while (stage.dataset.view === before || /Reading\.$/.test(label())) await frame();
    await frame();
    return performance.now() - startedMs;
  };
  globalThis.pressed = (name) => {
    const before = stage.dataset.view;
    const [key, shiftKey] = [name.replace('Shift+', ''), name.startsWith('Shift+')];
    stage.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true }));
    return painted(before);
  };
  globalThis.jumped = (share) => {
    const before = stage.dataset.view;
    const map = document.querySelector('.traces-minimap');
    const { left, top, width, height } = map.getBoundingClientRect();
    const at = { clientX: left + share * width, clientY: top + height / 2, button: 0, bubbles: true };
    map.setPointerCapture = () => undefined;
    map.dispatchEvent(new PointerEvent('pointerdown', at));
    return painted(before);
  };
  globalThis.wentTo = async (timeS) => {
    const box = document.querySelector('.traces-time');
    box.value = String(timeS);
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await frame();
    await frame();
    const before = stage.dataset.view;
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    return painted(before);
  };
  globalThis.panned = async (ms) => {
    const startedMs = performance.now();
    let frames = 0;
    for (let direction = 1; performance.now() - startedMs < ms; frames++) {
      if (frames % 60 === 0) direction = -direction;
      canvas.dispatchEvent(
        new WheelEvent('wheel', { deltaX: 4 * direction, shiftKey: true, bubbles: true, cancelable: true }),
      );
      await frame();
    }
    return (1000 * frames) / (performance.now() - startedMs);
  };
}

/** Resident bytes of all page processes, without what waits to be collected. */
async function rendererMemory(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
  const browser = await page.context().browser().newBrowserCDPSession();
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  await browser.detach();
  const resident = ({ id }) =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]) * 1024;
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, one) => sum + resident(one), 0);
}
