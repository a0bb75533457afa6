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
/** A page that opens is busy: its second measurement is nearer to the truth. */
const againMs = 4000;

/** How fast bytes reach a page, as far as it was measured; the fastest of the measurements counts. */
export class LinkSpeed {
  bytesPerS: number | null = null;
  readonly #echo: Echo;
  #timer: NodeJS.Timeout | undefined;

  constructor(echo: Echo) {
    this.#echo = echo;
  }

  /** Measures now and once more later. */
  start(): void {
    clearTimeout(this.#timer);
    void this.measure();
    this.#timer = setTimeout(() => void this.measure(), againMs);
    this.#timer.unref();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  /** Of a page that does not answer nothing is known. */
  async measure(now: () => number = () => performance.now()): Promise<void> {
    try {
      const ms = async (bytes: number) => {
        const startMs = now();
        await this.#echo(new Uint8Array(bytes));
        return now() - startMs;
      };
      const small = await ms(smallBytes);
      const large = await ms(largeBytes);
      const bytesPerS = (1000 * (largeBytes - smallBytes)) / Math.max(0.1, large - small);
      this.bytesPerS = Math.max(this.bytesPerS ?? 0, bytesPerS);
    } catch {
      // Left as it was.
    }
  }
}
