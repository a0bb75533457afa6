import { randomBytes } from 'node:crypto';
import type { LinkApi } from '../webviews/protocol.ts';

/** A page that answers what it is sent. */
interface Answering {
  tell(say: (view: LinkApi) => Promise<null>): void;
}

/** Resolves when the page has the bytes. */
export const echoed = (page: Answering, bytes: Uint8Array): Promise<null> =>
  new Promise((resolve) =>
    page.tell(async (view) => {
      resolve(await view.echo(bytes));
      return null;
    }),
  );

/** What a page does with bytes that are sent to see how long they take: nothing. */
export type Echo = (bytes: Uint8Array) => Promise<unknown>;

const smallBytes = 2 ** 14;
const largeBytes = 2 ** 20;
/** A page that opens is busy and waits for its first picture; the second measurement is nearer to the truth. */
const soonMs = 1000;
const againMs = 5000;
/** Who has just got an answer is likely to ask again soon; who has looked at it for so long is not. */
const quietMs = 500;

/** How fast bytes reach a page, as far as it was measured; the fastest of the measurements counts. */
export class LinkSpeed {
  bytesPerS: number | null = null;
  readonly #echo: Echo;
  #timers: NodeJS.Timeout[] = [];
  /** Somebody waits for so many answers, or has just waited. */
  #waiting = 0;

  constructor(echo: Echo) {
    this.#echo = echo;
  }

  /** Measures soon, when the first picture is there, and once more later; asked again meanwhile it changes nothing. */
  start(): void {
    if (this.#timers.length > 0) return;
    this.#timers = [soonMs, againMs].map((ms, which) => this.#measureIn(ms, which));
  }

  /** While somebody waits for an answer nothing is measured: either would make the other look slow. */
  async during<T>(answer: Promise<T>): Promise<T> {
    this.#waiting++;
    try {
      return await answer;
    } finally {
      setTimeout(() => this.#waiting--, quietMs).unref();
    }
  }

  #measureIn(ms: number, which: number): NodeJS.Timeout {
    return setTimeout(() => {
      if (this.#waiting > 0) this.#timers[which] = this.#measureIn(quietMs, which);
      else void this.measure();
    }, ms).unref();
  }

  dispose(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** Of a page that does not answer nothing is known. */
  async measure(now: () => number = () => performance.now()): Promise<void> {
    try {
      const ms = async (bytes: number) => {
        const startMs = now();
        // As hard to compress as samples, or harder: a link that compresses must not look faster than it is.
        await this.#echo(new Uint8Array(randomBytes(bytes)));
        return now() - startMs;
      };
      const small = Math.min(await ms(smallBytes), await ms(smallBytes));
      const large = await ms(largeBytes);
      // A page that was busy when the small ones came would make the link look endless: no more than half is taken off.
      const bytesPerS = (1000 * (largeBytes - smallBytes)) / Math.max(0.1, large - small, large / 2);
      this.bytesPerS = Math.max(this.bytesPerS ?? 0, bytesPerS);
    } catch {
      // Left as it was.
    }
  }
}
