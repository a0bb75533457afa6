import assert from 'node:assert/strict';
import test from 'node:test';
import { catalogue } from '../../core/analyses/catalogue.ts';
import { integers, names, number, optionalNumber, parseParams, periods } from '../../core/analyses/params.ts';
import { styleParams } from '../../core/analyses/style-params.ts';
import { describe } from '../../core/figure/describe.ts';
import { layout } from '../../core/figure/layout.ts';
import { themes } from '../../core/figure/theme.ts';
import type { Port } from '../../core/rpc/rpc.ts';
import { connect } from '../../core/rpc/rpc.ts';
import { connectHost, hostPort } from '../../webviews/connect.ts';
import { paramGroups, styleGroups } from '../../webviews/figure/field-groups.ts';
import { markGeometry } from '../../webviews/figure/mark-geometry.ts';
import { filesText, placeholderOf, rangeOf, textOf, wordsOf } from '../../webviews/figure/param-text.ts';
import { pickAt } from '../../webviews/figure/pick.ts';
import { cssColor, themeName } from '../../webviews/ui/theme.ts';
import { correlograms, probeMap, samples } from '../figure/samples.ts';

const size = { width: 460, height: 360 };

test('the page and the host talk over arrays of exactly their own size', async () => {
  const page = new EventTarget();
  const posted: unknown[] = [];
  let toHost: (bytes: Uint8Array) => void = () => {};
  const port = hostPort(
    {
      postMessage: (message) => {
        posted.push(message);
        toHost(message as Uint8Array);
      },
    },
    page,
  );
  const host: Port = {
    post: (bytes) => void page.dispatchEvent(Object.assign(new Event('message'), { data: bytes.buffer })),
    listen: (receive) => {
      toHost = receive;
    },
  };
  connect(host, { units: async () => ({ ids: ['1'], rateHz: Float64Array.of(Number.NaN) }) });
  const api = connectHost({ changed: async () => null, select: async () => null }, port);
  const table = await api.units(null);
  assert.ok(Number.isNaN(table.rateHz[0]));
  for (const message of posted) {
    assert.ok(message instanceof Uint8Array);
    assert.equal(message.byteLength, message.buffer.byteLength);
  }
});

test('a colour of the theme is read in every notation, blended with the background', () => {
  assert.equal(cssColor('#fff', '#000000'), '#ffffff');
  assert.equal(cssColor(' #1E1E1E ', '#000000'), '#1e1e1e');
  assert.equal(cssColor('#ffffff80', '#000000'), '#808080');
  assert.equal(cssColor('rgba(255, 0, 0, 0.5)', '#000000'), '#800000');
  assert.equal(cssColor('rgb(1 2 3)', '#000000'), '#010203');
  assert.equal(cssColor('', '#000000'), null);
  assert.equal(cssColor('var(--x)', '#000000'), null);
});

test('the theme follows the class of the body; high-contrast light has both classes', () => {
  const classes = (...names: string[]) => ({ contains: (name: string) => names.includes(name) });
  assert.equal(themeName(classes('vscode-light')), 'light');
  assert.equal(themeName(classes('vscode-dark')), 'dark');
  assert.equal(themeName(classes('vscode-high-contrast')), 'hc-dark');
  assert.equal(themeName(classes('vscode-high-contrast', 'vscode-high-contrast-light')), 'hc-light');
});

test('what a field shows is read back as the same value', () => {
  const declared = {
    binMs: number({ default: 0.2, min: 0.001, doc: '' }),
    periodsS: periods({ doc: '' }),
    channels: integers({ doc: '' }),
    lowCutHz: optionalNumber({ doc: '', min: 1, max: 9000 }),
  };
  const values = {
    binMs: 0.5,
    periodsS: [
      [0, 60],
      [120, 180.5],
    ],
    channels: [0, 5, 12],
    lowCutHz: 300,
  } as const;
  for (const name of Object.keys(declared) as (keyof typeof declared)[]) {
    const shown = textOf(declared[name], values[name]);
    assert.deepEqual(parseParams(declared, { [name]: shown })[name], values[name], String(shown));
    assert.deepEqual(
      parseParams(declared, { [name]: textOf(declared[name], undefined) })[name],
      declared[name].default,
    );
  }
  assert.equal(rangeOf('lowCutHz', declared.lowCutHz), 'From 1 Hz to 9000 Hz.');
  assert.equal(rangeOf('binMs', declared.binMs), 'At least 0.001 ms.');
});

test('files that were browsed for are read back as they were chosen, also with commas in their paths', () => {
  const declared = { events: names({ of: 'file', doc: 'Files.' }) };
  for (const files of [['/a/b.csv'], ['/a/b.csv', '/c d.npy'], ['/a, b/c.csv'], ['/a.csv', '/b,c.csv']])
    assert.deepEqual(parseParams(declared, { events: filesText(files) }).events, files);
});

