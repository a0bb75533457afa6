import { type Binning, binsOf } from '../../core/analyses/correlogram-bins.ts';
import {
  type CorrelogramInputs,
  chosenTrains,
  correlogramsOf,
} from '../../core/analyses/correlogram-compute.ts';
import {
  type CorrelogramParams,
  type Correlograms,
  correlogramParams,
} from '../../core/analyses/correlogram-params.ts';
import { pairCounts } from '../../core/analyses/pair-counting.ts';
import { parseParams } from '../../core/analyses/params.ts';
import { type GpuDoor, gpuDevice } from '../../core/gpu/device.ts';
import { GpuPairCounts } from '../../core/gpu/gpu-pair-counts.ts';
import type { LagBins } from '../../core/kernels/lag-bins.ts';
import { type MergedTile, mergedTiles } from '../../core/kernels/merged-spikes.ts';
import { countForward, type ForwardCounts } from '../../core/kernels/pair-counts.ts';

export interface LiveAnswer {
  readonly result: Correlograms;
  /** All parameters, as they were used. */
  readonly params: CorrelogramParams;
  /** Who counted: `WebGPU: nvidia ampere`, or `CPU`. */
  readonly by: string;
}

/** Trains as they come ready to be counted: chosen once, merged once, on the device once. */
interface Ready {
  readonly choice: string;
  readonly trains: readonly Float64Array[];
  gpu: { readonly counts: GpuPairCounts; readonly name: string } | null;
  merged: { readonly longest: number; readonly tiles: readonly MergedTile[] } | null;
}

/** Correlograms of some units again and again, in the page: those the engine computes, equal in every count. */
export class LiveCorrelograms {
  readonly #inputs: CorrelogramInputs;
  readonly #door: GpuDoor;
  #ready: Ready | null = null;

  /** `door` is `navigator.gpu`. A GPU that the processor plays is slower than the processor and is not used. */
  constructor(inputs: CorrelogramInputs, door: GpuDoor) {
    this.#inputs = inputs;
    this.#door = door;
  }

  /** Throws ParameterError as the engine does. */
  async compute(given: Readonly<Record<string, unknown>>): Promise<LiveAnswer> {
    const parsed: CorrelogramParams = parseParams(correlogramParams, given);
    // Hundreds of surrogates do not follow a hand; the band is there again when it lets go.
    const params = parsed.baseline === 'jitter' ? { ...parsed, confidencePercent: null } : parsed;
    const binning: Binning = binsOf(params, this.#inputs.sampleRateHz);
    const { bins } = binning;
    const ready = await this.#readyFor(params);
    const { counts, by } = await this.#count(ready, bins);
    const all = { bins, unitCount: ready.trains.length, ...counts };
    const own = new Float64Array(2 * bins.half + 1);
    const pair = (from: number, to: number) => pairCounts(all, from, to, own);
    return { result: correlogramsOf(this.#inputs, ready.trains, binning, params, pair), params, by };
  }

  async #count(ready: Ready, bins: LagBins): Promise<{ counts: ForwardCounts; by: string }> {
    if (ready.gpu) {
      const counts = await ready.gpu.counts.count(bins).catch(() => null);
      if (counts) return { counts, by: `WebGPU: ${ready.gpu.name}` };
      // A device that was lost is not asked again for these trains.
      ready.gpu = null;
    }
    const longest = bins.binOfLag.length - 1;
    if (!ready.merged || ready.merged.longest < longest) {
      // Room to drag: a longer window merges anew.
      const reach = 2 * longest;
      ready.merged = { longest: reach, tiles: mergedTiles(ready.trains, reach) };
    }
    const { tiles } = ready.merged;
    return { counts: countForward(ready.trains, bins, 0, ready.trains.length, { merged: tiles }), by: 'CPU' };
  }

  async #readyFor({ periodsS, enforcedRpMs, refractory }: CorrelogramParams): Promise<Ready> {
    const choice = JSON.stringify([periodsS, enforcedRpMs, refractory]);
    if (this.#ready?.choice === choice) return this.#ready;
    this.#ready?.gpu?.counts.close();
    const trains = chosenTrains(this.#inputs, { periodsS, enforcedRpMs, refractory });
    const device = await gpuDevice(this.#door);
    const counts =
      device && !device.isSoftware
        ? await GpuPairCounts.create(device.device, trains).catch(() => null)
        : null;
    this.#ready = { choice, trains, gpu: counts && device && { counts, name: device.name }, merged: null };
    return this.#ready;
  }
}
