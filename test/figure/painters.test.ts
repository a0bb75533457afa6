import assert from 'node:assert/strict';
import test from 'node:test';
import { inflateSync } from 'node:zlib';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { mapColors } from '../../core/figure/colormaps.ts';
import type { Figure } from '../../core/figure/figure.ts';
import { embeddedFont } from '../../core/figure/font.ts';
import { layout } from '../../core/figure/layout.ts';
import { toPdf } from '../../core/figure/pdf.ts';
import { toPng } from '../../core/figure/png.ts';
import { toSvg } from '../../core/figure/svg.ts';
import { widthsIn } from '../../core/figure/text-width.ts';
import { themes } from '../../core/figure/theme.ts';
import { typefaces } from '../../core/figure/typeface.ts';
import { samples } from './samples.ts';

const size = { width: 300, height: 200 };
const hidden = { label: '', unit: '', hidden: true } as const;

/** A plot of the whole figure less its border: one pixel of the domain is one pixel of the picture. */
const squares = (marks: Figure['panels'][0]['marks']): Figure => ({
  title: '',
  alt: 'squares',
  panels: [{ row: 0, column: 0, x: { ...hidden, domain: [0, 1] }, y: { ...hidden, domain: [0, 1] }, marks }],
  grid: { rows: 1, columns: 1 },
});

