import assert from 'node:assert/strict';
import test from 'node:test';
import type { DisplayList, TextItem } from '../../core/figure/display-list.ts';
import { layout } from '../../core/figure/layout.ts';
import { overlap, textBox } from '../../core/figure/text-item.ts';
import { themes } from '../../core/figure/theme.ts';
import { correlograms, heatMap, labelledCorrelogram, legends, probeMap, samples } from './samples.ts';

const sizes = [
  [80, 60],
  [120, 120],
  [160, 300],
  [200, 140],
  [300, 200],
  [320, 480],
  [460, 360],
  [640, 480],
  [900, 300],
  [1600, 1200],
] as const;

const texts = (list: DisplayList) => list.items.filter((item): item is TextItem => item.kind === 'text');

function everyLayout(check: (list: DisplayList, name: string) => void): void {
  for (const [name, figure] of Object.entries(samples)) {
    for (const [width, height] of sizes) {
      for (const bare of [false, true]) {
        const list = layout(figure, { width, height }, themes.light, { bare });
        check(list, `${name} at ${width} × ${height}${bare ? ', bare' : ''}`);
      }
    }
  }
}

test('no text leaves the figure, at any size', () => {
  everyLayout((list, name) => {
    for (const text of texts(list)) {
      const box = textBox(text);
      const inside =
        box.x >= -0.5 &&
        box.y >= -0.5 &&
        box.x + box.width <= list.width + 0.5 &&
        box.y + box.height <= list.height + 0.5;
      assert.ok(inside, `${name}: '${text.text}' at ${JSON.stringify(box)}`);
    }
  });
});

test('no two texts overlap, at any size', () => {
  everyLayout((list, name) => {
    const all = texts(list);
    all.forEach((a, i) => {
      for (const b of all.slice(i + 1)) assert.ok(!overlap(a, b), `${name}: '${a.text}' and '${b.text}'`);
    });
  });
});

test('plots lie inside the figure, have a size, and those of a grid are equal', () => {
  everyLayout((list, name) => {
    for (const { plot } of list.panels) {
      assert.ok(plot.width >= 1 && plot.height >= 1, `${name}: ${JSON.stringify(plot)}`);
      assert.ok(plot.x >= 0 && plot.x + plot.width <= list.width + 0.01, name);
      assert.ok(plot.y >= 0 && plot.y + plot.height <= list.height + 0.01, name);
    }
  });
  for (const count of [2, 3, 4]) {
    const list = layout(correlograms(count), { width: 640, height: 480 }, themes.dark);
    const widths = new Set(
      list.panels.map(({ plot }) => `${plot.width.toFixed(3)} × ${plot.height.toFixed(3)}`),
    );
    assert.equal(widths.size, 1, [...widths].join(', '));
  }
});

test('the affine transform takes the domain to the corners of the plot', () => {
  const list = layout(labelledCorrelogram(), { width: 460, height: 360 }, themes.light);
  const { plot, toPixel } = list.panels[0]!;
  const x = (value: number) => toPixel.x + toPixel.xScale * value;
  const y = (value: number) => toPixel.y + toPixel.yScale * value;
  assert.ok(Math.abs(x(-40) - plot.x) < 1e-9);
  assert.ok(Math.abs(x(40) - (plot.x + plot.width)) < 1e-9);
  assert.ok(Math.abs(y(0) - (plot.y + plot.height)) < 1e-9);
  assert.ok(Math.abs(y(55) - plot.y) < 1e-9);
});

test('marks keep the arrays of the figure, and a placement is composed into the transform', () => {
  const figure = samples['waveform of one unit']!;
  const list = layout(figure, { width: 460, height: 360 }, themes.light);
  const line = list.items.find((item) => item.kind === 'line')!;
  const mark = figure.panels[0]!.marks[line.mark]!;
  assert.ok(mark.kind === 'line' && line.y === mark.y);
  const { toPixel } = list.panels[0]!;
  assert.equal(line.toPixel.x, toPixel.x + toPixel.xScale * mark.place!.x);
  assert.equal(line.toPixel.yScale, toPixel.yScale * mark.place!.yScale);
});

