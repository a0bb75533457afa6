import { options } from 'preact';

/** A message is passed on in some turns of the thread, of which a frame that is being drawn may be one. */
const turns = 3;
const turnMs = 2;
const inputs = ['keydown', 'pointerdown'] as const;

/**
 * Makes a change a moment later. A page and its VS Code may share one thread, and what the page has just said is passed on
 * when that thread is free: not while the page draws. Whatever is pressed before meets the page after the change.
 */
export function afterSending(change: () => void): void {
  const make = () => {
    clearTimeout(timer);
    for (const input of inputs) removeEventListener(input, now, { capture: true });
    change();
  };
  const now = () => drawnAtOnce(make);
  let turnsLeft = turns;
  const turn = () => {
    turnsLeft--;
    if (turnsLeft === 0) make();
    else timer = setTimeout(turn, turnMs);
  };
  let timer = setTimeout(turn, turnMs);
  for (const input of inputs) addEventListener(input, now, { capture: true });
}

function drawnAtOnce(change: () => void): void {
  const { debounceRendering } = options;
  options.debounceRendering = (draw) => draw();
  try {
    change();
  } finally {
    if (debounceRendering) options.debounceRendering = debounceRendering;
    else delete options.debounceRendering;
  }
}
