/** The part of time that is replaced in tests. */
export interface Clock {
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

export const wallClock: Clock = {
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/** A share of a value; the value lives while there is one. Releasing twice is releasing once. */
export interface Share<T> {
  readonly value: T;
  release(): void;
}

interface Entry<T> {
  readonly value: T;
  count: number;
  timer?: unknown;
}

/**
 * One value per key, made for the first who asks and shared by all. When the last share is released the value stays for
 * `lingerMs`, so that closing a tab and opening the next does not read everything again; then it is closed.
 */
export class ReferenceCount<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #make: { open(key: string): T; close(value: T): void };
  readonly #lingerMs: number;
  readonly #clock: Clock;

  constructor(
    make: { open(key: string): T; close(value: T): void },
    lingerMs: number,
    clock: Clock = wallClock,
  ) {
    this.#make = make;
    this.#lingerMs = lingerMs;
    this.#clock = clock;
  }

  acquire(key: string): Share<T> {
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = { value: this.#make.open(key), count: 0 };
      this.#entries.set(key, entry);
    }
    const held = entry;
    held.count++;
    this.#clock.clearTimeout(held.timer);
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      held.count--;
      if (held.count === 0) held.timer = this.#clock.setTimeout(() => this.#close(key, held), this.#lingerMs);
    };
    return { value: held.value, release };
  }

  /** The values that are alive, lingering ones included. */
  values(): readonly T[] {
    return [...this.#entries.values()].map(({ value }) => value);
  }

  /** Closes everything at once, shared or not: the window goes away. */
  dispose(): void {
    for (const [key, entry] of this.#entries) {
      this.#clock.clearTimeout(entry.timer);
      this.#close(key, entry);
    }
  }

  #close(key: string, entry: Entry<T>): void {
    if (this.#entries.get(key) !== entry) return;
    this.#entries.delete(key);
    this.#make.close(entry.value);
  }
}
