import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseParams } from '../../core/analyses/params.ts';
import { templateTraces } from '../../core/analyses/waveform-templates.ts';
import { waveforms } from '../../core/analyses/waveforms.ts';
import { waveformsFigure } from '../../core/analyses/waveforms-figure.ts';

const channelCount = 40;
const sampleCount = 4;
const sites = Array.from({ length: channelCount }, (_, column) => ({
  column,
  id: column,
  shank: 0,
  xUm: 32 * (column % 2),
  yUm: 15 * Math.floor(column / 2),
  isReference: false,
}));

/** A unit that dips by `depthUv` on the first of the channels it is shown on. */
function unit(name: string, shown: readonly number[], depthUv: number) {
  const meanUv = new Float32Array(sampleCount * channelCount);
  meanUv[2 * channelCount + (shown[0] as number)] = -depthUv;
  return {
    unit: name,
    source: 0,
    spikeIds: Uint32Array.of(0, 1),
    leftOutSpikeIds: Uint32Array.of(),
    density: null,
    meanUv,
    sdUv: new Float32Array(meanUv.length),
    peak: shown[0] as number,
    shown: Int32Array.from(shown),
    examples: null,
    waveforms: null,
  };
}

const figureOf = (units: readonly ReturnType<typeof unit>[]) =>
  waveformsFigure(
    {
      sources: [
        {
          sampleRateHz: 30_000,
          columns: Int32Array.from(sites, ({ column }) => column),
          channelIds: Int32Array.from(sites, ({ id }) => id),
          sites,
        },
      ],
      units,
    },
    parseParams(waveforms.params),
  );

test('units that share a channel, also through a third, share a panel', () => {
  const { panels } = figureOf([unit('7', [0, 1, 2], 90), unit('8', [6, 7, 8], 50), unit('9', [2, 3, 6], 30)]);
  assert.deepEqual(
    panels.map(({ title }) => title),
    ['7, 8, 9'],
  );
  const colors = panels[0]?.marks.flatMap(({ kind, color }) => (kind === 'line' ? [color] : []));
  assert.deepEqual(new Set(colors?.map((color) => JSON.stringify(color))).size, 3);
});

test('units far apart get panels of their own, in their colours, to one scale with one pair of scale bars', () => {
  const { panels, grid } = figureOf([unit('7', [0, 1, 2], 200), unit('8', [30, 31, 32, 33], 20)]);
  assert.deepEqual(grid, { rows: 1, columns: 2 });
  assert.deepEqual(
    panels.map(({ title, titleColor }) => [title, titleColor]),
    [
      ['7', { series: 0 }],
      ['8', { series: 1 }],
    ],
  );
  for (const axis of ['x', 'y'] as const) {
    const [first, second] = panels.map((panel) => panel[axis].domain[1] - panel[axis].domain[0]);
    assert.ok(Math.abs((first as number) - (second as number)) < 1e-6, `${axis}: ${first} and ${second}`);
  }
  assert.deepEqual(
    panels.map(({ scaleBars }) => scaleBars !== undefined),
    [false, true],
  );
});

test('units of two probes never share a panel, though their channels have the same numbers', () => {
  const source = {
    sampleRateHz: 30_000,
    columns: Int32Array.from(sites, ({ column }) => column),
    channelIds: Int32Array.from(sites, ({ id }) => id),
    sites,
  };
  const { panels } = waveformsFigure(
    {
      sources: [source, { ...source, sampleRateHz: 30_000.3 }],
      units: [unit('7.0', [0, 1, 2], 90), { ...unit('7.1', [0, 1, 2], 50), source: 1 }],
    },
    parseParams(waveforms.params),
  );
  assert.deepEqual(
    panels.map(({ title }) => title),
    ['7.0', '7.1'],
  );
});

test('a heat map has one row per drawn channel, coloured to one scale around zero', () => {
  const units = [unit('7', [0, 1, 2], 200), unit('8', [0, 1, 2], 20)];
  const { panels } = waveformsFigure(
    {
      sources: [
        {
          sampleRateHz: 30_000,
          columns: Int32Array.from(sites, ({ column }) => column),
          channelIds: Int32Array.from(sites, ({ id }) => id + 100),
          sites,
        },
      ],
      units,
    },
    parseParams(waveforms.params, { show: 'heatmap' }),
  );
  const images = panels.flatMap(({ marks }) => marks.filter((mark) => mark.kind === 'image'));
  assert.equal(images.length, 2);
  for (const { rows, columns, values, range } of images) {
    assert.deepEqual([rows, columns, values.length, ...range], [3, sampleCount, 3 * sampleCount, -200, 200]);
  }
  assert.equal(images[0]!.values[2], -200);
  assert.deepEqual(panels[0]!.y.tickLabels, ['100', '101', '102']);
  assert.deepEqual(
    panels.map(({ colorbar }) => colorbar?.range),
    [undefined, [-200, 200]],
  );
});

test('templates are scaled to the mean on the peak channel, moved to its peak, and left out where not sorted', () => {
  const own = unit('7', [0, 1, 2], 90);
  // The template was made of columns 1 and 0, is ten times as small and one sample early.
  const waveform = Float32Array.of(0, 0, 3, -9, 0, 0);
  const templates = { columns: Int32Array.of(1, 0), waveforms: [waveform] };
  const columns = Int32Array.from(sites, ({ column }) => column);
  const [trace] = templateTraces({ ...own, templates }, { columns });
  assert.deepEqual([...trace!.channels], [0, 1]);
  const at = (sample: number, channel: number) => trace!.mean[sample * channelCount + channel]!;
  assert.deepEqual([at(2, 0), at(2, 1), at(1, 0)], [-90, 30, 0]);
  assert.ok(Number.isNaN(at(2, 2)));
  const unsorted = { columns: Int32Array.of(5), waveforms: [Float32Array.of(1, 2)] };
  assert.deepEqual(templateTraces({ ...own, templates: unsorted }, { columns }), []);
});

test('a single unit has a panel without a title, which is that of the figure', () => {
  const { panels, title } = figureOf([unit('7', [0, 1, 2], 200)]);
  assert.deepEqual([panels.length, panels[0]?.title, title], [1, undefined, 'Waveforms of unit 7']);
});
