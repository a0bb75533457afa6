import type { LagBins } from '../kernels/lag-bins.ts';
import type { ForwardCounts } from '../kernels/pair-counts.ts';
import shader from './lag-counts.wgsl';

/** The bits of WebGPU's `GPUBufferUsage` and `GPUMapMode`, which exist where there is a GPU only. */
const usage = { mapRead: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const;
const mapRead = 1;

/** Invocations of one dispatch: a driver that hears nothing for seconds resets the device. */
const mostAtOnce = 2 ** 22;
const groupSize = 64;

/**
 * Counts the lags of all pairs of some trains on a GPU: what `countForward` counts, equal in every count. The trains are
 * uploaded once; each count sends a table of bins and reads the counts back. `close` frees what lies on the device.
 */
export class GpuPairCounts {
  readonly #device: GPUDevice;
  readonly #pipeline: GPUComputePipeline;
  readonly #units: number;
  readonly #spikes: number;
  readonly #times: GPUBuffer;
  readonly #starts: GPUBuffer;

  private constructor(device: GPUDevice, pipeline: GPUComputePipeline, trains: readonly Float64Array[]) {
    const starts = new Uint32Array(trains.length + 1);
    trains.forEach((train, unit) => {
      starts[unit + 1] = starts[unit]! + train.length;
    });
    const origin = firstOf(trains);
    const times = new Uint32Array(starts[trains.length]!);
    trains.forEach((train, unit) => {
      for (let i = 0, at = starts[unit]!; i < train.length; i++, at++) times[at] = train[i]! - origin;
    });
    this.#device = device;
    this.#pipeline = pipeline;
    this.#units = trains.length;
    this.#spikes = times.length;
    this.#times = this.#filled(times);
    this.#starts = this.#filled(starts);
  }

  /**
   * Trains are ascending sample numbers. Null where the device cannot hold them, or they are longer than 2^32 samples.
   * Throws what the device does when it is lost meanwhile.
   */
  static async create(device: GPUDevice, trains: readonly Float64Array[]): Promise<GpuPairCounts | null> {
    const total = trains.reduce((sum, train) => sum + train.length, 0);
    const last = Math.max(0, ...trains.map((train) => train.at(-1) ?? 0));
    if (4 * total > device.limits.maxStorageBufferBindingSize) return null;
    if (last - firstOf(trains) >= 2 ** 32 - 1) return null;
    const pipeline = await device.createComputePipelineAsync({
      layout: 'auto',
      compute: { module: device.createShaderModule({ code: shader }), entryPoint: 'count' },
    });
    return new GpuPairCounts(device, pipeline, trains);
  }

  /**
   * Adds to `into`, or to zeros. Null where the device cannot hold the counts; throws what the device does when it is lost.
   */
  async count(bins: LagBins, into?: Uint32Array): Promise<ForwardCounts | null> {
    const device = this.#device;
    const columns = bins.half + 1;
    const size = this.#units ** 2 * columns;
    if (4 * size > device.limits.maxStorageBufferBindingSize) return null;
    const table = this.#filled(bins.binOfLag);
    const low = this.#filled(into ?? new Uint32Array(size));
    const high = this.#filled(new Uint32Array(size));
    const most = Math.max(1, Math.floor(mostAtOnce / this.#units / groupSize)) * groupSize;
    const atOnce = Math.min(most, groupSize * device.limits.maxComputeWorkgroupsPerDimension);
    const temporary = [table, low, high];
    try {
      for (let first = 0; first < this.#spikes; first += atOnce) {
        const last = Math.min(this.#spikes, first + atOnce);
        const facts = this.#filled(
          Uint32Array.of(this.#units, columns, bins.binOfLag.length, first, last, 0, 0, 0),
          usage.uniform,
        );
        temporary.push(facts);
        const entries = [this.#times, this.#starts, table, low, high, facts];
        const encoder = device.createCommandEncoder();
        const pass = encoder.beginComputePass();
        pass.setPipeline(this.#pipeline);
        pass.setBindGroup(
          0,
          device.createBindGroup({
            layout: this.#pipeline.getBindGroupLayout(0),
            entries: entries.map((buffer, binding) => ({ binding, resource: { buffer } })),
          }),
        );
        pass.dispatchWorkgroups(Math.ceil((last - first) / groupSize), this.#units);
        pass.end();
        device.queue.submit([encoder.finish()]);
      }
      const [counts, carried] = await Promise.all([this.#read(low, size), this.#read(high, size)]);
      const carries: number[] = [];
      carried.forEach((times, cell) => {
        if (times > 0) carries.push(cell, times);
      });
      into?.set(counts);
      return { low: into ?? counts, carries };
    } finally {
      for (const buffer of temporary) buffer.destroy();
    }
  }

  close(): void {
    this.#times.destroy();
    this.#starts.destroy();
  }

  /** A buffer may not be empty. */
  #filled(values: Uint32Array, kind: number = usage.storage): GPUBuffer {
    const buffer = this.#device.createBuffer({
      size: Math.max(16, values.byteLength),
      usage: kind | usage.copySource | usage.copyTarget,
      mappedAtCreation: true,
    });
    new Uint32Array(buffer.getMappedRange(), 0, values.length).set(values);
    buffer.unmap();
    return buffer;
  }

  async #read(buffer: GPUBuffer, length: number): Promise<Uint32Array> {
    if (length === 0) return new Uint32Array(0);
    const size = 4 * length;
    const copy = this.#device.createBuffer({ size, usage: usage.mapRead | usage.copyTarget });
    try {
      const encoder = this.#device.createCommandEncoder();
      encoder.copyBufferToBuffer(buffer, 0, copy, 0, size);
      this.#device.queue.submit([encoder.finish()]);
      await copy.mapAsync(mapRead);
      return new Uint32Array(copy.getMappedRange().slice(0));
    } finally {
      copy.destroy();
    }
  }
}

const firstOf = (trains: readonly Float64Array[]): number =>
  trains.reduce((first, train) => Math.min(first, train[0] ?? Infinity), Infinity);
