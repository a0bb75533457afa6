import type { TraceWindow } from '../../core/engine/engine-api.ts';
import { isCancelled } from '../../core/model/errors.ts';
import { atOnce, columnSamplesOf, planRuns, type Run, tileRange, tileSamplesOf } from './tiles.ts';

/** One tile inside the answer that it came with; nothing is copied. */
export interface Tile {
  readonly window: TraceWindow;
  /** First column of the tile in the answer, and how many. */
  readonly from: number;
  readonly columnCount: number;
  readonly startSample: number;
}

/** What is to be shown, in samples. */
export interface Wanted {
  readonly level: number;
  readonly startSample: number;
  readonly endSample: number;
  readonly sampleCount: number;
  readonly direction: -1 | 0 | 1;
  readonly hasOverview: boolean;
  /** One value of each column is enough. */
  readonly onlyFurthest?: boolean;
}

/** What is asked of the host at once. */
export interface AskedRun extends Run {
  readonly onlyFurthest: boolean;
}

/** A quarter of what a page may have: messages under way, raw samples and the picture need as much again and more. */
const mostBytes = 80 * 2 ** 20;

/** As long as a picture takes. */
const paintMs = 60;

/**
 * The tiles of one stream with one processing. `show` asks for what is missing and aborts what is not wanted any more;
 * what was seen longest ago is forgotten first.
 */
export class TileStore {
  readonly #fetch: (run: AskedRun, signal: AbortSignal) => Promise<TraceWindow>;
  readonly #changed: (error: unknown) => void;
  readonly #afterPaint: (go: () => void) => void;
  readonly #tiles = new Map<string, Tile>();
  /** Tiles of an overview that has gone on since; they are shown until their successors come. */
  readonly #stale = new Set<string>();
  readonly #running = new Map<AskedRun, AbortController>();
  #wanted: Wanted | null = null;
  #bytes = 0;
  #closed = false;
  #telling: ReturnType<typeof setTimeout> | undefined;
  /** Until a picture is painted. */
  #isWaiting = false;

  /** Called with every piece at once, also where the others are waited for: it may be painted meanwhile. */
  whenPiece: () => void = () => undefined;

  /** `changed` is called with null when something came, and with what was thrown. */
  constructor(
    fetch: (run: AskedRun, signal: AbortSignal) => Promise<TraceWindow>,
    changed: (error: unknown) => void,
    afterPaint: (go: () => void) => void = (go) => void setTimeout(go, paintMs),
  ) {
    this.#afterPaint = afterPaint;
    this.#fetch = fetch;
    this.#changed = changed;
  }

  get loading(): boolean {
    return this.#wanted !== null && this.lacks(this.#wanted);
  }

  /** Something of what is seen is not there. */
  lacks(wanted: Wanted): boolean {
    return this.#seen(wanted).some(
      (tile) => !isEnough(this.#tiles.get(keyOf(wanted.level, tile))?.window, wanted),
    );
  }

  /** Bytes of answers that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The tile of a level that holds a sample. */
  at(level: number, sample: number): Tile | undefined {
    return this.#tiles.get(keyOf(level, Math.floor(sample / tileSamplesOf(level))));
  }

  /** The overview has gone on: what was partial is asked for again. */
  refresh(): void {
    for (const [key, { window }] of this.#tiles) if (window.isPartial) this.#stale.add(key);
    this.#ask();
  }

  /** What cannot be read of what is seen, the first such range. */
  get gap(): TraceWindow['gaps'] {
    const wanted = this.#wanted;
    if (!wanted) return undefined;
    for (const tile of this.#seen(wanted)) {
      const gaps = this.#tiles
        .get(keyOf(wanted.level, tile))
        ?.window.gaps?.filter(
          (gap) => gap.startSample < wanted.endSample && gap.endSample > wanted.startSample,
        );
      if (gaps && gaps.length > 0) return gaps;
    }
    return undefined;
  }

  show(wanted: Wanted): void {
    this.#wanted = wanted;
    // In the order of use, so that what is on the screen is forgotten last.
    for (const tile of this.#seen(wanted)) {
      const key = keyOf(wanted.level, tile);
      const known = this.#tiles.get(key);
      if (!known) continue;
      this.#tiles.delete(key);
      this.#tiles.set(key, known);
    }
    this.#ask();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#telling);
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
  }

  #seen({ level, startSample, endSample, sampleCount }: Wanted): number[] {
    const { first, end } = tileRange(level, startSample, endSample, sampleCount);
    return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
  }

