import assert from 'node:assert/strict';
import { test } from 'node:test';
import { correlogram } from '../../core/analyses/correlogram.ts';
import type { CorrelogramParams, Correlograms } from '../../core/analyses/correlogram-params.ts';
import { Engine } from '../../core/engine/engine.ts';
import type { Run } from '../../core/engine/run-analysis.ts';
import { layout } from '../../core/figure/layout.ts';
import { toSvg } from '../../core/figure/svg.ts';
import { overlap } from '../../core/figure/text-item.ts';
import { themes } from '../../core/figure/theme.ts';
import { computing } from '../computing.ts';
import { recordingFixture } from '../synthetic.ts';

const engine = new Engine({ threads: 0 });
const runOf = async (units: string[], params: Readonly<Record<string, unknown>>): Promise<Run> =>
  engine.run({
    dataset: await recordingFixture({ preset: 'glx-1.0', seconds: 600, raw: false, lf: false }),
    analysis: 'correlogram',
    units,
    params,
    cache: 'off',
  });
async function figureOf(units: string[], params: Readonly<Record<string, unknown>> = {}) {
  const run = await runOf(units, params);
  const result = run.result as Correlograms;
  return { result, figure: correlogram.draw(result, run.params as CorrelogramParams) };
}

test('D104: each panel is titled by its units and their own peak channels, in the order of the units', async () => {
  const { figure } = await figureOf(['2', '0', '1']);
  assert.deepEqual(
    figure.panels.map(({ title }) => title),
    ['2@278', '2@278 → 0@9', '2@278 → 1@144', '0@9', '0@9 → 1@144', '1@144'],
  );
});

test('the corner says what its number is', async () => {
  const { figure, result } = await figureOf(['0', '1']);
  const size = result.lagsMs.length;
  const peak = Math.max(...result.values.subarray(size, 2 * size));
  assert.equal(figure.panels[1]?.corner, `peak ${Math.round(peak)} Hz`);
  const { figure: troughs } = await figureOf(['2', '3'], { normalize: 'zscore' });
  assert.match(troughs.panels[1]?.corner ?? '', /^trough −\d/);
});

test('D103: a unit named twice is one autocorrelogram', async () => {
  const { figure } = await figureOf(['4', '4']);
  assert.equal(figure.panels.length, 1);
});

test('mixed normalisation has Hz on the diagonal and deviations off it', async () => {
  const units = ['0', '1', '2'];
  const [mixed, hertz, zscore] = await Promise.all(
    ['mixte', 'hertz', 'zscore'].map(
      async (normalize) => (await figureOf(units, { normalize })).result.values,
    ),
  );
  const size = mixed!.length / 9;
  for (let pair = 0; pair < 9; pair++)
    assert.deepEqual(
      mixed!.subarray(pair * size, (pair + 1) * size),
      (pair % 4 === 0 ? hertz! : zscore!).subarray(pair * size, (pair + 1) * size),
    );
});

test('D105: the axis in Hz says of every value what the correlogram in Hz has there', async () => {
  const given = { enforcedRpMs: 2, normalize: 'zscore', showHz: true };
  const { figure, result } = await figureOf(['0', '1'], given);
  const { result: hertz } = await figureOf(['0', '1'], { ...given, normalize: 'hertz' });
  const axis = figure.panels[1]?.rightAxis;
  assert.ok(axis);
  const size = result.lagsMs.length;
  for (let i = size; i < 2 * size; i++)
    assert.ok(Math.abs(axis.scale * result.values[i]! + axis.offset - hertz.values[i]!) < 1e-9);
});

test('shared vertical scales are one for units and one for pairs', async () => {
  const { figure } = await figureOf(['0', '1', '2'], { shareY: true });
  const domains = (own: boolean) =>
    new Set(
      figure.panels.filter(({ row, column }) => (row === column) === own).map(({ y }) => String(y.domain)),
    );
  assert.equal(domains(true).size, 1);
  assert.equal(domains(false).size, 1);
});

