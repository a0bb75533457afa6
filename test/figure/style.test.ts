import assert from 'node:assert/strict';
import test from 'node:test';
import { parseStyle } from '../../core/analyses/style-params.ts';
import { describe } from '../../core/figure/describe.ts';
import type { DisplayList, TextItem } from '../../core/figure/display-list.ts';
import type { Figure } from '../../core/figure/figure.ts';
import { layout } from '../../core/figure/layout.ts';
import { toPdf } from '../../core/figure/pdf.ts';
import { toPng } from '../../core/figure/png.ts';
import { pxPerMm, pxPerPt, styled, themeOf } from '../../core/figure/style.ts';
import { sizeOf, usualSize } from '../../core/figure/style-size.ts';
import { toSvg } from '../../core/figure/svg.ts';
import { overlap, textBox } from '../../core/figure/text-item.ts';
import { themes } from '../../core/figure/theme.ts';
import { bestTicks } from '../../core/figure/ticks.ts';
import { heatMap, labelledCorrelogram, legends, samples } from './samples.ts';

const size = { width: 460, height: 360 };
const texts = (list: DisplayList) => list.items.filter((item): item is TextItem => item.kind === 'text');
const drawn = (figure: Figure, given: Readonly<Record<string, unknown>>) =>
  layout(styled(figure, parseStyle(given)), size, themes.light);
const words = (list: DisplayList) => texts(list).map(({ text }) => text);

test('without settings a figure is laid out as it was', () => {
  for (const [name, figure] of Object.entries(samples))
    assert.deepEqual(drawn(figure, {}), layout(figure, size, themes.light), name);
});

test('a style leaves the figure itself as it is', () => {
  const figure = heatMap();
  const before = JSON.stringify(figure);
  styled(figure, parseStyle({ title: 'other', xLimits: '0:10', colormap: 'batlow', legend: 'none' }));
  assert.equal(JSON.stringify(figure), before);
});

test('title, labels, limits and ticks are those that were asked for', () => {
  const figure = labelledCorrelogram();
  const list = drawn(figure, {
    title: 'Unit 234',
    xLabel: 'Time (ms)',
    xLimits: '-20:20',
    xTicks: '-20,0,20',
    xTickLabels: 'early,zero,late',
    yLimits: [0, 100],
  });
  for (const word of ['Unit 234', 'Time (ms)', 'early', 'zero', 'late', '100'])
    assert.ok(words(list).includes(word), word);
  const { plot, toPixel } = list.panels[0]!;
  assert.ok(Math.abs(toPixel.x - 20 * toPixel.xScale - plot.x) < 1e-9);
  assert.ok(!words(drawn(figure, { title: 'none' })).includes(figure.title));
});

test('an axis that grows downwards keeps its direction under new limits', () => {
  const figure = labelledCorrelogram();
  const panel = { ...figure.panels[0]!, y: { label: 'depth', unit: 'µm', domain: [3000, 0] as const } };
  const { domain } = styled({ ...figure, panels: [panel] }, parseStyle({ yLimits: '100:500' })).panels[0]!.y;
  assert.deepEqual(domain, [500, 100]);
});

test('sizes are those of paper', () => {
  const list = drawn(labelledCorrelogram(), {
    titleSizePt: 14,
    tickSizePt: 6,
    labelSizePt: 9,
    axisWidthPt: 0.5,
  });
  const of = (text: string) => texts(list).find((item) => item.text === text)!.size;
  assert.equal(of('Autocorrelogram of unit 234'), 14 * pxPerPt);
  assert.equal(of('lag (ms)'), 9 * pxPerPt);
  assert.equal(of('0'), 6 * pxPerPt);
  const frame = list.items.find((item) => item.kind === 'segments' && !item.dash);
  assert.ok(frame?.kind === 'segments' && frame.width === 0.5 * pxPerPt);
});