test('a parameter is named in words, its unit apart', () => {
  assert.deepEqual(
    ['binMs', 'lowCutHz', 'channelCount', 'normalize'].map((name) => wordsOf(name)),
    ['bin', 'low cut', 'channel count', 'normalize'],
  );
});

test('labels of fields are the field’s words, and keep the unit that no field can stand before', () => {
  const words = ['enforcedRpMs', 'thresholdV', 'predictorSdMs'].map((name) => wordsOf(name));
  assert.deepEqual(words, ['enforced refractory period', 'threshold', 'predictor SD']);
  assert.equal(wordsOf('showHz'), 'show Hz');
});

test('an empty field says what it stands for', () => {
  const said = (doc: string) => placeholderOf(optionalNumber({ doc }));
  assert.equal(said('Units whose spikes are lag zero; the chosen units unless told.'), 'the chosen units');
  assert.equal(said('Dots per inch of a PNG; 192 unless told.'), '192');
  assert.equal(said('Only units from the first to the second of these.'), 'all');
  assert.equal(said('Of so many channels nearest to it; none takes all channels.'), 'all');
  assert.equal(said('Number of bins on a log scale; none for even bins.'), 'none');
  assert.equal(said('Corner of a low-pass; none leaves high frequencies as recorded.'), 'none');
  assert.equal(said('Broken channels, by number, none unless told: they are left out.'), 'none');
  assert.equal(said('How far; unless told so far that 30 spikes of a unit are expected.'), 'automatic');
  assert.equal(placeholderOf(names({ doc: 'Files.', of: 'file' })), 'none');
  assert.equal(placeholderOf(periods({ doc: '' })), 'all');
  assert.equal(placeholderOf(number({ default: 5, doc: '' })), '5');
});

test('every parameter and every setting of style has its place in the form, once', () => {
  for (const { id, params } of catalogue) {
    const groups = paramGroups(params);
    assert.deepEqual(
      groups.flatMap((group) => group.names),
      Object.keys(params),
      id,
    );
    const shown = groups.filter(({ folded }) => !folded).flatMap((group) => group.names);
    assert.ok(shown.length <= 9, `${id} leaves room for its figure`);
  }
  assert.deepEqual(styleGroups.flatMap((group) => group.names).sort(), Object.keys(styleParams).sort());
});

test('a click finds the nearest point of the uppermost mark, and the data under it', () => {
  const list = layout(probeMap(), size, themes.light);
  const { toPixel } = list.panels[0]!;
  const [px, py] = [toPixel.x + toPixel.xScale * 16, toPixel.y + toPixel.yScale * 320];
  const pick = pickAt(list, px, py)!;
  assert.deepEqual(pick.point, { mark: 2, index: 0 });
  assert.ok(Math.abs(pick.x - 16) < 1e-6 && Math.abs(pick.y - 320) < 1e-6);
  assert.equal(pickAt(list, 1, 1), null);
});

test('a click on logarithmic axes is answered in data units', () => {
  const list = layout(samples['scatter']!, size, themes.light);
  const { plot } = list.panels[0]!;
  const pick = pickAt(list, plot.x, plot.y + plot.height)!;
  assert.ok(Math.abs(pick.x - 0.1) < 1e-6 && Math.abs(pick.y - 10) < 1e-6);
});

test('the GPU is given one rectangle per bar and one quad per piece of a line, in data units', () => {
  const bars = layout(correlograms(1), size, themes.light).items.find((item) => item.kind === 'bars')!;
  const geometry = markGeometry(bars)!;
  assert.equal(geometry.instances, 400);
  assert.ok(Math.abs(geometry.attributes['bar']!.data[0]! + 39.9) < 1e-4);
  const line = {
    kind: 'line',
    panel: 0,
    mark: 0,
    toPixel: { x: 0, xScale: 1, y: 0, yScale: 1 },
    color: '#000000',
    opacity: 1,
    width: 1,
    dash: false,
    x: { start: 0, step: 1 },
    y: Float32Array.of(1, 2, Number.NaN, 3, 4, 5),
    pointCount: 3,
  } as const;
  // Two lines of three points: the NaN leaves one piece of the first and both of the second.
  const pieces = markGeometry(line)!;
  assert.equal(pieces.instances, 3);
  assert.deepEqual([...pieces.attributes['from']!.data], [0, 1, 0, 3, 1, 4]);
  assert.deepEqual([...pieces.attributes['to']!.data], [1, 2, 1, 4, 2, 5]);
});

test('a figure is described in sentences with its numbers', () => {
  const sentences = describe(correlograms(1));
  assert.equal(sentences[1], '234: 52 Hz; horizontal axis from −40 to 40 ms; 400 bars.');
  assert.equal(
    describe(samples['waveforms of six units']!)[1],
    'Panel: scale bars 1 ms and 100 µV; 120 lines.',
  );
});