/** The share of the bins of the one cross-correlogram outside the band, and whether its peak is. */
async function outsideBand(units: string[]) {
  const { figure, result } = await figureOf(units, { panels: 'cross', style: 'line', confidencePercent: 99 });
  assert.equal(figure.panels.length, 1);
  const bands = figure.panels[0]!.marks.filter((mark) => mark.kind === 'area');
  const { y0, y1 } = bands.at(-1) as { y0: Float32Array; y1: Float32Array };
  const size = result.lagsMs.length;
  const values = result.values.subarray(size, 2 * size);
  const outside = Array.from(values, (value, i) => value < y0[i]! || value > y1[i]!);
  assert.doesNotThrow(() => toSvg(layout(figure, { width: 720, height: 540 }, themes.light)));
  return {
    share: outside.filter(Boolean).length / size,
    peak: outside[values.indexOf(Math.max(...values))],
  };
}

test('a planted excitation rises above the band of what slow changes alone would give', async () => {
  assert.ok((await outsideBand(['0', '1'])).peak);
});

test('a band is drawn whole, also where it reaches further than the bars', async () => {
  const { figure, result } = await figureOf(['14', '16'], {
    ...{ panels: 'cross', confidencePercent: 99.999, periodsS: [[0, 4]] },
  });
  const [{ marks, y }] = figure.panels as [(typeof figure.panels)[number]];
  const size = result.lagsMs.length;
  const highestBar = Math.max(...result.values.subarray(size, 2 * size));
  const { y0, y1 } = marks.filter((mark) => mark.kind === 'area').at(-1) as Record<'y0' | 'y1', Float32Array>;
  assert.ok(Math.max(...y1) > 1.12 * highestBar);
  assert.ok(Math.max(...y1) < y.domain[1]!, `${Math.max(...y1)} of ${y.domain}`);
  assert.ok(Math.min(...y0) >= y.domain[0]!);
});

test('of two independent units about one bin in a hundred lies outside a band of 99 %', async () => {
  const { share } = await outsideBand(['14', '16']);
  assert.ok(share > 0 && share < 0.025, `${share}`);
});

test('violations stand beside those that chance would give', async () => {
  const { result, figure } = await figureOf(['14', '16']);
  // Unit 14 is planted as a Poisson train, unit 16 with a refractory period.
  assert.ok(Math.abs(result.violations[0]! / result.chanceViolations[0]! - 1) < 0.15);
  assert.ok(result.violations[1]! < 0.1 * result.chanceViolations[1]!);
  assert.match(
    figure.notes?.[0] ?? '',
    /^Unit 14: [\d\s]+ intervals below 1\.5 ms, [\d.]+ % of all \(\d+ expected by chance\)\. Unit 16: /,
  );
});

test('of thirty units each column is named at the top and on the diagonal, each row on the right, and nothing overlaps', async () => {
  const dataset = await recordingFixture({ preset: 'glx-1.0', seconds: 600, raw: false, lf: false });
  const units = (await engine.units(dataset)).ids.slice(0, 30);
  const { figure } = await figureOf([...units]);
  const drawn = figure.panels.filter(({ title }) => title).map(({ row, column }) => [row, column]);
  const expected = units.flatMap((_, i) => (i === 0 ? units.map((_, to) => [0, to]) : [[i, i]]));
  assert.deepEqual(drawn, expected);
  const sides = figure.panels.filter(({ side }) => side);
  assert.deepEqual(
    sides.map(({ row, column, side }) => [row, column, side?.text]),
    units.map((unit, i) => [i, units.length - 1, unit]),
  );
  const texts = layout(figure, { width: 1800, height: 1800 }, themes.light).items.filter(
    (item) => item.kind === 'text',
  );
  assert.ok(texts.length > 3 * units.length - 2);
  for (const [i, one] of texts.entries())
    for (const other of texts.slice(i + 1)) assert.ok(!overlap(one, other), `${one.text} over ${other.text}`);
});

test('units without violations are told together, of many those that violate most', async () => {
  const few = (await figureOf(['0', '1', '14'])).figure.notes?.[0] ?? '';
  assert.match(
    few,
    /^Unit 14: .*\. Units 0, 1: no interval below 1\.5 ms \(\d+ to \d+ expected by chance\)\.$/,
  );
  const many = (await figureOf(['0', '1', '2', '3', '4', '14', '16'])).figure.notes?.[0] ?? '';
  assert.match(many, /^Most intervals below 1\.5 ms: Unit 14: /);
  const silent = await figureOf(['0', '1'], { periodsS: [[0, 0.001]] });
  assert.equal(silent.figure.notes?.[0], 'Units 0, 1: no interval below 1.5 ms.');
});