test('a figure is as wide as asked, or its plot is', () => {
  const figure = legends();
  const usual = usualSize(figure);
  const style = parseStyle({ widthMm: 85, panelHeightMm: 30 });
  const wanted = sizeOf(figure, style, themes.print, usual);
  assert.equal(wanted.width, 85 * pxPerMm);
  const { plot } = layout(figure, wanted, themes.print).panels[0]!;
  assert.ok(Math.abs(plot.height - 30 * pxPerMm) < 0.1, `${plot.height / pxPerMm} mm`);
  assert.throws(() => styled(figure, parseStyle({ widthMm: 85, panelWidthMm: 30 })), {
    message: 'widthMm and panelWidthMm: expected one of them, not both',
  });
});

test('axes, legends, notes and colour bars come and go', () => {
  const bare = drawn(heatMap(), {
    frame: 'none',
    legend: 'none',
    colorbar: 'none',
    title: 'none',
    subtitle: 'none',
  });
  // What is left are the right axis, which is the panel's own, and marks.
  assert.deepEqual(
    bare.items.filter(({ kind }) => kind === 'fill'),
    [],
  );
  assert.ok(!words(bare).includes('unit') && !words(bare).includes('mean'));
  const shown = drawn(samples['scatter']!, { colorbar: 'show', colorLabel: 'similarity' });
  assert.ok(words(shown).includes('similarity'));
  const placed = drawn(legends(), { legend: 'lower-left' });
  const key = texts(placed).find(({ text }) => text === 'this curve')!;
  const { plot } = placed.panels[0]!;
  assert.ok(key.x < plot.x + plot.width / 2 && key.y > plot.y + plot.height / 2);
});

test('an image takes the colours asked for, and so does its bar', () => {
  const figure = styled(heatMap(), parseStyle({ colormap: 'vik', colorLimits: '-1:1', colorCenter: 0 }));
  const image = figure.panels[0]!.marks[0]!;
  assert.ok(image.kind === 'image');
  assert.deepEqual(
    [image.colormap, image.range, image.center],
    ['vik', [-1, 1], { value: 0, sides: 'linear' }],
  );
  assert.deepEqual(figure.panels[0]!.colorbar!.range, [-1, 1]);
  assert.throws(
    () => styled(heatMap(), parseStyle({ colormap: 'sunset' })),
    /colormap: no colour map 'sunset'/,
  );
});

test('lines lie where they were asked for, behind nothing and once per call (D109)', () => {
  const lines = (given: Readonly<Record<string, unknown>>) =>
    styled(labelledCorrelogram(), parseStyle(given)).panels[0]!.marks.filter(({ kind }) => kind === 'rule')
      .length;
  const own = lines({});
  assert.equal(lines({ verticalLines: '-2,2', horizontalLines: [40] }), own + 3);
  // npyx changes its defaults for all later calls.
  assert.equal(lines({}), own);
});

test('scale bars stand in the unit they are given in (D109)', () => {
  const bars = (given: Readonly<Record<string, unknown>>) =>
    styled(labelledCorrelogram(), parseStyle(given)).panels[0]!.scaleBars;
  assert.deepEqual(bars({ xScaleBar: '5' }), { x: { length: 5, label: '5 ms' } });
  assert.deepEqual(bars({ xScaleBar: '0.02 s', yScaleBar: '10 Hz' }), {
    x: { length: 20, label: '0.02 s' },
    y: { length: 10, label: '10 Hz' },
  });
  assert.throws(() => bars({ xScaleBar: '5 µV' }), /xScaleBar: got a length in µV, expected one in ms/);
  assert.throws(() => bars({ xScaleBar: 'long' }), /xScaleBar: got 'long', expected a length such as 5 ms/);
});

test('settings can be about some panels only', () => {
  const { panels } = styled(legends(), parseStyle({ panels: '1,3', xLimits: '0:0.5' }));
  assert.deepEqual(
    panels.map(({ x }) => x.domain[1]),
    [0.5, 1, 0.5, 1],
  );
  assert.throws(() => styled(legends(), parseStyle({ panels: '5' })), /got 5, the figure has panels 1 to 4/);
});

