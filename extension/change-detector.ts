import type { Clock } from './reference-count.ts';
import { wallClock } from './reference-count.ts';

/** What is known of each file without reading it: size and time by path, and the names in a folder by the folder. */
export type Signature = ReadonlyMap<string, string>;

export interface Change {
  readonly header: boolean;
  readonly sorting: boolean;
}

/** Which parts differ between two signatures; `isSorting` tells whether a path belongs to the sorting. */
export function whatChanged(
  before: Signature,
  after: Signature,
  isSorting: (path: string) => boolean,
): Change {
  const paths = new Set([...before.keys(), ...after.keys()]);
  const changed = [...paths].filter((path) => before.get(path) !== after.get(path));
  return { header: changed.some((path) => !isSorting(path)), sorting: changed.some(isSorting) };
}

/**
 * Tells when files changed and have come to rest: phy rewrites a table in several steps, and a half-written one must
 * not be read. Looks whenever it is told to (`look`) and never by itself; file events are only hints to look now.
 */
export class ChangeDetector {
  readonly #sign: () => Promise<Signature>;
  readonly #report: (before: Signature, after: Signature) => Promise<void>;
  readonly #clock: Clock;
  #known: Signature | undefined;
  #looking: Promise<void> | undefined;
  #again = false;

  constructor(
    sign: () => Promise<Signature>,
    report: (before: Signature, after: Signature) => Promise<void>,
    clock: Clock = wallClock,
  ) {
    this.#sign = sign;
    this.#report = report;
    this.#clock = clock;
  }

  /** The first look only remembers. A look during a look is one more look after it. */
  look(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return this.#looking;
    }
    this.#looking = this.#lookOnce().finally(() => {
      this.#looking = undefined;
      if (this.#again) {
        this.#again = false;
        void this.look();
      }
    });
    return this.#looking;
  }

  /** Forgets what was known, so that the next look remembers afresh: other files are watched now. */
  restart(): void {
    this.#known = undefined;
  }

  async #lookOnce(): Promise<void> {
    const before = this.#known;
    let after = await this.#sign();
    if (before && !same(before, after)) {
      // At rest when two looks 150 ms apart agree; a file that grows all the time (a running recording) is reported
      // every 0.9 s.
      for (let tries = 0; tries < 6; tries++) {
        await new Promise<void>((resolve) => void this.#clock.setTimeout(resolve, 150));
        const later = await this.#sign();
        if (same(after, later)) break;
        after = later;
      }
    }
    this.#known = after;
    if (before && !same(before, after)) await this.#report(before, after);
  }
}

const same = (left: Signature, right: Signature): boolean =>
  left.size === right.size && [...left].every(([path, facts]) => right.get(path) === facts);