test('equal aspect makes a unit of x as long as a unit of y', () => {
  for (const [width, height] of sizes) {
    const { toPixel } = layout(probeMap(), { width, height }, themes.light).panels[0]!;
    assert.ok(Math.abs(toPixel.xScale + toPixel.yScale) < 1e-9 * toPixel.xScale, `${width} × ${height}`);
  }
});

test('a scale bar is as long as it says', () => {
  const list = layout(samples['waveform of one unit']!, { width: 460, height: 360 }, themes.light);
  const { toPixel } = list.panels[0]!;
  const bars = list.items.find((item) => item.kind === 'segments' && item.points.length === 8);
  assert.ok(bars?.kind === 'segments');
  const [, , right, , corner, top, , bottom] = bars.points as number[];
  assert.ok(Math.abs(right! - corner! - toPixel.xScale) < 1e-6);
  assert.ok(Math.abs(bottom! - 0.5 - top! + 100 * toPixel.yScale - 1) < 1.01);
});

test('a series has the colour of its slot, in titles and marks alike', () => {
  const list = layout(correlograms(2), { width: 460, height: 360 }, themes.dark, { seriesSlots: [3, 0] });
  const bars = list.items.filter((item) => item.kind === 'bars').map(({ color }) => color);
  const titles = texts(list)
    .filter(({ text }) => text === '234' || text === '241')
    .map(({ color }) => color);
  assert.deepEqual(bars, ['#1c9468', themes.dark.neutral, '#74b4ff']);
  assert.deepEqual(titles, ['#1c9468', '#74b4ff']);
});

test('a wider font thins labels out instead of letting them touch', () => {
  const wide = (text: string, { size }: { size: number }) => [...text].length * size;
  const narrow = layout(labelledCorrelogram(), { width: 300, height: 200 }, themes.light);
  const thinned = layout(labelledCorrelogram(), { width: 300, height: 200 }, themes.light, { measure: wide });
  assert.ok(texts(thinned).length < texts(narrow).length);
  texts(thinned).forEach((a, i, all) => {
    for (const b of all.slice(i + 1)) assert.ok(!overlap(a, b), `'${a.text}' and '${b.text}'`);
  });
});

test('a title that is too long ends with …', () => {
  const figure = { ...correlograms(1), title: 'Autocorrelogram of a unit with a very long name indeed' };
  const list = layout(figure, { width: 200, height: 200 }, themes.light);
  assert.match(texts(list).find(({ size }) => size === 13)!.text, /^Autocorrelogram.*…$/);
});

test('an empty domain or one with NaN still has a plot', () => {
  const figure = correlograms(1);
  for (const domain of [
    [0, 0],
    [Number.NaN, 1],
    [5, 5],
  ] as const) {
    const panel = { ...figure.panels[0]!, y: { label: 'rate', unit: 'Hz', domain } };
    const list = layout({ ...figure, panels: [panel] }, { width: 300, height: 200 }, themes.light);
    assert.ok(Number.isFinite(list.panels[0]!.toPixel.yScale), domain.join());
  }
});

test('weights share the room out: rows three to one', () => {
  const [map, rate] = layout(heatMap(), { width: 560, height: 420 }, themes.light).panels;
  assert.ok(Math.abs(map!.plot.height / rate!.plot.height - 3) < 1e-6);
  const figure = { ...heatMap(), grid: { rows: 2, columns: 1, rowWeights: [1, 0] } };
  assert.throws(() => layout(figure, { width: 560, height: 420 }, themes.light), /a weight of 0/);
});

test('named ticks are thinned until their names lie apart, each at its own place', () => {
  const list = layout(heatMap(), { width: 560, height: 420 }, themes.light);
  const { toPixel } = list.panels[0]!;
  const names = texts(list).filter(({ text }) => /^1\.\d{3}$/.test(text));
  assert.ok(names.length > 5 && names.length < 60, `${names.length}`);
  for (const { text, y, size } of names) {
    const row = (Number(text.slice(2)) - 100) / 7 + 0.5;
    assert.ok(Math.abs(toPixel.y + toPixel.yScale * row - (y - size * 0.35)) < 1e-6, text);
  }
});

