import { type CleanShape, delayBand, delayTaps, referenceScale } from '../kernels/clean-shape.ts';
import { paddingOf } from '../kernels/filter-forward-backward.ts';
import { fractionalDelay } from '../kernels/fractional-delay.ts';
import { settledSamples } from '../kernels/settling.ts';
import shader from './clean-frames.wgsl';
import { gainAtRest, sectionModes } from './section-modes.ts';

/** The bits of WebGPU's `GPUBufferUsage` and `GPUMapMode`, which exist where there is a GPU only. */
const usage = { mapRead: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const;
const mapRead = 1;

const steps = ['split', 'forward', 'backward', 'keep', 'reference', 'tier', 'near', 'envelope'] as const;
type Step = (typeof steps)[number];
/** By number in the shader, what each step binds. */
const bound: Readonly<Record<Step, readonly number[]>> = {
  split: [0, 1, 2, 3, 5, 7],
  forward: [0, 4, 7, 8],
  backward: [0, 4, 6, 8, 9],
  keep: [0, 6, 8, 9],
  reference: [0, 9, 10],
  tier: [0, 9, 12],
  near: [0, 9, 12, 13],
  envelope: [0, 9, 11],
};

/** What a chunk may miss of the filter's answer to what was before, of the largest sample: a thousandth of a bit. */
const tolerance = 1e-7;
/** Rows that are filtered at once, and by one invocation. */
const blockRows = 8192;
const chunkRows = 512;
const groupSize = 64;
/** Rows whose medians are told in the same parts of a bit, as the processor has them in one vector. */
const tierRows = 8;
const mostSections = 16;
const mostMembers = 2048;
/** Beyond it the corner is so low that single precision would show. */
const mostWarmRows = 12_000;

/** Raw frames on a device, as they lie in the file. */
export interface GpuRaw {
  readonly buffer: GPUBuffer;
  readonly columnCount: number;
  /** Of the first frame. */
  readonly frame: Int16Array;
}

/** The stretch that is cleaned: `count` rows from `start` of the raw frames, of which [from, to) are wanted. */
export interface GpuStretch {
  readonly start: number;
  readonly count: number;
  readonly from: number;
  readonly to: number;
  readonly columnSamples: number;
}

/** Whether the GPU does all that a shape asks for; whitening is the processor's. */
export const suitsGpu = ({ sections, columns, neighbours, whitening, groups }: CleanShape): boolean =>
  !(neighbours && columns.length > mostMembers) &&
  !whitening &&
  sections.length <= mostSections &&
  groups.every(({ members }) => members <= mostMembers) &&
  settledSamples(sections, tolerance) <= mostWarmRows;

/**
 * Cleans raw frames on a GPU as `frameCleaner` does: filter and reference are equal within a hundredth of a bit. Local medians
 * of rows with values beyond 255 bits are told in sixteenths by both, and differ by one where one of them rounds up.
 */
export class GpuFrames {
  readonly #device: GPUDevice;
  readonly #pipelines: Readonly<Record<Step, GPUComputePipeline>>;

  private constructor(device: GPUDevice, pipelines: Readonly<Record<Step, GPUComputePipeline>>) {
    this.#device = device;
    this.#pipelines = pipelines;
  }

  static async create(device: GPUDevice): Promise<GpuFrames> {
    const module = device.createShaderModule({ code: shader });
    const pipelines = await Promise.all(
      steps.map((entryPoint) =>
        device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint } }),
      ),
    );
    return new GpuFrames(
      device,
      Object.fromEntries(steps.map((step, i) => [step, pipelines[i]!])) as Record<Step, GPUComputePipeline>,
    );
  }

  /** Once for any number of pictures; null where the device cannot hold so much. The caller destroys the buffer. */
  upload(raw: Int16Array, columnCount: number): GpuRaw | null {
    if (raw.byteLength > this.#device.limits.maxStorageBufferBindingSize) return null;
    const size = Math.ceil(raw.byteLength / 4) * 4;
    const buffer = this.#device.createBuffer({ size, usage: usage.storage | usage.copyTarget });
    const whole = raw.subarray(0, raw.length & ~1) as Int16Array<ArrayBuffer>;
    this.#device.queue.writeBuffer(buffer, 0, whole);
    if (raw.length & 1) this.#device.queue.writeBuffer(buffer, size - 4, Int16Array.of(raw.at(-1) ?? 0, 0));
    return { buffer, columnCount, frame: raw.slice(0, columnCount) };
  }

  /**
   * The wanted rows, cleaned, in bits: (rows × channels), or the lowest and the highest of columns of them, each
   * (columns × channels). Throws what the device does when it is lost meanwhile.
   */
  async faces(raw: GpuRaw, shape: CleanShape, stretch: GpuStretch): Promise<Float32Array[]> {
    const { columnSamples } = stretch;
    const channels = shape.columns.length;
    const tables = this.#tables(raw, shape);
    const temporary: GPUBuffer[] = Object.values(tables);
    // Whole columns in each block.
    const rows = Math.max(1, Math.floor(blockRows / columnSamples)) * columnSamples;
    const faceCount = columnSamples === 1 ? 1 : 2;
    const pieces: { buffer: GPUBuffer; length: number }[] = [];
    try {
      for (let first = stretch.from; first < stretch.to; first += rows) {
        const end = Math.min(stretch.to, first + rows);
        const columns = Math.ceil((end - first) / columnSamples);
        const length = faceCount * columns * channels;
        const buffer = this.#device.createBuffer({
          size: 4 * length,
          usage: usage.mapRead | usage.copyTarget,
        });
        temporary.push(buffer);
        pieces.push({ buffer, length });
        temporary.push(...this.#block(raw, shape, stretch, tables, first, end, buffer));
      }
      await Promise.all(pieces.map(({ buffer }) => buffer.mapAsync(mapRead)));
      const faces = Array.from(
        { length: faceCount },
        () => new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0) / faceCount),
      );
      let at = 0;
      for (const { buffer, length } of pieces) {
        const values = new Float32Array(buffer.getMappedRange());
        const own = length / faceCount;
        faces.forEach((face, i) => {
          face.set(values.subarray(i * own, (i + 1) * own), at);
        });
        at += own;
      }
      return faces;
    } finally {
      for (const buffer of temporary) buffer.destroy();
    }
  }

  /** Gives the device one block to do; returns what may be destroyed when it is done. */
  #block(
    raw: GpuRaw,
    shape: CleanShape,
    { start, count, columnSamples }: GpuStretch,
    tables: Tables,
    first: number,
    end: number,
    result: GPUBuffer,
  ): GPUBuffer[] {
    const { sections, zeroPhase, groups, neighbours } = shape;
    const channels = shape.columns.length;
    const isBackward = zeroPhase && sections.length > 0;
    const padding = isBackward ? paddingOf(sections) : 0;
    const warm = settledSamples(sections, tolerance);
    const forwardFirst = Math.max(-padding, isBackward ? first - warm : first);
    const forwardEnd = Math.min(count + padding, isBackward ? end + warm : end);
    // What is reflected lies on the other side of the end.
    let alignFirst = Math.max(0, forwardFirst - warm);
    let alignEnd = Math.min(count, forwardEnd);
    if (forwardFirst - warm < 0) alignEnd = Math.min(count, Math.max(alignEnd, padding + 1));
    if (forwardEnd > count) alignFirst = Math.max(0, Math.min(alignFirst, count - 1 - padding));
    const facts = new ArrayBuffer(80);
    new Uint32Array(facts).set([
      count,
      raw.columnCount,
      channels,
      padding,
      warm,
      chunkRows,
      sections.length,
      shape.delays ? delayTaps : 0,
    ]);
    new Int32Array(facts, 32).set([
      alignFirst,
      alignEnd,
      forwardFirst,
      forwardEnd,
      first,
      end,
      columnSamples,
    ]);
    new Float32Array(facts, 60)[0] = referenceScale(shape);
    new Uint32Array(facts, 64)[0] = start;
    const columns = Math.ceil((end - first) / columnSamples);
    const buffers = {
      facts: this.#filled(new Uint32Array(facts), usage.uniform),
      aligned: this.#empty((alignEnd - alignFirst) * channels),
      forwarded: this.#empty((forwardEnd - forwardFirst) * channels),
      frames: this.#empty((end - first) * channels),
      extremes: this.#empty(columnSamples === 1 ? 1 : 2 * columns * channels),
      tiers: this.#empty(Math.ceil((end - first) / tierRows)),
    };
    const { facts: uniform, aligned, forwarded, frames, extremes, tiers } = buffers;
    const all: Readonly<Record<number, GPUBindingResource>> = Object.fromEntries(
      [
        uniform,
        raw.buffer,
        tables.columnOf,
        tables.weights,
        tables.modes,
        tables.origins,
        tables.bases,
        aligned,
        forwarded,
        frames,
        tables.groups,
        extremes,
        tiers,
        tables.nears,
      ].map((buffer, binding) => [binding, { buffer }]),
    );
    const encoder = this.#device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    const run = (step: Step, x: number, y: number) => {
      const pipeline = this.#pipelines[step];
      pass.setPipeline(pipeline);
      pass.setBindGroup(
        0,
        this.#device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: bound[step].map((binding) => ({ binding, resource: all[binding]! })),
        }),
      );
      pass.dispatchWorkgroups(x, y);
    };
    const across = Math.ceil(channels / groupSize);
    run('split', across, alignEnd - alignFirst);
    run('forward', across, Math.ceil((forwardEnd - forwardFirst) / chunkRows));
    if (isBackward) run('backward', across, Math.ceil((end - first) / chunkRows));
    else run('keep', across, end - first);
    if (groups.length > 0) run('reference', end - first, groups.length);
    if (neighbours) {
      run('tier', Math.ceil((end - first) / tierRows), 1);
      run('near', end - first, 1);
    }
    if (columnSamples > 1) run('envelope', across, columns);
    pass.end();
    encoder.copyBufferToBuffer(columnSamples > 1 ? extremes : frames, 0, result, 0, result.size);
    this.#device.queue.submit([encoder.finish()]);
    return Object.values(buffers);
  }

  #tables(
    { frame }: GpuRaw,
    { columns, delays, sections, zeroPhase, groups, neighbours }: CleanShape,
  ): Tables {
    const filters = delays && Array.from(delays, (delay) => fractionalDelay(delay, delayTaps, delayBand));
    const weights = new Float32Array(delayTaps * columns.length);
    filters?.forEach((filter, channel) => {
      filter.forEach((weight, tap) => {
        weights[tap * columns.length + channel] = weight;
      });
    });
    const origins = Int32Array.from(columns, (column) => frame[column]!);
    const gain = gainAtRest(sections) ** (zeroPhase ? 2 : 1);
    const bases = Float32Array.from(origins, (origin, channel) => {
      const sum = filters ? filters[channel]!.reduce((total, weight) => total + Math.fround(weight), 0) : 1;
      return origin * sum * gain;
    });
    return {
      columnOf: this.#filled(Uint32Array.from(columns)),
      weights: this.#filled(weights),
      modes: this.#filled(sectionModes(sections)),
      origins: this.#filled(origins),
      bases: this.#filled(bases),
      nears: this.#filled(nearTable(neighbours ?? [])),
      groups: this.#filled(
        Uint32Array.from(groups.flatMap(({ first, members, count }) => [first, members, count, 0])),
      ),
    };
  }

  /** A buffer may not be empty. */
  #empty(length: number): GPUBuffer {
    return this.#device.createBuffer({
      size: Math.max(16, 4 * length),
      usage: usage.storage | usage.copySource,
    });
  }

  #filled(values: Uint32Array | Int32Array | Float32Array, kind: number = usage.storage): GPUBuffer {
    const buffer = this.#device.createBuffer({
      size: Math.max(16, values.byteLength),
      usage: kind | usage.copyTarget,
      mappedAtCreation: true,
    });
    new Uint8Array(buffer.getMappedRange()).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
    buffer.unmap();
    return buffer;
  }
}

interface Tables {
  readonly columnOf: GPUBuffer;
  readonly weights: GPUBuffer;
  readonly modes: GPUBuffer;
  readonly origins: GPUBuffer;
  readonly bases: GPUBuffer;
  readonly groups: GPUBuffer;
  readonly nears: GPUBuffer;
}

/** Where the list of each channel begins and how long it is, then the lists. */
function nearTable(lists: readonly Int32Array[]): Uint32Array {
  const heads: number[] = [];
  let at = 2 * lists.length;
  for (const { length } of lists) {
    heads.push(at, length);
    at += length;
  }
  return Uint32Array.from([...heads, ...lists.flatMap((list) => [...list])]);
}