/** Pixels of a PNG of ours: filter "Up" on every row. */
function decodePng(file: Uint8Array) {
  const view = new DataView(file.buffer, file.byteOffset);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const data: Uint8Array[] = [];
  for (let at = 8; at < file.length; at += 12 + view.getUint32(at)) {
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (type === 'IDAT') data.push(file.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  const raw = inflateSync(Buffer.concat(data));
  const pixels = new Uint8Array(width * height * 4);
  for (let row = 0; row < height; row++) {
    assert.equal(raw[row * (width * 4 + 1)], 2, 'row filter');
    for (let i = 0; i < width * 4; i++)
      pixels[row * width * 4 + i] =
        raw[row * (width * 4 + 1) + 1 + i]! + (row ? pixels[(row - 1) * width * 4 + i]! : 0);
  }
  return {
    width,
    height,
    at: (x: number, y: number) => [...pixels.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)],
  };
}

test('every sample is a well-formed SVG with a title, a description and the role of an image', () => {
  for (const [name, figure] of Object.entries(samples)) {
    const svg = toSvg(layout(figure, { width: 460, height: 360 }, themes.light));
    assert.equal(XMLValidator.validate(svg), true, name);
    const parsed = new XMLParser({ ignoreAttributes: false }).parse(svg).svg;
    assert.equal(parsed.title['#text'], figure.title);
    assert.equal(parsed.desc['#text'], figure.alt);
    assert.equal(parsed['@_role'], 'img');
    assert.ok(!svg.includes('NaN') && !svg.includes('style='), name);
  }
});

test('text of a figure cannot become markup', () => {
  const figure = { ...squares([]), title: '<script>alert("x")</script> & \u0007' };
  const svg = toSvg(layout(figure, size, themes.light));
  assert.equal(XMLValidator.validate(svg), true);
  assert.ok(!svg.includes('<script'));
  assert.equal(
    new XMLParser({ ignoreAttributes: false }).parse(svg).svg.title['#text'].trim(),
    '<script>alert("x")</script> &',
  );
});

test('a bar is painted where its data are and nowhere else', () => {
  const bars = {
    kind: 'bars',
    x: Float32Array.of(0.25),
    y: Float32Array.of(0.5),
    width: 0.5,
    color: '#ff0000',
  } as const;
  const list = layout(squares([bars]), size, themes.light, { bare: true });
  const { plot } = list.panels[0]!;
  const picture = decodePng(toPng(list, { scale: 2 }));
  assert.deepEqual([picture.width, picture.height], [600, 400]);
  const at = (x: number, y: number) =>
    picture.at(Math.round(2 * (plot.x + x * plot.width)), Math.round(2 * (plot.y + (1 - y) * plot.height)));
  assert.deepEqual(at(0.25, 0.25), [255, 0, 0, 255], 'inside the bar');
  assert.deepEqual(at(0.25, 0.75), [255, 255, 255, 255], 'above it');
  assert.deepEqual(at(0.75, 0.25), [255, 255, 255, 255], 'beside it');
});

test('opacity blends with what lies beneath, and does not add up within one mark', () => {
  const points = {
    kind: 'points',
    x: Float32Array.of(0.5, 0.5),
    y: Float32Array.of(0.5, 0.5),
    size: 40,
    color: '#000000',
    opacity: 0.5,
  } as const;
  const picture = decodePng(
    toPng(layout(squares([points]), size, themes.light, { bare: true }), { scale: 1 }),
  );
  assert.deepEqual(picture.at(150, 100), [128, 128, 128, 255]);
});

test('a line covers as much as it is wide', () => {
  const line = {
    kind: 'line',
    x: Float32Array.of(0, 1),
    y: Float32Array.of(0.5, 0.5),
    width: 3,
    color: '#000000',
  } as const;
  const picture = decodePng(toPng(layout(squares([line]), size, themes.light, { bare: true }), { scale: 1 }));
  let ink = 0;
  for (let y = 0; y < 200; y++) ink += (255 - picture.at(150, y)[0]!) / 255;
  assert.ok(Math.abs(ink - 3) < 0.05, `${ink} pixels of ink`);
});

test('marks are cut at the edge of their plot', () => {
  const line = {
    kind: 'line',
    x: Float32Array.of(-9, 9),
    y: Float32Array.of(0.5, 0.5),
    width: 9,
    color: '#000000',
  } as const;
  const list = layout(squares([line]), size, themes.light, { bare: true });
  const picture = decodePng(toPng(list, { scale: 1 }));
  assert.deepEqual(picture.at(Math.floor(list.panels[0]!.plot.x) - 2, 100), [255, 255, 255, 255]);
});

test('without a background a PNG is transparent', () => {
  const list = layout(squares([]), size, { ...themes.light, background: null }, { bare: true });
  assert.deepEqual(decodePng(toPng(list)).at(10, 10), [0, 0, 0, 0]);
});

test('an image puts its first row at the lower edge when y grows upwards', () => {
  const image = {
    kind: 'image',
    color: 'text',
    values: Float32Array.of(0, 1),
    rows: 2,
    columns: 1,
    x: [0, 1],
    y: [0, 1],
    range: [0, 1],
    colormap: 'gray',
  } as const;
  const picture = decodePng(
    toPng(layout(squares([image]), size, themes.light, { bare: true }), { scale: 1 }),
  );
  assert.deepEqual(picture.at(150, 150), [0, 0, 0, 255]);
  assert.deepEqual(picture.at(150, 50), [255, 255, 255, 255]);
});

test('cells of an image have sharp edges, and what is NaN shows the background', () => {
  const image = {
    kind: 'image',
    color: 'text',
    values: Float32Array.of(0, 1, Number.NaN, 0.5),
    rows: 2,
    columns: 2,
    x: [0, 1],
    y: [0, 1],
    range: [0, 1],
    colormap: 'gray',
  } as const;
  const list = layout(squares([image]), size, themes.light, { bare: true });
  const { plot } = list.panels[0]!;
  const picture = decodePng(toPng(list, { scale: 1 }));
  const middle = Math.round(plot.x + plot.width / 2);
  const low = Math.round(plot.y + 0.75 * plot.height);
  const high = Math.round(plot.y + 0.25 * plot.height);
  assert.deepEqual(picture.at(middle - 1, low), [0, 0, 0, 255]);
  assert.deepEqual(picture.at(middle, low), [255, 255, 255, 255]);
  assert.deepEqual(picture.at(middle - 1, high), [255, 255, 255, 255], 'NaN: the page');
  assert.deepEqual(picture.at(middle, high), [128, 128, 128, 255]);
});

test('an image of four million cells is painted as means of its cells, quickly and in a small file', () => {
  const [rows, columns] = [1000, 4000];
  // A ramp with a chessboard on top: its means are the ramp.
  const values = Float32Array.from(
    { length: rows * columns },
    (_, i) => (i % columns) / columns + ((i + Math.floor(i / columns)) % 2 ? 0.5 : -0.5),
  );
  const image = {
    kind: 'image',
    color: 'text',
    values,
    rows,
    columns,
    x: [0, 1],
    y: [0, 1],
    range: [-0.5, 1.5],
    colormap: 'gray',
  } as const;
  const list = layout(squares([image]), size, themes.light, { bare: true });
  const { plot } = list.panels[0]!;
  const picture = decodePng(toPng(list, { scale: 1 }));
  for (const share of [0.1, 0.5, 0.9]) {
    const [red] = picture.at(Math.floor(plot.x + share * plot.width), 100);
    assert.ok(Math.abs(red! - 255 * (0.25 + 0.5 * share)) < 4, `${share}: ${red}`);
  }
  assert.ok(toSvg(list).length < 2_000_000);
});

test('the middle of a diverging map lies at its centre, on either kind of sides', () => {
  const values = Float32Array.of(-1, 0, 2, 4);
  const gray = (sides: 'linear' | 'nonlinear') =>
    [...mapColors(values, [-1, 4], 'gray', { value: 0, sides })].filter((_, i) => i % 4 === 0);
  // 255 × (½ + ½ v / 4), and 255 × (½ + ½ v / 1) below zero where each side uses its whole half.
  assert.deepEqual(gray('linear'), [96, 128, 191, 255]);
  assert.deepEqual(gray('nonlinear'), [0, 128, 191, 255]);
});

test('a PDF has one page of the figure’s size, its title, and its text in the embedded font', async () => {
  for (const name of ['correlogram grid', 'scatter', 'raster']) {
    const figure = samples[name]!;
    const bytes = await toPdf(layout(figure, { width: 460, height: 360 }, themes.light));
    const source = Buffer.from(bytes).toString('latin1');
    assert.ok(source.startsWith('%PDF-1.7') && source.trimEnd().endsWith('%%EOF'), name);
    assert.match(source, /\/MediaBox \[0 0 345 270\]/);
    assert.match(source, /\/FontName \/\w+\+Arimo/);
    assert.match(source, /\/S \/Figure/);
    assert.match(source, /\/Count 1\b/);
    // The map from glyphs to letters, from which readers copy text: it holds the true minus or the micro sign.
    const streams = [...source.matchAll(/stream\r?\n([\s\S]*?)endstream/g)].map(([, body]) => {
      try {
        return inflateSync(Buffer.from(body!, 'latin1')).toString('latin1');
      } catch {
        return '';
      }
    });
    const letters = streams.find(
      (stream) => stream.includes('beginbfrange') || stream.includes('beginbfchar'),
    )!;
    assert.match(letters, name === 'scatter' ? /00b5/i : /2212/);
  }
});

test('the widths that layout uses are those of the embedded fonts, and each font has every sign', () => {
  const signs = [...Array(95).keys()].map((i) => String.fromCharCode(32 + i)).join('');
  for (const typeface of typefaces)
    for (const bold of [false, true]) {
      const font = embeddedFont(typeface, bold);
      for (const character of `${signs}µσΔ−→←↔±×·…°–—\u2009\u202f²³≥≤≈•`) {
        const code = character.codePointAt(0)!;
        const where = `${typeface} ${bold ? 'bold' : 'regular'}: '${character}'`;
        assert.ok(font.hasGlyphForCodePoint(code), where);
        const width = (1000 * font.glyphForCodePoint(code).advanceWidth) / font.unitsPerEm;
        const used = widthsIn(typeface)(character, { size: 1000, ...(bold ? { bold } : {}) });
        assert.ok(Math.abs(width - used) <= 1, `${where} ${width}`);
      }
    }
});
