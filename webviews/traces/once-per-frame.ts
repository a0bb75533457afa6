/**
 * Paints no more than once between two frames of the screen: several changes are one picture, the last, and a change in every frame
 * does not put it off for ever.
 */
export class OncePerFrame {
  readonly #paint: () => void;
  /** Until the next frame, after something was painted or while something waits to be. */
  #frame: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStale = false;

  constructor(paint: () => void) {
    this.#paint = paint;
  }

  /** At once, or with the next frame where something has just been painted. */
  now(): void {
    if (this.#frame !== null) {
      this.#isStale = true;
      return;
    }
    this.#go();
    this.#waitForFrame();
  }

  /** With the next frame. */
  next(): void {
    this.#isStale = true;
    this.#waitForFrame();
  }

  /** Some time, if nothing else is painted until then. */
  within(ms: number): void {
    this.#timer ??= setTimeout(() => this.next(), ms);
  }

  cancel(): void {
    clearTimeout(this.#timer);
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
  }

  #waitForFrame(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      if (!this.#isStale) return;
      this.#go();
      this.#waitForFrame();
    });
  }

  #go(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isStale = false;
    this.#paint();
  }
}