test('a colour bar ends where its range does, in the colours of its map', () => {
  const list = layout(heatMap(), { width: 560, height: 420 }, themes.light);
  const { plot } = list.panels[0]!;
  const fills = list.items.filter((item) => item.kind === 'fill').slice(0, 96);
  assert.equal(fills.length, 96);
  const tops = fills.map(({ points }) => points[1]!);
  assert.ok(Math.abs(Math.min(...tops) - plot.y) < 1e-9);
  assert.ok(fills.every(({ points }) => points[0]! >= plot.x + plot.width));
  assert.match(fills[0]!.color, /^#6a01/, 'the dark red of +4 on top');
});

test('a right axis says the left one in other words', () => {
  const list = layout(heatMap(), { width: 560, height: 420 }, themes.light);
  const { plot, toPixel } = list.panels[1]!;
  const right = texts(list).filter(({ x, y }) => x > plot.x + plot.width && y > plot.y - 4);
  const fifteen = right.find(({ text }) => text === '15')!;
  // 2.5 × 1.2 + 12 = 15.
  assert.ok(Math.abs(fifteen.y - fifteen.size * 0.35 - (toPixel.y + toPixel.yScale * 1.2)) < 1e-6);
  assert.ok(right.some(({ text, turn }) => turn === 90 && text === 'rate (Hz)'));
});

test('words of scale bars inside a plot never touch a bar, however small the bars are', () => {
  const base = labelledCorrelogram();
  for (const length of [5, 10, 20, 40]) {
    const scaleBars = {
      x: { length: 20, label: '20 ms' },
      y: { length, label: `${length} Hz` },
      inside: true,
    };
    const hidden = { hidden: true } as const;
    const [panel] = base.panels;
    const figure = {
      ...base,
      panels: [{ ...panel!, x: { ...panel!.x, ...hidden }, y: { ...panel!.y, ...hidden }, scaleBars }],
    };
    for (const height of [140, 240, 400]) {
      const list = layout(figure, { width: 300, height }, themes.light);
      const bars = list.items.findLast((item) => item.kind === 'segments' && item.points.length === 8);
      assert.ok(bars?.kind === 'segments');
      const [x1, floor, x2, , x, top] = bars.points as [number, number, number, number, number, number];
      for (const label of texts(list).filter(({ text }) => /^\d+\u2009(ms|Hz)$/.test(text))) {
        const box = textBox(label);
        const meets = (left: number, upper: number, right: number, lower: number) =>
          box.x < right && left < box.x + box.width && box.y < lower && upper < box.y + box.height;
        const where = `'${label.text}' in ${height} px`;
        assert.ok(!meets(x1, floor - 0.7, x2, floor + 0.7), `${where} and the flat bar`);
        assert.ok(!meets(x - 0.7, top, x + 0.7, floor), `${where} and the upright bar`);
      }
    }
  }
});

test('a legend takes a corner without data, or stands outside where there is none', () => {
  const list = layout(legends(), { width: 560, height: 420 }, themes.light);
  const keys = texts(list).filter(({ text }) => text === 'this curve');
  const side = keys.map(({ x, y }, i) => {
    const { plot } = list.panels[i]!;
    if (x > plot.x + plot.width) return 'outside';
    return `${y < plot.y + plot.height / 2 ? 'upper' : 'lower'} ${x < plot.x + plot.width / 2 ? 'left' : 'right'}`;
  });
  assert.deepEqual(side, ['upper left', 'upper right', 'outside', 'upper left']);
});

test('a unit stands behind its number after a thin space; words that are counted keep theirs', () => {
  const figure = {
    ...labelledCorrelogram(),
    subtitle: 'bin 0.2 ms · 12 spikes · 40 % of 3 s · 5 month',
    notes: ['Within 2 ms, at 30000 Hz: unit 10234 of 0.12345 s.'],
  };
  const list = layout(figure, { width: 640, height: 360 }, themes.light);
  const all = texts(list).map(({ text }) => text);
  assert.ok(all.includes('bin 0.2\u2009ms · 12 spikes · 40\u2009% of 3\u2009s · 5 month'), all.join('\n'));
  assert.ok(
    all.includes('Within 2\u2009ms, at 30\u2009000\u2009Hz: unit 10234 of 0.12345\u2009s.'),
    all.join('\n'),
  );
  assert.equal(list.alt, figure.alt, 'what is read aloud is left alone');
});

test('the zero line is seen over bars as bright as itself and over images: gaps in the colour of the page', () => {
  for (const [figure, theme] of [
    [labelledCorrelogram(), themes['hc-dark']],
    [heatMap(), themes.dark],
  ] as const) {
    const list = layout(figure, { width: 460, height: 360 }, theme);
    const at = list.items.findIndex((item) => item.kind === 'segments' && item.dash);
    const [below, line] = [list.items[at - 1], list.items[at]];
    assert.ok(below?.kind === 'segments' && line?.kind === 'segments');
    assert.deepEqual([below.color, below.dash], [theme.background, false]);
    assert.deepEqual(below.points, line.points);
  }
});

test('the parts of a title stand behind each other in colours of their own', () => {
  const [panel, ...others] = labelledCorrelogram().panels;
  const titleParts = [
    { text: '16', color: { series: 0 } },
    { text: ' → ' },
    { text: '8', color: { series: 1 } },
  ];
  const figure = {
    ...labelledCorrelogram(),
    panels: [{ ...panel!, title: '16 → 8', titleParts }, ...others],
  };
  const list = layout(figure, { width: 460, height: 360 }, themes.light);
  // Without the spaces, which SVG drops at the ends of a text: there is room for them, the same on both sides.
  const parts = ['16', '→', '8'].map((word) => texts(list).find(({ text }) => text === word)!);
  assert.deepEqual(
    parts.map(({ color }) => color),
    ['#05407a', themes.light.text, '#b87900'],
  );
  const gaps = parts.slice(1).map((part, i) => part.x - parts[i]!.x - parts[i]!.measured);
  assert.ok(gaps[0]! > 1 && Math.abs(gaps[0]! - gaps[1]!) < 1e-9, gaps.join());
});

test('what is counted has ticks at whole numbers only', () => {
  const panel = {
    ...labelledCorrelogram().panels[0]!,
    y: { label: '', unit: 'spikes', domain: [0, 2] as const },
  };
  const list = layout(
    { ...labelledCorrelogram(), panels: [panel] },
    { width: 460, height: 360 },
    themes.light,
  );
  const all = texts(list).map(({ text }) => text);
  assert.ok(all.includes('2\u2009spikes') && all.includes('1') && !all.includes('0.5'), all.join(' '));
});

test('a panel’s title stands above the words of its marks, however near the top they are', () => {
  for (const y of [0.9, 0.97, 1]) {
    const list = layout(
      {
        title: 'Waveforms',
        alt: '',
        panels: [
          {
            row: 0,
            column: 0,
            title: '4, 12',
            x: { label: '', unit: '', hidden: true, domain: [0, 1] },
            y: { label: '', unit: '', hidden: true, domain: [0, 1] },
            marks: [{ kind: 'text', x: 0, y, text: '383', color: 'muted', size: 9 }],
          },
        ],
        grid: { rows: 1, columns: 1 },
      },
      { width: 320, height: 240 },
      themes.light,
    );
    const [label, title] = ['383', '4, 12'].map((words) => texts(list).find(({ text }) => text === words)!);
    const [below, above] = [textBox(label!), textBox(title!)];
    assert.ok(below.y - (above.y + above.height) >= 1.5, `${y}: ${below.y} under ${above.y + above.height}`);
    // And no further than it must.
    assert.ok(below.y - (above.y + above.height) <= (y === 0.9 ? 25 : 10), `${y}`);
  }
});
