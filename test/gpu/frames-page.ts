import type { TraceInputs } from '../../core/analyses/trace-params.ts';
import { gpuDevice } from '../../core/gpu/device.ts';
import { GpuFrames, suitsGpu } from '../../core/gpu/gpu-frames.ts';
import { butterworthHighpass } from '../../core/kernels/butterworth.ts';
import { butterworthBandpass, butterworthLowpass } from '../../core/kernels/butterworth-band.ts';
import type { CleanShape } from '../../core/kernels/clean-shape.ts';
import { foldExtremes } from '../../core/kernels/column-extremes.ts';
import { frameCleaner } from '../../core/kernels/frame-cleaner.ts';
import { LocalClean, type LocalWindow } from '../../webviews/traces/local-clean.ts';

// What the test runs in a page: it answers with the largest difference of each case, in bits.

/** What a probe may give: an offset and noise of each channel, a slow wave and mains in common, spikes. */
function framesOf(rows: number, columnCount: number, commonBits: number): Int16Array {
  let state = 7;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const offsets = Array.from({ length: columnCount }, () => 900 * next());
  return Int16Array.from({ length: rows * columnCount }, (_, i) => {
    const [row, column] = [Math.floor(i / columnCount), i % columnCount];
    const common = commonBits * Math.sin(row / 40) + 300 * Math.sin(row / 4000);
    const spike = (row * 31 + column * 7) % 701 < 6 ? -150 : 0;
    return Math.round(offsets[column]! + common + 30 * next() + spike);
  });
}

const upTo = (count: number) => Int32Array.from({ length: count }, (_, i) => i);
const shapeOf = (columnCount: number, channels: number, given: Partial<CleanShape>): CleanShape => ({
  columnCount,
  columns: upTo(channels),
  delays: null,
  sections: [],
  zeroPhase: true,
  groups: [{ first: 0, members: channels, count: channels }],
  neighbours: null,
  whitening: null,
  medianParts: 128,
  ...given,
});
const highpass = butterworthHighpass(3, 0.01);
const ranks = (count: number) => Float64Array.from({ length: count }, (_, i) => ((i >> 1) % 12) / 13);

/** Even and odd numbers of them; the ends have fewer. */
const annuli = (count: number) =>
  Array.from({ length: count }, (_, own) =>
    upTo(count).filter((k) => Math.abs(k - own) >= 3 && Math.abs(k - own) <= 9 + (own % 3)),
  );

interface Case {
  readonly shape: CleanShape;
  readonly count: number;
  readonly from: number;
  readonly to: number;
  readonly commonBits?: number;
}
const cases: Readonly<Record<string, Case>> = {
  'high-pass and median of a probe, in the middle': {
    shape: shapeOf(385, 384, { sections: highpass }),
    count: 2600,
    from: 1100,
    to: 1500,
  },
  'aligned, at both ends of the recording': {
    shape: shapeOf(33, 32, { sections: highpass, delays: ranks(32) }),
    count: 1500,
    from: 0,
    to: 1500,
  },
  'two shanks, one with an odd number and a reference site': {
    shape: shapeOf(31, 30, {
      sections: butterworthHighpass(5, 0.02),
      groups: [
        { first: 0, members: 14, count: 15 },
        { first: 15, members: 15, count: 15 },
      ],
    }),
    count: 700,
    from: 17,
    to: 600,
  },
  'band-pass': {
    shape: shapeOf(5, 4, { sections: butterworthBandpass(3, 0.01, 0.2), groups: [] }),
    count: 9500,
    from: 500,
    to: 9300,
  },
  'low-pass of large offsets': {
    shape: shapeOf(17, 16, { sections: butterworthLowpass(4, 0.1), groups: [] }),
    count: 2000,
    from: 0,
    to: 2000,
  },
  'high-pass of the LF band at 2 Hz': {
    shape: shapeOf(9, 8, { sections: butterworthHighpass(2, 2 / 2500), groups: [] }),
    count: 9000,
    from: 4000,
    to: 4600,
  },
  causal: {
    shape: shapeOf(33, 32, { sections: highpass, zeroPhase: false, groups: [] }),
    count: 2500,
    from: 1000,
    to: 2300,
  },
  'local median of near channels': {
    shape: shapeOf(65, 64, { sections: highpass, groups: [], neighbours: annuli(64) }),
    count: 2600,
    from: 1100,
    to: 1803,
    commonBits: 20,
  },
  'local median without a filter': {
    shape: shapeOf(33, 32, { groups: [], neighbours: annuli(32) }),
    count: 300,
    from: 0,
    to: 300,
  },
  'nothing but the median': { shape: shapeOf(33, 32, {}), count: 300, from: 3, to: 280 },
  'a median beyond 16 bits in parts': {
    shape: shapeOf(33, 32, { sections: highpass }),
    count: 2500,
    from: 1100,
    to: 1400,
    commonBits: 9000,
  },
};