  #ask(mayAhead = false): void {
    const wanted = this.#wanted;
    if (!wanted || this.#closed) return;
    const there = (tile: number) => {
      const key = keyOf(wanted.level, tile);
      return isEnough(this.#tiles.get(key)?.window, wanted) && !this.#stale.has(key);
    };
    const needed = planRuns({ ...wanted, has: there });
    const isNeeded = (run: AskedRun) =>
      isEnough(run, wanted) &&
      [...needed.seen, ...needed.ahead].some(
        ({ level, first, end }) => run.level === level && first < run.end && run.first < end,
      );
    for (const [run, controller] of this.#running)
      if (!isNeeded(run)) {
        this.#running.delete(run);
        controller.abort();
      }
    const coming = (tile: number) =>
      [...this.#running.keys()].some(
        (run) => run.level === wanted.level && tile >= run.first && tile < run.end && isEnough(run, wanted),
      );
    const asked = (run: Run) => ({ ...run, onlyFurthest: wanted.onlyFurthest ?? false });
    const { seen, ahead } = planRuns({ ...wanted, has: (tile) => there(tile) || coming(tile) });
    for (const run of seen) {
      if (this.#running.size >= atOnce) break;
      void this.#start(asked(run));
    }
    // One at a time, when all that is seen is there and painted: threads and link are left to who goes elsewhere.
    const next = ahead[0];
    if (this.#running.size > 0 || !next || this.#isWaiting) return;
    this.#isWaiting = !mayAhead;
    if (mayAhead) void this.#start(asked(next));
    else
      this.#afterPaint(() => {
        this.#isWaiting = false;
        this.#ask(true);
      });
  }

  async #start(run: AskedRun): Promise<void> {
    const controller = new AbortController();
    this.#running.set(run, controller);
    let failure: unknown = null;
    try {
      const window = await this.#fetch(run, controller.signal);
      if (controller.signal.aborted) return;
      this.#keep(run, window);
      if (this.loading) this.whenPiece();
    } catch (error) {
      if (controller.signal.aborted || isCancelled(error)) return;
      failure = error;
    } finally {
      this.#running.delete(run);
    }
    if (this.#closed) return;
    this.#tell(failure);
    // What failed would fail again; the next view asks anew.
    if (failure === null) this.#ask();
  }

  /** At once when all is there; a piece only when the rest takes longer than painting it, which would keep the rest waiting. */
  #tell(failure: unknown): void {
    if (failure === null && this.loading) {
      this.#telling ??= setTimeout(() => this.#tellNow(null), paintMs);
      return;
    }
    this.#tellNow(failure);
  }

  #tellNow(failure: unknown): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    this.#changed(failure);
  }

  #keep({ level, first, end }: Run, window: TraceWindow): void {
    const perTile = tileSamplesOf(level) / columnSamplesOf(level);
    for (let tile = first; tile < end; tile++) {
      const from = (tile - first) * perTile;
      const columnCount = Math.min(perTile, window.columnCount - from);
      const key = keyOf(level, tile);
      const old = this.#tiles.get(key);
      if (old) this.#bytes -= tileBytes(old.window, old.columnCount);
      this.#stale.delete(key);
      this.#tiles.set(key, {
        window,
        from,
        columnCount,
        startSample: tile * tileSamplesOf(level),
      });
      this.#bytes += tileBytes(window, columnCount);
    }
    for (const [key, { window: old, columnCount }] of this.#tiles) {
      if (this.#bytes <= mostBytes) break;
      this.#tiles.delete(key);
      this.#bytes -= tileBytes(old, columnCount);
    }
  }
}

/** Whether a tile, or one that is coming, shows all that is to be shown; lines need both ends of each column. */
const isEnough = (
  tile: Pick<TraceWindow, 'onlyFurthest'> | undefined,
  { onlyFurthest }: Pick<Wanted, 'onlyFurthest'>,
): boolean => tile !== undefined && (onlyFurthest === true || !tile.onlyFurthest);

const keyOf = (level: number, tile: number): string => `${level}/${tile}`;

const tileBytes = ({ values, columnCount }: TraceWindow, ownColumns: number): number =>
  (values.byteLength / columnCount) * ownColumns;
