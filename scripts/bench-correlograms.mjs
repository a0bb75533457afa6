// A part of `npm run bench`: correlograms in the dashboard of a recording of 10 million spikes. The page tells of each frame
// with a matrix in its timeline; sliders are moved in the page itself, for a pointer from outside is slower than they are.

const unitCount = 30;
const dragMs = 3000;
/** More openings of the matrix, each of other units. */
const moreOpenings = 7;
const hastyOpenings = 5;
/** From one click to the next: a hand moves, eyes look at what came. */
const handMs = 500;
/** As for a dashboard that has been looked at. */
const settledMs = 3000;

/** Rows of [what, value, unit, aim] for the dashboard in `frame`, whose units are there. */
export async function liveRows(frame) {
  await frame.evaluate(() => {
    globalThis.painted = [];
    globalThis.onPainted = () => undefined;
    new PerformanceObserver((list) => {
      for (const { name, startTime } of list.getEntries()) {
        if (name !== 'correlogram-matrix') continue;
        globalThis.painted.push(startTime);
        globalThis.onPainted();
      }
    }).observe({ type: 'mark' });
  });
  // Nobody selected anything before, and each opening is of other units; what was drawn with the table is over.
  await new Promise((resolve) => setTimeout(resolve, settledMs));
  const opened = await openMatrix(frame, unitCount, handMs);
  const more = [];
  for (let i = 2; i < 2 + moreOpenings; i++) more.push(await openMatrix(frame, i * unitCount, handMs));
  more.sort((a, b) => a - b);
  const hasty = [];
  for (let i = 0; i < hastyOpenings; i++)
    hasty.push(await openMatrix(frame, (2 + moreOpenings + i) * unitCount, 0));
  hasty.sort((a, b) => a - b);
  const rows = [
    [
      'first matrix of 30 units: painted after the click on its last unit, half a second after that on its first',
      opened,
      'ms',
      150,
    ],
    [
      `the same of other units afterwards, median of ${moreOpenings}`,
      more[(moreOpenings - 1) / 2],
      'ms',
      150,
    ],
    ['the slowest of them', more.at(-1), 'ms', 150],
    [
      `clicked at once, in the frame in which the table still scrolls, median of ${hastyOpenings}`,
      hasty[(hastyOpenings - 1) / 2],
      'ms',
      null,
    ],
  ];
  for (const name of ['Bin', 'Window']) {
    const { perSecond, by } = await dragged(frame, name);
    rows.push([
      `matrix of 30 units under the ${name.toLowerCase()} slider, by ${by}`,
      perSecond,
      'per second',
      20,
    ]);
  }
  return rows;
}

/**
 * Selects 30 units from `first` on by two clicks, the second `restMs` after what the first one changed is drawn; ms from the
 * event of the second until the frame with the matrix is painted. Nothing is asked of the page from outside meanwhile.
 */
async function openMatrix(frame, first, restMs) {
  await press(frame, first, false, restMs);
  await frame.waitForFunction(() => !document.querySelector('.figures [aria-busy=true]'), null, {
    polling: 50,
  });
  return press(frame, first + unitCount - 1, true, restMs);
}

/**
 * A press of the pointer on a row, which is brought into view first; with a rest the table is painted then and looked at.
 * Resolves with the time from the event until a matrix is painted where one is expected, 0 otherwise.
 */
const press = (frame, index, shiftKey, restMs) =>
  frame.evaluate(
    async ([row, isRange, ms]) => {
      const frameOf = () => new Promise((resolve) => requestAnimationFrame(resolve));
      document.querySelector('.grid-scroll').scrollTop = Math.max(0, 22 * row - 100);
      const find = () => document.querySelector(`[role=grid] [data-unit][aria-rowindex="${row + 2}"]`);
      while (!find()) await frameOf();
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
      globalThis.painted.length = 0;
      const painted = new Promise((resolve) => {
        globalThis.onPainted = resolve;
      });
      const event = new PointerEvent('pointerdown', { bubbles: true, button: 0, shiftKey: isRange });
      find().dispatchEvent(event);
      if (!isRange) return 0;
      await painted;
      return globalThis.painted[0] - event.timeStamp;
    },
    [index, shiftKey, restMs],
  );

/** Frames per second while a slider is moved there and back, and who counted. */
async function dragged(frame, name) {
  const slider = frame.locator('.correlograms').getByRole('slider', { name: new RegExp(name) });
  await slider.focus();
  return slider.evaluate(async (input, lengthMs) => {
    const { value, max } = input;
    const place = (share) => {
      input.value = String(Math.round((0.3 + 0.5 * share) * Number(max)));
      input.dispatchEvent(new Event('input', { bubbles: true }));
    };
    const frameOf = () => new Promise((resolve) => requestAnimationFrame(resolve));
    // The first one waits for the trains.
    globalThis.painted.length = 0;
    place(0);
    while (globalThis.painted.length === 0) await frameOf();
    const started = performance.now();
    const before = globalThis.painted.length;
    for (let i = 0; performance.now() - started < lengthMs; i++) {
      place(Math.abs(Math.sin(i / 40)));
      await frameOf();
    }
    const seconds = (performance.now() - started) / 1000;
    const perSecond = (globalThis.painted.length - before) / seconds;
    const by = document.querySelector('.live-status')?.textContent.split(' · ')[0] ?? '';
    input.value = value;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    return { perSecond, by };
  }, dragMs);
}