export async function framesCompared(): Promise<{
  readonly adapter: string | null;
  readonly differences: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}> {
  const gpu = await gpuDevice(navigator.gpu);
  if (!gpu) return { adapter: null, differences: {}, wrong: [] };
  const frames = await GpuFrames.create(gpu.device);
  const differences: Record<string, number> = {};
  const wrong: string[] = [];
  /** Rows of the raw frames before the stretch: a stretch need not begin where what was uploaded does. */
  const start = 37;
  for (const [name, { shape, count, from, to, commonBits = 200 }] of Object.entries(cases)) {
    if (!suitsGpu(shape)) wrong.push(`${name}: not done on a GPU`);
    const values = framesOf(start + count, shape.columnCount, commonBits);
    const cleaner = frameCleaner(shape, { stretch: count, rows: to - from });
    cleaner.raw.set(values.subarray(start * shape.columnCount));
    cleaner.clean(count, from, to);
    const rows = cleaner.cleaned();
    const raw = frames.upload(values, shape.columnCount)!;
    const [all] = await frames.faces(raw, shape, { start, count, from, to, columnSamples: 1 });
    differences[name] = largest(all!, rows);

    const columnSamples = 64;
    const width = shape.columns.length;
    const size = Math.ceil((to - from) / columnSamples) * width;
    const wanted = [Infinity, -Infinity].map((value) => new Float32Array(size).fill(value));
    foldExtremes(rows, width, 0, columnSamples, wanted[0]!, wanted[1]!);
    const seen = await frames.faces(raw, shape, { start, count, from, to, columnSamples });
    seen.forEach((face, i) => {
      differences[`${name}, ${i === 0 ? 'lowest' : 'highest'} values`] = largest(face, wanted[i]!);
    });
    raw.buffer.destroy();
  }
  if (suitsGpu(shapeOf(33, 32, { whitening: [] }))) wrong.push('whitening was taken');
  const coarse = frames.upload(framesOf(2600, 33, 2500), 33)!;
  const large = shapeOf(33, 32, { sections: highpass, groups: [], neighbours: annuli(32) });
  const cleaner = frameCleaner(large, { stretch: 2600, rows: 400 });
  cleaner.raw.set(framesOf(2600, 33, 2500));
  cleaner.clean(2600, 1100, 1500);
  const place = { start: 0, count: 2600, from: 1100, to: 1500, columnSamples: 1 };
  const [own] = await frames.faces(coarse, large, place);
  const difference = largest(own!, cleaner.cleaned());
  if (!(difference <= 1 / 16 + 0.01)) wrong.push(`local medians in sixteenths differ by ${difference}`);
  const lost = frames.upload(framesOf(100, 33, 0), 33)!;
  gpu.device.destroy();
  await gpu.lost;
  const stretch = { start: 0, count: 100, from: 0, to: 100, columnSamples: 1 };
  if (await frames.faces(lost, shapeOf(33, 32, {}), stretch).catch(() => null))
    wrong.push('a lost device cleaned');
  wrong.push(...(await afterLoss()));
  return { adapter: gpu.name, differences, wrong };
}

/** What a page makes of raw samples while its device goes away. */
async function afterLoss(): Promise<string[]> {
  const devices: GPUDevice[] = [];
  const door = {
    async requestAdapter(options?: GPURequestAdapterOptions) {
      const adapter = await navigator.gpu.requestAdapter(options);
      const requestDevice = adapter?.requestDevice.bind(adapter);
      if (adapter && requestDevice)
        adapter.requestDevice = async (wanted) => {
          const device = await requestDevice(wanted);
          devices.push(device);
          return device;
        };
      return adapter;
    },
  };
  const shape = shapeOf(9, 8, { sections: highpass });
  const values = framesOf(3000, 9, 20);
  const local = new LocalClean(door, true);
  local.add({ stream: 'imec0.ap', startSample: 0, endSample: 3000, columnCount: 9, values });
  const inputs: TraceInputs = {
    recording: {
      file: '',
      encoding: 'flat',
      sampleType: 'int16',
      headerBytes: 0,
      columnCount: 9,
      sampleCount: 3000,
      fingerprint: '',
    },
    cleaning: {
      shape,
      channelIds: upTo(8),
      excluded: new Int32Array(),
      before: 1000,
      behind: 1000,
      steps: [],
    },
    startSample: 1000,
    endSample: 1500,
    columnSamples: 1,
    places: upTo(8),
    gains: new Float64Array(8).fill(2),
    whitening: null,
  };
  const first = await local.window('imec0.ap', inputs);
  devices[0]?.destroy();
  await devices[0]?.lost;
  const second = await local.window('imec0.ap', inputs);
  const wrong: string[] = [];
  if (!first?.by.startsWith('WebGPU: ')) wrong.push(`first by ${first?.by}`);
  if (!second) return [...wrong, 'nothing was made after a loss'];
  const uv = ({ window: { values, stepUv } }: LocalWindow) =>
    Float32Array.from(values, (value, i) => value * stepUv[Math.floor(i / 500)]!);
  // Half a step of 16 bits each, besides what a GPU may differ by, of 2 µV a bit.
  const most = 0.02 + 2 * Math.max(...first!.window.stepUv);
  const difference = largest(uv(second), uv(first!));
  if (difference > most) wrong.push(`after a loss ${second.by} differs by ${difference} µV`);
  if (!second.by.startsWith('WebGPU: ') || devices.length < 2) wrong.push(`no new device: ${second.by}`);
  return wrong;
}

function largest(found: Float32Array, wanted: Float32Array): number {
  if (found.length !== wanted.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < found.length; i++) {
    const difference = Math.abs(found[i]! - wanted[i]!);
    if (!(difference <= most)) most = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return most;
}
