import type { TraceInputs, TraceWindow } from '../../core/analyses/trace-params.ts';
import { leastStep, traceWindow } from '../../core/analyses/trace-window.ts';
import type { RawStretch } from '../../core/engine/engine-api.ts';
import { type GpuDoor, gpuDevice } from '../../core/gpu/device.ts';
import { GpuFrames, type GpuRaw, suitsGpu } from '../../core/gpu/gpu-frames.ts';
import { quantizeTraces } from '../../core/kernels/quantize-traces.ts';
import type { RecordingReader } from '../../core/model/recording.ts';

/** Raw samples that a page has, and who cleaned what came of them. */
export interface LocalWindow {
  readonly window: TraceWindow;
  /** `WebGPU: nvidia ampere`, or `CPU`. */
  readonly by: string;
}

interface Held {
  stretch: RawStretch;
  gpu: GpuRaw | null;
}

/** A sixth of what a page may have; neighbours are joined up to three fifths of it. */
const mostBytes = 50e6;
const mostJoinedBytes = 32e6;

/**
 * Cleans windows of traces from raw samples that are here: on a GPU, where there is one and it can do what is asked for, else
 * with the processor's kernels, the same that the host has. A GPU that is lost is replaced when there is another one.
 */
export class LocalClean {
  readonly #door: GpuDoor;
  readonly #takesSoftware: boolean;
  /** Used last, last. */
  readonly #held: Held[] = [];
  #gpu: Promise<{ frames: GpuFrames; name: string } | null> | null = null;

  /** A GPU that the processor plays is slower than the processor, and is taken by tests only. */
  constructor(door: GpuDoor, takesSoftware = false) {
    this.#door = door;
    this.#takesSoftware = takesSoftware;
  }

  /** Its name; null where the processor does the work. */
  async gpuName(): Promise<string | null> {
    return (await this.#device())?.name ?? null;
  }

  /** Keeps a stretch, joined to its neighbours; returns all that is there. */
  add(stretch: RawStretch): readonly Omit<RawStretch, 'values'>[] {
    let joined = stretch;
    for (const held of [...this.#held]) {
      const both = joinedStretch(held.stretch, joined);
      if (!both) continue;
      joined = both;
      this.#drop(held);
    }
    this.#held.push({ stretch: joined, gpu: null });
    let bytes = this.#held.reduce((sum, { stretch: { values } }) => sum + values.byteLength, 0);
    for (const held of this.#held.slice(0, -1)) {
      if (bytes <= mostBytes) break;
      bytes -= held.stretch.values.byteLength;
      this.#drop(held);
    }
    return this.#held.map(({ stretch: { values, ...place } }) => place);
  }

  /** Null where the samples are not there any more. Throws what cleaning throws. */
  async window(stream: string, inputs: TraceInputs): Promise<LocalWindow | null> {
    const { before, behind } = inputs.cleaning;
    const first = Math.max(0, inputs.startSample - before);
    const last = Math.min(inputs.recording.sampleCount, inputs.endSample + behind);
    const held = this.#held.find(
      ({ stretch }) => stretch.stream === stream && stretch.startSample <= first && stretch.endSample >= last,
    );
    if (!held) return null;
    this.#held.splice(this.#held.indexOf(held), 1);
    this.#held.push(held);
    const gpu = suitsGpu(inputs.cleaning.shape) ? await this.#device() : null;
    if (gpu)
      try {
        held.gpu ??= gpu.frames.upload(held.stretch.values, inputs.recording.columnCount);
        if (held.gpu)
          return {
            window: await gpuWindow(gpu.frames, held.gpu, held.stretch, inputs, first, last),
            by: `WebGPU: ${gpu.name}`,
          };
      } catch {
        // Lost or refused: the processor does this one, and the next asks for another device.
        this.#forgetGpu();
      }
    const open = async () => reader(held.stretch, inputs);
    return { window: await traceWindow(inputs, { open, signal: new AbortController().signal }), by: 'CPU' };
  }

  async #device() {
    this.#gpu ??= gpuDevice(this.#door).then(async (gpu) => {
      if (!gpu || (gpu.isSoftware && !this.#takesSoftware)) return null;
      void gpu.lost.then(() => this.#forgetGpu());
      return { frames: await GpuFrames.create(gpu.device), name: gpu.name };
    });
    return this.#gpu.catch(() => null);
  }

  #forgetGpu(): void {
    this.#gpu = null;
    for (const held of this.#held) held.gpu = null;
  }

  #drop(held: Held): void {
    held.gpu?.buffer.destroy();
    this.#held.splice(this.#held.indexOf(held), 1);
  }
}

/** One stretch of two of a stream that overlap or follow each other; null for others, and for too long ones. */
export function joinedStretch(a: RawStretch, b: RawStretch): RawStretch | null {
  if (a.stream !== b.stream || a.startSample > b.endSample || b.startSample > a.endSample) return null;
  const startSample = Math.min(a.startSample, b.startSample);
  const endSample = Math.max(a.endSample, b.endSample);
  const { columnCount } = a;
  if (2 * columnCount * (endSample - startSample) > mostJoinedBytes) return null;
  const values = new Int16Array((endSample - startSample) * columnCount);
  for (const part of [a, b]) values.set(part.values, (part.startSample - startSample) * columnCount);
  return { stream: a.stream, startSample, endSample, columnCount, values };
}

async function gpuWindow(
  frames: GpuFrames,
  raw: GpuRaw,
  stretch: RawStretch,
  inputs: TraceInputs,
  first: number,
  last: number,
): Promise<TraceWindow> {
  const { startSample, endSample, columnSamples, cleaning, places, gains } = inputs;
  const faces = await frames.faces(raw, cleaning.shape, {
    start: first - stretch.startSample,
    count: last - first,
    from: startSample - first,
    to: endSample - first,
    columnSamples,
  });
  const { values, steps } = quantizeTraces(faces, cleaning.shape.columns.length, places, gains, leastStep);
  return {
    startSample,
    columnSamples,
    columnCount: Math.ceil((endSample - startSample) / columnSamples),
    columns: Int32Array.from(places, (place) => cleaning.shape.columns[place]!),
    values,
    stepUv: steps,
  };
}

/** The samples as if they came from the file. */
const reader = (
  { values, startSample, columnCount }: RawStretch,
  { recording }: TraceInputs,
): RecordingReader => ({
  ref: recording,
  read: async (start, end) =>
    values.subarray((start - startSample) * columnCount, (end - startSample) * columnCount),
  close: async () => undefined,
});
