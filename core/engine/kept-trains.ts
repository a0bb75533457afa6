import type { UnitId } from '../model/units.ts';
import { unchanging } from './key.ts';

/** What is kept of trains, beside the index of all spikes. */
const mostBytes = 128e6;

/**
 * Trains of one dataset that were asked for. A unit's spikes lie scattered over the index: reading them takes longer than
 * counting their lags. The latest are held, up to `held` bytes; of the others it is known where they are while anybody
 * still has them, or until their memory is given back: 100 million spikes are then not in memory twice.
 */
export class KeptTrains {
  readonly #held = new Map<UnitId, Float64Array>();
  readonly #seen = new Map<UnitId, WeakRef<Float64Array>>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(held = mostBytes) {
    this.#mostBytes = held;
  }

  /** A unit's train as it was read before, or as `read` gives it. Not to be written to. */
  async train(unit: UnitId, read: () => Promise<Float64Array>): Promise<Float64Array> {
    const known = this.#held.get(unit) ?? this.#seen.get(unit)?.deref();
    const train = known ?? unchanging(await read());
    if (!known) this.#seen.set(unit, new WeakRef(train));
    // Two may have read the same at once.
    this.#bytes += train.byteLength - (this.#held.get(unit)?.byteLength ?? 0);
    this.#held.delete(unit);
    this.#held.set(unit, train);
    for (const [oldest, { byteLength }] of this.#held) {
      if (this.#bytes <= this.#mostBytes) break;
      this.#held.delete(oldest);
      this.#bytes -= byteLength;
    }
    return train;
  }
}
