import type { Theme } from '../../core/figure/theme.ts';
import { glContext } from '../../webviews/figure/gl-context.ts';
import { GlTraces, glFacts } from '../../webviews/traces/gl-traces.ts';
import { tracePainter } from '../../webviews/traces/paint-traces.ts';
import type { Picture } from '../../webviews/traces/picture.ts';
import { wordOf } from '../../webviews/traces/pixel-paper.ts';
import type { Tile } from '../../webviews/traces/tile-store.ts';
import { columnSamplesOf, tileSamplesOf } from '../../webviews/traces/tiles.ts';
import { glPainter, TracePainters } from '../../webviews/traces/trace-painters.ts';

// What the test runs in a page: it answers with how far pictures by WebGL and by the processor are apart.

const channelCount = 24;
const rateHz = 30_000;
const tiles = new Map<string, Tile>();

/** Noise with slow waves and spikes, an offset per channel; one tile has a hole. */
function tileAt(level: number, sample: number): Tile {
  const index = Math.floor(sample / tileSamplesOf(level));
  const key = `${level}/${index}`;
  const known = tiles.get(key);
  if (known) return known;
  const columnSamples = columnSamplesOf(level);
  const columnCount = tileSamplesOf(level) / columnSamples;
  const faces = level === 0 ? 1 : 2;
  const values = new Int16Array(channelCount * columnCount * faces);
  let state = 1 + index;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  for (let i = 0; i < values.length; i += faces) {
    const middle = 200 * Math.sin(i / 300) + 60 * next() - (i % 97 === 5 ? 900 : 0);
    values[i] = middle - (faces === 2 ? 40 + 30 * next() : 0);
    if (faces === 2) values[i + 1] = middle + 40 + 30 * next();
    if (level > 0 && index === 15 && (i >> 1) % columnCount < 30) values.set([32_767, -32_768], i);
  }
  const tile = {
    window: {
      startSample: index * tileSamplesOf(level),
      columnSamples,
      columnCount,
      columns: Int32Array.from({ length: channelCount }, (_, i) => i),
      values,
      stepUv: new Float32Array(channelCount).fill(0.25),
    },
    from: 0,
    columnCount,
    startSample: index * tileSamplesOf(level),
  };
  tiles.set(key, tile);
  return tile;
}

const rows = Array.from({ length: channelCount }, (_, column) => ({
  column,
  id: column,
  label: `${column}`,
  shank: 0,
  xUm: 0,
  yUm: 20 * column,
}));
const units = [
  {
    unit: '3',
    timesS: Float64Array.from({ length: 400 }, (_, i) => 0.9 + i * 0.0213),
    peakColumn: 9,
    message: null,
    color: wordOf('#c02060'),
  },
];

const [widthPx, heightPx] = [420, 300];
const picture = (
  given: Partial<Picture['settings']>,
  startS: number,
  more: Partial<Picture> = {},
): Picture => ({
  store: { at: (level, sample) => (level === (more.level ?? 4) ? tileAt(level, sample) : undefined) },
  level: 4,
  view: { startS, spanS: (widthPx * 13) / rateHz, firstRow: 0.4, rowCount: 21.5 },
  rows,
  settings: {
    mode: 'lines',
    isFiltered: true,
    highpassHz: 300,
    reference: 'none',
    more: {},
    rowUv: 120,
    ...given,
  },
  units,
  sampleRateHz: rateHz,
  theme: { paper: '#1f1f1f', text: '#cccccc', palette: 'dark' } as Theme,
  ratio: 1,
  ...more,
});

const bytesOf = (canvas: HTMLCanvasElement): Uint8ClampedArray => {
  const flat = new OffscreenCanvas(widthPx, heightPx).getContext('2d')!;
  flat.drawImage(canvas, 0, 0);
  return flat.getImageData(0, 0, widthPx, heightPx).data;
};

/** Of all bytes, the share that differs by more than 3 of 255, and the mean difference. */
const apart = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let far = 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (difference > 3) far++;
    sum += difference;
  }
  return { far: far / a.length, mean: sum / a.length };
};

export function painted() {
  const context = glContext();
  const facts = glFacts(context);
  if (!context || !facts) return null;
  const traces = new GlTraces(context);
  const paint = glPainter(traces);
  const found: Record<string, { far: number; mean: number; ink: number }> = {};
  const compare = (name: string, what: Picture) => {
    const { bytes } = tracePainter()(
      { ...what, units: name.startsWith('image') ? [] : what.units },
      widthPx,
      heightPx,
    );
    const words = new Set(new Uint32Array(bytes.buffer));
    found[name] = { ...apart(bytesOf(paint(what, widthPx, heightPx)!), bytes), ink: words.size };
  };
  compare('lines', picture({}, 1));
  compare('lines, panned', picture({}, 1.02));
  compare('lines, panned back beyond the edge of the texture', picture({}, 0.93));
  compare('lines, larger', picture({ rowUv: 30 }, 0.93));
  compare('lines without a filter', picture({ isFiltered: false }, 1));
  compare('lines without spikes', picture({}, 1, { units: [] }));
  const close = { startS: 1, spanS: 0.004, firstRow: 0, rowCount: 12 };
  compare('lines of single samples', picture({}, 1, { level: 0, view: close }));
  compare('image', picture({ mode: 'image' }, 1));
  const low = { startS: 1, spanS: 0.1, firstRow: 0, rowCount: 90 };
  compare('image of rows too low for lines', picture({}, 1, { view: low }));
  compare('image, panned', picture({ mode: 'image', isFiltered: false }, 1.07));

  // After a loss the processor goes on.
  const target = Object.assign(document.createElement('canvas'), { width: widthPx, height: heightPx });
  const flat = target.getContext('2d', { alpha: false })!;
  return new Promise((resolve) => {
    context.canvas.addEventListener('webglcontextlost', () =>
      setTimeout(() => {
        new TracePainters().paint(flat, picture({}, 1), { left: 0, top: 0, widthPx, heightPx });
        const { bytes } = tracePainter()(picture({}, 1), widthPx, heightPx);
        resolve({
          facts,
          found,
          afterLoss: apart(bytesOf(target), bytes).mean,
          isGone: glContext() === null,
        });
      }),
    );
    context.regl._gl.getExtension('WEBGL_lose_context')?.loseContext();
  });
}
