import assert from 'node:assert/strict';
import test from 'node:test';
import { parseStyle, styleParams } from '../../core/analyses/style-params.ts';
import type { DisplayList, TextItem } from '../../core/figure/display-list.ts';
import type { Figure } from '../../core/figure/figure.ts';
import { layout } from '../../core/figure/layout.ts';
import { toPdf } from '../../core/figure/pdf.ts';
import { toPng } from '../../core/figure/png.ts';
import { pxPerMm, pxPerPt, styled } from '../../core/figure/style.ts';
import { toSvg } from '../../core/figure/svg.ts';
import { textBox, textCorners } from '../../core/figure/text-item.ts';
import { themes } from '../../core/figure/theme.ts';
import { heatMap, labelledCorrelogram, samples } from './samples.ts';

/** Each parameter of npyx's `mplp` and the setting that does the same, or in brackets how it is done otherwise. */
const mplp: Readonly<Record<string, string>> = {
  figsize: 'widthMm heightMm',
  axsize: 'panelWidthMm panelHeightMm',
  xlim: 'xLimits',
  ylim: 'yLimits',
  xlabel: 'xLabel',
  ylabel: 'yLabel',
  axlab_w: 'labelWeight',
  axlab_s: 'labelSizePt',
  xlabelpad: 'xLabelGapPt',
  ylabelpad: 'yLabelGapPt',
  xticks: 'xTicks',
  yticks: 'yTicks',
  xtickslabels: 'xTickLabels',
  ytickslabels: 'yTickLabels',
  reset_xticks: '(ticks are computed unless told)',
  reset_yticks: '(ticks are computed unless told)',
  xtickrot: 'xTickAngle',
  ytickrot: 'yTickAngle',
  xtickha: '(turned labels end at their ticks, others stand below them)',
  xtickva: '(labels hang from their axis)',
  ytickha: '(labels end at their axis)',
  ytickva: '(labels stand beside their ticks)',
  ticklab_w: 'tickWeight',
  ticklab_s: 'tickSizePt',
  ticks_direction: 'tickDirection',
  title: 'title',
  title_w: 'titleWeight',
  title_s: 'titleSizePt',
  lw: 'axisWidthPt',
  hide_top_right: 'frame',
  hide_axis: 'frame',
  transparent_background: 'theme',
  tight_layout: '(no word is ever cut, and none meets another)',
  hspace: 'rowGapMm',
  wspace: 'columnGapMm',
  show_legend: 'legend',
  hide_legend: 'legend',
  legend_loc: 'legend',
  colorbar: 'colorbar',
  vmin: 'colorLimits',
  vmax: 'colorLimits',
  cmap: 'colormap',
  cbar_w: '(as wide as its numbers need)',
  cbar_h: '(as high as its plot)',
  clabel: 'colorLabel',
  clabel_w: 'labelWeight',
  clabel_s: 'labelSizePt',
  cticks: 'colorTicks',
  ctickslabels: 'colorTickLabels',
  cticks_s: 'tickSizePt',
  cbar_pad: '(beside the plot and its right axis)',
  clim: 'colorLimits',
  hlines: 'horizontalLines',
  vlines: 'verticalLines',
  lines_kwargs: 'lines',
  xscalebar: 'xScaleBar',
  yscalebar: 'yScaleBar',
  scalebarkwargs: '(outside the plot, so that no mark runs through them)',
  saveFig: '(--out FILE, Export)',
  saveDir: '(--out FILE, Export)',
  figname: '(--out FILE, Export)',
  _format: '(the ending of the file)',
};

const size = { width: 460, height: 360 };
const drawn = (figure: Figure, given: Readonly<Record<string, unknown>>) =>
  layout(styled(figure, parseStyle(given)), size, themes.light);
const texts = (list: DisplayList) => list.items.filter((item): item is TextItem => item.kind === 'text');
const numbersBelow = (list: DisplayList) => {
  const { plot } = list.panels[0]!;
  return texts(list).filter(
    ({ text, x, y }) => /^[−\d]/.test(text) && x > plot.x - 3 && y > plot.y + plot.height,
  );
};

/** Two turned boxes are apart when along a side of one of them their shadows are. */
function apart(a: TextItem, b: TextItem): boolean {
  const [p, q] = [textCorners(a), textCorners(b)];
  return [p, q].some((box) =>
    [0, 1].some((side) => {
      const [[x0, y0], [x1, y1]] = [box[side]!, box[side + 1]!];
      const shadow = (of: typeof box) => of.map(([x, y]) => x * (x1 - x0) + y * (y1 - y0));
      const [s, t] = [shadow(p), shadow(q)];
      return Math.max(...s) <= Math.min(...t) + 1e-6 || Math.max(...t) <= Math.min(...s) + 1e-6;
    }),
  );
}

test('each parameter of npyx’s mplp has a setting here, or needs none', () => {
  for (const [theirs, ours] of Object.entries(mplp))
    if (!ours.startsWith('('))
      for (const name of ours.split(' ')) assert.ok(name in styleParams, `${theirs}: ${name}`);
  for (const [name, { npyx }] of Object.entries(styleParams as Record<string, { npyx?: string }>))
    if (npyx) assert.ok(mplp[npyx]?.split(' ').includes(name), `${name} says that it is ${npyx}`);
});

