import bytes from '../wasm/spike-tally.wasm';
import type { UnitCounts } from './group-by-unit.ts';
import {
  addOtherUse,
  type IntervalCounts,
  listTemplateUses,
  type PresenceBins,
  type TemplateUse,
} from './unit-statistics.ts';
import { type WasmMemory, wasmMemory } from './wasm-memory.ts';

interface Module {
  toDoubles(values: number, count: number, isSigned: number): number;
  toNarrow(values: number, count: number): number;
  tally(state: number, records: number, capacity: number, times: number, ...rest: number[]): number;
}

/** How the numbers of a file are stored. */
export interface StoredNumbers {
  bytes: 4 | 8;
  isSigned: boolean;
}

/** The four lists of a sorting. Units and templates are whole numbers, amplitudes floating-point ones. */
export interface StoredSpikes {
  times: { isSigned: boolean };
  ids: StoredNumbers;
  templates: StoredNumbers | null;
  amplitudes: { bytes: 4 | 8 } | null;
}

/** Room for one block of each list, to be filled with the bytes as they are stored. */
export interface TallyBlock {
  times: Uint8Array;
  ids: Uint8Array;
  templates: Uint8Array;
  amplitudes: Uint8Array;
}

/** What all blocks told: the same as `countUnits`, `countIntervals` and `addTemplateUses` tell of the whole lists. */
export interface Tallied extends UnitCounts, IntervalCounts {
  templates: TemplateUse[][];
}

/** Spikes of a block, and units by id. */
export interface TallyRoom {
  blockSpikes: number;
  capacity: number;
}

const recordBytes = 40;
const stateBytes = 40;
const instantiate = wasmMemory<Module>(bytes);

/**
 * Counts spikes, short intervals, bins with a spike and templates of every unit while the bytes of its files go by, in one
 * pass: reading them again from memory would take longer than counting.
 */
export class SpikeTally {
  /** To be filled before each `add`. */
  readonly block: TallyBlock;
  readonly #stored: StoredSpikes;
  readonly #room: TallyRoom;
  readonly #wasm: Module;
  readonly #buffer: ArrayBuffer;
  readonly #state: number;
  readonly #records: number;
  readonly #others: number;
  readonly #otherUses = new Map<number, TemplateUse>();

  private constructor(
    stored: StoredSpikes,
    room: TallyRoom,
    limitSamples: number,
    bins: PresenceBins,
    { wasm, buffer, addresses }: WasmMemory<Module>,
  ) {
    const { blockSpikes, capacity } = room;
    const [state, records, others, ...places] = addresses as [number, number, number, ...number[]];
    this.#stored = stored;
    this.#room = room;
    this.#wasm = wasm;
    this.#buffer = buffer;
    [this.#state, this.#records, this.#others] = [state, records, others];
    const [times, ids, templates, amplitudes] = places.map(
      (at) => new Uint8Array(buffer, at, 8 * blockSpikes),
    );
    this.block = { times, ids, templates, amplitudes } as TallyBlock;
    const edge = bins.count > 0 ? bins.width : Infinity;
    new Float64Array(buffer, state, 4).set([-Infinity, edge, bins.width, limitSamples]);
    new Int32Array(buffer, state + 32, 2).set([0, bins.count]);
    const view = new DataView(buffer, records);
    for (let id = 0; id < capacity; id++) {
      view.setFloat64(recordBytes * id, -Infinity, true);
      view.setInt32(recordBytes * id + 16, -1, true);
      view.setInt32(recordBytes * id + 32, -1, true);
    }
  }

  /** Null where the engine has no vector instructions. */
  static create(
    stored: StoredSpikes,
    room: TallyRoom,
    limitSamples: number,
    bins: PresenceBins,
  ): SpikeTally | null {
    const { blockSpikes, capacity } = room;
    const lists = Array<number>(4).fill(8 * blockSpikes);
    const memory = instantiate([stateBytes, recordBytes * capacity, 4 * blockSpikes, ...lists]);
    return memory && new SpikeTally(stored, room, limitSamples, bins, memory);
  }

  /**
   * Adds the first `count` spikes of the block and gives their times and units, views of the block. Null where they cannot be
   * counted here: a time that is less than the one before or not exact, a unit of the room's capacity or more, a template
   * below 0; then nothing that was counted is of use.
   */
  add(count: number): { samples: Float64Array; ids: Int32Array } | null {
    const { times, ids, templates, amplitudes } = this.#stored;
    const { block } = this;
    const wasm = this.#wasm;
    const isReady =
      wasm.toDoubles(block.times.byteOffset, count, Number(times.isSigned)) &&
      (ids.bytes === 4 || wasm.toNarrow(block.ids.byteOffset, count)) &&
      (!templates || templates.bytes === 4 || wasm.toNarrow(block.templates.byteOffset, count));
    if (!isReady) return null;
    const otherCount = wasm.tally(
      ...[this.#state, this.#records, this.#room.capacity, block.times.byteOffset, block.ids.byteOffset],
      ...[templates ? block.templates.byteOffset : 0, block.amplitudes.byteOffset, amplitudes?.bytes ?? 0],
      ...[count, this.#others],
    );
    if (otherCount < 0) return null;
    const spikes = {
      samples: new Float64Array(this.#buffer, block.times.byteOffset, count),
      ids: new Int32Array(this.#buffer, block.ids.byteOffset, count),
    };
    if (otherCount > 0) this.#addOthers(spikes.ids, otherCount);
    return spikes;
  }

  #addOthers(ids: Int32Array, otherCount: number): void {
    const { block } = this;
    const { amplitudes } = this.#stored;
    const templates = new Int32Array(this.#buffer, block.templates.byteOffset, ids.length);
    const Values = amplitudes?.bytes === 4 ? Float32Array : Float64Array;
    const values = new Values(this.#buffer, block.amplitudes.byteOffset, ids.length);
    for (const place of new Uint32Array(this.#buffer, this.#others, otherCount))
      addOtherUse(this.#otherUses, ids[place], templates[place], amplitudes ? values[place] : Number.NaN);
  }

  /** Units in ascending order of ids. */
  result(): Tallied {
    const { capacity } = this.#room;
    const view = new DataView(this.#buffer, this.#records);
    const at = (id: number, offset: number) => view.getUint32(recordBytes * id + offset, true);
    const units = Int32Array.from({ length: capacity }, (_, id) => id).filter((id) => at(id, 24) > 0);
    const offsets = new Float64Array(new SharedArrayBuffer(8 * (units.length + 1)));
    for (let unit = 0; unit < units.length; unit++) offsets[unit + 1] = offsets[unit] + at(units[unit], 24);
    const places = new Map(Array.from(units, (id, unit) => [id, unit]));
    const others = new Map<number, TemplateUse>();
    for (const [key, use] of this.#otherUses) {
      const id = Math.floor(key / 4294967296);
      others.set((places.get(id) as number) * 4294967296 + use.template, use);
    }
    return {
      units,
      offsets,
      shortIntervals: Uint32Array.from(units, (id) => at(id, 28)),
      presentBins: Uint32Array.from(units, (id) => at(id, 36)),
      templates: listTemplateUses({
        first: Int32Array.from(units, (id) => view.getInt32(recordBytes * id + 16, true)),
        counts: Float64Array.from(units, (id) => at(id, 20)),
        sums: Float64Array.from(units, (id) => view.getFloat64(recordBytes * id + 8, true)),
        others,
      }),
    };
  }
}
