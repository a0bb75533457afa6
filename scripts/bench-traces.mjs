// A part of `npm run bench`: the trace view. Rows of [what, value, unit, aim]: the host's part in this process, the page's in
// the served VS Code.
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

/** The same until it is painted, again when it is in the page, frames while it is panned, and the page's memory. */
export async function pageRows(driver, page, door) {
  await driver.openFile(page, `hour/${path.basename(door)}`);
  await driver.webviewFrame(page, '[role=grid] [data-unit]');
  await driver.runCommand(page, 'NeuroPyxels: Open Traces');
  const frame = await driver.webviewFrame(page, '.traces-page [role=application]');
  await frame.evaluate(inPage);
  const press = (key) => frame.evaluate((name) => globalThis.pressed(name), key);
  await press('a');
  await press('-');
  await press('-');
  const jumped = [];
  const back = [];
  for (let i = 0; i < 4; i++) {
    jumped.push(await frame.evaluate((share) => globalThis.jumped(share), 0.15 + 0.2 * i));
    // A page on, which was read ahead or is read now, and back to what is there.
    await press('Shift+ArrowRight');
    back.push(await press('Shift+ArrowLeft'));
  }
  const framesPerS = await frame.evaluate(() => globalThis.panned(3000));
  const middle = (times) => times.sort((a, b) => a - b)[times.length >> 1];
  const rows = [
    ['traces: a jump until it is painted, in the served VS Code', middle(jumped), 'ms', 250],
    ['the same where the window is in the page already', middle(back), 'ms', 40],
    ['traces: frames while panning 384 channels, painted by the processor', framesPerS, 'a second', 20],
  ];
  const bytes = await memoryOf(page, frame);
  if (bytes !== null) rows.push(['traces: memory of the page, arrays included', bytes / 1e6, 'MB', 300]);
  return rows;
}

/** Helpers in the page itself, so that nothing between here and there is measured. */
function inPage() {
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

/** Objects and the bytes behind arrays; null where the browser does not tell. */
async function memoryOf(page, frame) {
  try {
    const session = await page.context().newCDPSession(frame);
    const { usedSize, backingStorageSize = null } = await session.send('Runtime.getHeapUsage');
    return backingStorageSize === null ? null : usedSize + backingStorageSize;
  } catch {
    return null;
  }
}