test('a figure of few units tells each correlogram in words, of many the pairs farthest beyond chance', async () => {
  const few = (await figureOf(['0', '1'])).figure.alt;
  assert.match(
    few,
    /Unit 0, [\d\s]+ spikes: peak .* Hz at .* ms\. 0 to 1: peak \d+ Hz at [\d.]+ ms\. Unit 1, /,
  );
  const units = ['0', '1', '2', '3', '4', '6', '7', '8', '9', '14', '16', '28'];
  const { alt } = (await figureOf(units)).figure;
  assert.match(alt, /Units 0, 1, .*, 28; of 66 pairs those farthest beyond chance: 0 to 1: peak/);
  assert.equal(alt.match(/ to \d+: /g)?.length, 6);
});

test('a band that does not fit is explained', async () => {
  await assert.rejects(figureOf(['0'], { confidencePercent: 95, windowMs: 10 }), {
    name: 'ParameterError',
    message:
      /predictorSdMs: 10 ms does not fit bins of 0.2 ms in a window of 10 ms, expected 0.2 to 3\.333 ms/,
  });
  await assert.rejects(figureOf(['0'], { confidencePercent: 95, logBins: 20 }), /not with logBins/);
});

test('D64: log bins in Hz are each over their own width, so that a Poisson train is flat', async () => {
  const { result } = await figureOf(['14'], { logBins: 12, binMs: 1, windowMs: 400 });
  const rate = result.spikeCounts[0]! / 600;
  for (const [bin, value] of result.values.entries())
    if (bin !== 12) assert.ok(Math.abs(value / rate - 1) < 0.1, `${value} Hz for ${rate} at bin ${bin}`);
});

test('units of one or no spike have correlograms of zeros, of two spikes a count on each side', async () => {
  const inputs = {
    units: ['a', 'b', 'c'],
    trains: [new Float64Array(0), Float64Array.of(100), Float64Array.of(100, 160)],
    sampleRateHz: 30_000,
  };
  const { values, lagsMs } = correlogram.compute(
    inputs,
    { ...(await runOf(['0'], {})).params, normalize: 'counts' } as CorrelogramParams,
    computing(),
  ) as Correlograms;
  const sum = (pair: number) =>
    values.subarray(pair * lagsMs.length, (pair + 1) * lagsMs.length).reduce((all, each) => all + each, 0);
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map(sum), [0, 0, 0, 0, 0, 2, 0, 2, 2]);
  assert.equal(values[8 * lagsMs.length + 200 + 10], 1);
});

test('a bin longer than the window, or below a sample, and periods in reverse are refused', async () => {
  await assert.rejects(runOf(['0'], { binMs: 100 }), /windowMs: 80 ms is shorter than a bin of 100 ms/);
  await assert.rejects(runOf(['0'], { binMs: 0.01 }), /binMs: 0.01 ms is below one sample/);
  await assert.rejects(runOf(['0'], { periodsS: '20:10' }), /periodsS: got "20:10"/);
});

test('a grid in a low pane still has axes with units: time under the lowest row, a rate at each autocorrelogram', async () => {
  const { figure } = await figureOf(['2', '0', '1']);
  // The pane of a dashboard in a window of 1280 × 800, and one that has a bit more room.
  for (const [width, height] of [
    [456, 212],
    [456, 240],
    [400, 212],
  ] as const) {
    const list = layout(figure, { width, height }, themes.light, { bare: true });
    const written = list.items.flatMap((item) => (item.kind === 'text' ? [item.text] : []));
    const name = `${width} × ${height}: ${written.join(', ')}`;
    assert.equal(written.filter((text) => /^40\sms$/.test(text)).length, 1, name);
    assert.ok(written.filter((text) => /\d\sHz$/.test(text)).length >= 3, name);
    assert.ok(
      list.panels.every(({ plot }) => plot.height >= 25 && plot.width >= 44),
      name,
    );
  }
});