test('what is turned at an axis ends at its ticks, leaves the plot and meets nothing', () => {
  for (const angle of [30, 45, 90]) {
    const list = drawn(labelledCorrelogram(), { xTickAngle: angle, xTicks: '-40,-30,-20,-10,0,10,20,30,40' });
    const { plot, toPixel } = list.panels[0]!;
    const numbers = numbersBelow(list);
    assert.ok(numbers.length >= 7, `${numbers.length} numbers at ${angle}°`);
    for (const item of numbers) {
      const tick = toPixel.x + toPixel.xScale * Number(item.text.replace('−', '-'));
      assert.equal(item.turn, angle);
      assert.ok(Math.abs(item.x - tick) <= 0.5 * item.size, `${item.text} at ${angle}°`);
      const box = textBox(item);
      assert.ok(box.y >= plot.y + plot.height && box.y + box.height <= size.height);
    }
    texts(list).forEach((a, i, all) => {
      for (const b of all.slice(i + 1)) assert.ok(apart(a, b), `'${a.text}' and '${b.text}' at ${angle}°`);
    });
  }
  const upright = drawn(labelledCorrelogram(), { yTickAngle: 90 });
  const turned = texts(upright).filter(({ turn, text }) => turn === 90 && /^\d/.test(text));
  assert.ok(turned.length >= 2);
  assert.ok(turned.every((item) => textBox(item).x + textBox(item).width <= upright.panels[0]!.plot.x));
});

test('bold words are measured as bold, in every painter', async () => {
  const figure = labelledCorrelogram();
  const regular = drawn(figure, {});
  const list = drawn(figure, { titleWeight: 'bold', labelWeight: 'bold', tickWeight: 'bold' });
  const label = (of: DisplayList) => texts(of).find(({ text }) => text === 'lag (ms)')!;
  assert.equal(label(list).bold, true);
  assert.equal(label(regular).bold, undefined);
  assert.ok(label(list).measured > label(regular).measured);
  assert.match(toSvg(list), /font-weight="bold"[^>]*>lag \(ms\)/);
  assert.ok(!toSvg(regular).includes('bold'));
  assert.notDeepEqual(toPng(list, { scale: 1 }), toPng(regular, { scale: 1 }));
  const pdf = Buffer.from(await toPdf(list)).toString('latin1');
  assert.match(pdf, /\/FontName \/\w+\+Arimo-?Bold/);
});

test('a typeface is that of layout, SVG, PNG and PDF', async () => {
  const [arial, times] = ['arial', 'times'].map((font) => drawn(labelledCorrelogram(), { font }));
  const width = (list: DisplayList) => texts(list).find(({ text }) => text === 'lag (ms)')!.measured;
  assert.ok(width(times!) < width(arial!), 'Times is narrower than Arial');
  assert.match(toSvg(times!), /font-family="'Times New Roman'/);
  assert.notDeepEqual(toPng(times!, { scale: 1 }), toPng(arial!, { scale: 1 }));
  assert.match(Buffer.from(await toPdf(times!)).toString('latin1'), /\/FontName \/\w+\+Tinos/);
  assert.throws(
    () => parseStyle({ font: 'Wingdings' }),
    /font: got "Wingdings", expected one of auto, arial, times/,
  );
});

test('room between panels and beside axes grows by what was asked for', () => {
  const grid =
    samples['grid of correlograms'] ?? Object.values(samples).find(({ grid }) => grid.columns > 1)!;
  const between = (list: DisplayList) => {
    const rows = list.panels.filter(({ plot }) => plot.y === list.panels[0]!.plot.y);
    return rows[1]!.plot.x - rows[0]!.plot.x - rows[0]!.plot.width;
  };
  const gap = (columnGapMm: number) => between(drawn(grid, { columnGapMm }));
  assert.ok(Math.abs(gap(10) - gap(5) - 5 * pxPerMm) < 1e-6);

  const label = (list: DisplayList) => texts(list).find(({ text }) => text === 'lag (ms)')!;
  const under = (list: DisplayList) => label(list).y - list.panels[0]!.plot.y - list.panels[0]!.plot.height;
  const figure = labelledCorrelogram();
  assert.ok(
    Math.abs(under(drawn(figure, { xLabelGapPt: 9 })) - under(drawn(figure, {})) - 9 * pxPerPt) < 1e-6,
  );
});

test('a colour bar has the ticks and words that were asked for', () => {
  const words = texts(
    drawn(heatMap(), { colorbar: 'show', colorTicks: '-2,4', colorTickLabels: 'low,high' }),
  ).map(({ text }) => text);
  assert.ok(words.includes('low') && words.includes('high'), words.join());
  assert.throws(
    () => drawn(heatMap(), { colorTicks: '0', colorTickLabels: 'none,half' }),
    /colorTickLabels: got 2, expected as many as colorTicks, of which there are 1/,
  );
});

test('ticks stand inside the plot, and lines are solid, where asked', () => {
  const list = drawn(labelledCorrelogram(), { tickDirection: 'in', verticalLines: '5', lines: 'solid' });
  const { plot } = list.panels[0]!;
  const bottom = plot.y + plot.height;
  const frame = list.items.find((item) => item.kind === 'segments' && item.points.length > 8);
  assert.ok(frame?.kind === 'segments' && frame.points.every((value, i) => i % 2 === 0 || value <= bottom));
  const lines = list.items.filter((item) => item.kind === 'segments' && item.points.length === 4);
  assert.ok(
    lines.some((item) => item.kind === 'segments' && !item.dash && item.points[3]! - item.points[1]! > 50),
  );
});