test('what cannot be is refused in one sentence', () => {
  assert.throws(() => parseStyle({ titel: 'x' }), /titel: unknown; expected one of theme, title/);
  assert.throws(() => parseStyle({ xTicks: '0,few' }), /xTicks: got 'few', expected numbers/);
  const words = parseStyle({ xTicks: '0,1', xTickLabels: 'a' });
  assert.throws(() => styled(labelledCorrelogram(), words), /xTickLabels: got 1, expected as many as xTicks/);
  const log = parseStyle({ xLimits: '0:10' });
  assert.throws(() => styled(samples['scatter']!, log), /xLimits: got 0, expected numbers above 0/);
});

test('print is black on white with finer axes; transparent has no background', () => {
  assert.equal(themeOf(parseStyle({ theme: 'print' }), themes.dark), themes.print);
  assert.equal(themeOf(parseStyle({ theme: 'transparent' }), themes.dark).background, null);
  assert.equal(themeOf(parseStyle({}), themes.dark), themes.dark);
});

test('no two words meet and none leaves the figure, whatever the sizes of letters', () => {
  for (const [name, figure] of Object.entries(samples))
    for (const points of [5, 12, 18]) {
      const { x } = figure.panels[0]!;
      const given = {
        ...(x.scale === 'log' || name === 'probe map'
          ? {}
          : { xScaleBar: String((x.domain[1] - x.domain[0]) / 8) }),
        titleSizePt: points,
        labelSizePt: points,
        tickSizePt: points,
      };
      const all = texts(layout(styled(figure, parseStyle(given)), { width: 700, height: 560 }, themes.light));
      all.forEach((a, i) => {
        const box = textBox(a);
        assert.ok(box.x >= -0.5 && box.x + box.width <= 700.5, `${name}, ${points} pt: '${a.text}'`);
        for (const b of all.slice(i + 1))
          assert.ok(!overlap(a, b), `${name}, ${points} pt: '${a.text}' and '${b.text}'`);
      });
    }
});

test('ticks by npyx’s rule: span 20 has steps of 1, 45 of 5, 100 of 10; light doubles', () => {
  const step = (end: number, light = false) => {
    const ticks = bestTicks(0, end, { light });
    return ticks[1]! - ticks[0]!;
  };
  assert.deepEqual([step(20), step(45), step(100)], [1, 5, 10]);
  assert.deepEqual([step(20, true), step(45, true), step(100, true)], [2, 10, 20]);
  assert.deepEqual(bestTicks(-1, 1, { step: 0.5 }), [-1, -0.5, 0, 0.5, 1]);
  assert.deepEqual(bestTicks(0.1, 0.5), [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5]);
  assert.deepEqual(bestTicks(3, 3), []);
});

test('a styled figure is laid out once: SVG, PNG and PDF have its words, its size and its proportions', async () => {
  const list = drawn(heatMap(), { title: 'Fig. 2b', xLimits: '-100:200', tickSizePt: 7, colormap: 'vik' });
  const svg = toSvg(list);
  for (const { text, x, y } of texts(list)) {
    const at = (value: number) => String(Math.round(value * 100) / 100 + 0);
    assert.ok(svg.includes(`<text x="${at(x)}" y="${at(y)}"`) && svg.includes(`>${text}</text>`), text);
  }
  const png = new DataView(toPng(list, { scale: 3 }).buffer);
  assert.deepEqual([png.getUint32(16), png.getUint32(20)], [3 * size.width, 3 * size.height]);
  const pdf = Buffer.from(await toPdf(list)).toString('latin1');
  assert.match(pdf, new RegExp(`/MediaBox \\[0 0 ${0.75 * size.width} ${0.75 * size.height}\\]`));
});

test('what is read aloud names legends, right axes and what colours mean', () => {
  const words = describe(heatMap()).join('\n');
  assert.match(words, /legend mean, SEM, expected by chance, trial\./);
  assert.match(words, /colours of rate from −2 to 4 z-score; 6\u2009?000 cells of an image/);
  assert.match(words, /right axis rate from 7 to 22 Hz/);
});
