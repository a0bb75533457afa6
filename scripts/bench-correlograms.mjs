// A part of `npm run bench`: correlograms in the dashboard of a recording of 10 million spikes. The page tells of each frame
// with a matrix in its timeline; sliders are moved in the page itself, for a pointer from outside is slower than they are.

const unitCount = 30;
const dragMs = 3000;
/** More openings of the matrix, each of other units. */
const moreOpenings = 7;

/** Rows of [what, value, unit, aim] for the dashboard in `frame`, whose units are there. */
export async function liveRows(frame) {
  await frame.evaluate(() => {
    globalThis.painted = [];
    new PerformanceObserver((list) => {
      for (const { name, startTime } of list.getEntries())
        if (name === 'correlogram-matrix') globalThis.painted.push(startTime);
    }).observe({ type: 'mark' });
    addEventListener('pointerdown', ({ timeStamp }) => {
      globalThis.pressed = timeStamp;
    });
  });
  // The trains of the first units were read; the matrix of others is opened.
  await openMatrix(frame, 0);
  const opened = await openMatrix(frame, unitCount);
  const more = [];
  for (let i = 2; i < 2 + moreOpenings; i++) more.push(await openMatrix(frame, i * unitCount));
  const median = more.sort((a, b) => a - b)[(moreOpenings - 1) / 2];
  const rows = [
    ['matrix of 30 units opened: painted after the click', opened, 'ms', 150],
    [`the same of other units afterwards, median of ${moreOpenings}`, median, 'ms', 150],
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

/** Selects 30 units from `first` on by two clicks; ms from the second one until the matrix is painted. */
async function openMatrix(frame, first) {
  await press(frame, first, false);
  await frame.waitForFunction(() => !document.querySelector('.figures [aria-busy=true]'));
  await frame.evaluate(() => {
    globalThis.painted.length = 0;
  });
  await press(frame, first + unitCount - 1, true);
  await frame.waitForFunction(() => globalThis.painted.length > 0, null, { timeout: 60_000 });
  return frame.evaluate(() => globalThis.painted[0] - globalThis.pressed);
}

/** A press of the pointer on a row, which is brought into view first. */
const press = (frame, index, shiftKey) =>
  frame.evaluate(
    async ([row, isRange]) => {
      document.querySelector('.grid-scroll').scrollTop = Math.max(0, 22 * row - 100);
      const find = () => document.querySelector(`[role=grid] [data-unit][aria-rowindex="${row + 2}"]`);
      while (!find()) await new Promise((resolve) => requestAnimationFrame(resolve));
      const init = { bubbles: true, button: 0, shiftKey: isRange };
      find().dispatchEvent(new PointerEvent('pointerdown', init));
    },
    [index, shiftKey],
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
