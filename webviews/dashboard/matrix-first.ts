/** What takes long to draw does not wait longer than this for correlograms that take long to count. */
const mostWaitMs = 1000;

/** Settled when the correlograms that were asked for last have been painted, or will not be. */
let painted: Promise<unknown> = Promise.resolve();

/** Tells of correlograms that are asked for. */
export function matrixAsked<T>(reply: Promise<T>): Promise<T> {
  painted = reply.then(twoFrames, () => undefined);
  return reply;
}

/**
 * Resolves when there is time for waveforms of many units: a page draws one thing at a time, and these take half a second
 * where the matrix of the same units takes a tenth.
 */
export async function matrixPainted(): Promise<void> {
  // Sections ask in their order on the page: what comes after this one asks within the same turn.
  await delay(0);
  await Promise.race([painted, delay(mostWaitMs)]);
}

const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The first callback comes before the frame is painted, the second one after it; a hidden page has none. */
const twoFrames = () =>
  Promise.race([
    new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
    delay(mostWaitMs),
  ]);
