import assert from 'node:assert/strict';
import test from 'node:test';
import {
  boundedColors,
  colorFamilies,
  colormapNames,
  distinctColors,
  hexOf,
  mapColors,
} from '../../core/figure/colormaps.ts';

/** Entries of the originals: place from 0 to 1, red, green, blue; matplotlib 3.6.3 and Scientific colour maps 7.0.1. */
const originals: Readonly<Record<string, readonly (readonly number[])[]>> = {
  viridis: [
    [0, 68, 1, 84],
    [0.2, 65, 68, 135],
    [0.501961, 33, 145, 140],
    [0.8, 122, 209, 81],
    [1, 253, 231, 37],
  ],
  inferno: [
    [0, 0, 0, 4],
    [0.2, 66, 10, 104],
    [0.501961, 188, 55, 84],
    [0.8, 252, 165, 10],
    [1, 252, 255, 164],
  ],
  jet: [
    [0, 0, 0, 128],
    [0.2, 0, 76, 255],
    [0.501961, 125, 255, 122],
    [0.8, 255, 104, 0],
    [1, 128, 0, 0],
  ],
  turbo: [
    [0, 48, 18, 59],
    [0.2, 62, 155, 254],
    [0.501961, 164, 252, 60],
    [0.8, 240, 91, 18],
    [1, 122, 4, 3],
  ],
  coolwarm: [
    [0, 59, 76, 192],
    [0.2, 123, 159, 249],
    [0.501961, 221, 220, 220],
    [0.8, 238, 132, 104],
    [1, 180, 4, 38],
  ],
  twilight: [
    [0, 226, 217, 226],
    [0.2, 166, 191, 202],
    [0.501961, 98, 117, 186],
    [0.8, 83, 30, 124],
    [1, 47, 20, 54],
  ],
  Blues: [
    [0, 247, 251, 255],
    [0.2, 208, 225, 242],
    [0.501961, 106, 174, 214],
    [0.8, 23, 100, 171],
    [1, 8, 48, 107],
  ],
  RdBu: [
    [0, 103, 0, 31],
    [0.2, 214, 96, 77],
    [0.501961, 246, 247, 247],
    [0.8, 67, 147, 195],
    [1, 5, 48, 97],
  ],
  seismic: [
    [0, 0, 0, 76],
    [0.2, 0, 0, 219],
    [0.501961, 255, 253, 253],
    [0.8, 230, 0, 0],
    [1, 128, 0, 0],
  ],
  hsv: [
    [0, 255, 0, 0],
    [0.2, 209, 255, 0],
    [0.501961, 0, 255, 246],
    [0.8, 185, 0, 255],
    [1, 255, 0, 24],
  ],
  batlow: [
    [0, 1, 25, 89],
    [0.2, 24, 85, 98],
    [0.501961, 130, 130, 49],
    [0.8, 251, 166, 137],
    [1, 250, 204, 250],
  ],
  roma: [
    [0, 126, 23, 0],
    [0.200787, 172, 119, 38],
    [0.5, 192, 234, 195],
    [0.80315, 45, 135, 189],
    [1, 3, 49, 152],
  ],
  vik: [
    [0, 0, 18, 97],
    [0.200787, 17, 100, 150],
    [0.5, 236, 229, 224],
    [0.80315, 182, 88, 36],
    [1, 89, 0, 8],
  ],
  oslo: [
    [0, 1, 1, 1],
    [0.2, 18, 45, 72],
    [0.501961, 80, 123, 188],
    [0.8, 178, 188, 204],
    [1, 255, 255, 255],
  ],
  lajolla: [
    [0, 255, 255, 204],
    [0.2, 246, 212, 112],
    [0.501961, 222, 116, 79],
    [0.8, 104, 53, 42],
    [1, 26, 26, 1],
  ],
  hawaii: [
    [0, 140, 2, 115],
    [0.2, 149, 65, 71],
    [0.501961, 156, 150, 28],
    [0.8, 98, 220, 169],
    [1, 179, 242, 253],
  ],
  berlin: [
    [0, 158, 176, 255],
    [0.200787, 50, 128, 166],
    [0.5, 25, 12, 9],
    [0.80315, 152, 76, 57],
    [1, 255, 173, 173],
  ],
  broc: [
    [0, 44, 26, 76],
    [0.200787, 63, 107, 153],
    [0.5, 235, 238, 236],
    [0.80315, 127, 127, 74],
    [1, 38, 38, 0],
  ],
};

test('maps are within 2 of 255 of the entries of the originals, and reversed with _r', () => {
  for (const [name, entries] of Object.entries(originals))
    for (const [place, ...rgb] of entries)
      for (const [way, at] of [
        [name, place!],
        [`${name}_r`, 1 - place!],
      ] as const)
        boundedColors(
          way,
          [0, 1],
        )(at).forEach((channel, i) => {
          assert.ok(Math.abs(255 * channel - rgb[i]!) <= 2, `${way} at ${at}: ${255 * channel}, ${rgb[i]}`);
        });
});

test('npyx’s common maps are there', () => {
  const common =
    'viridis plasma inferno magma cividis gray RdBu coolwarm seismic jet turbo hsv twilight tab10 tab20 Set1 Set2 Set3 Paired Accent Dark2 Pastel1 Pastel2 Blues Greens Reds Spectral batlow roma vik oslo bamako lajolla hawaii tokyo berlin broc cork';
  for (const name of common.split(' ')) assert.ok(colormapNames.includes(name), name);
});

test('the n colours of a map begin at its first and end at its last', () => {
  assert.deepEqual(distinctColors('tab10', 3).map(hexOf), ['#1f77b4', '#8c564b', '#17becf']);
  assert.deepEqual(distinctColors('gray', 3), [
    [0, 0, 0],
    [0.5, 0.5, 0.5],
    [1, 1, 1],
  ]);
  assert.deepEqual(distinctColors('viridis', 1).map(hexOf), ['#440154']);
  assert.deepEqual(distinctColors('viridis', 0), []);
});

test('no two of n colours are the same, also beyond those a qualitative map has', () => {
  for (const name of ['tab10', 'Set1', 'tab20', 'viridis', 'batlow', 'hsv'])
    for (const count of [2, 9, 10, 11, 20, 37]) {
      const colors = distinctColors(name, count).map(hexOf);
      assert.equal(new Set(colors).size, count, `${name}: ${colors.join(' ')}`);
    }
});

test('families are far from each other, neighbours near, none pale', () => {
  const families = colorFamilies(4, 3);
  assert.deepEqual([families.length, families[0]!.length], [3, 4]);
  const distance = (a: readonly number[], b: readonly number[]) => Math.hypot(...a.map((v, i) => v - b[i]!));
  const within = families.flatMap((family) => family.slice(1).map((color, i) => distance(color, family[i]!)));
  const between = families.flatMap((family, f) =>
    families.slice(f + 1).flatMap((other) => family.flatMap((a) => other.map((b) => distance(a, b)))),
  );
  assert.ok(Math.max(...within) < Math.min(...between), `${Math.max(...within)} ${Math.min(...between)}`);
  for (const family of [...families, ...colorFamilies(3, 4, 'Pastel1')])
    for (const color of family) {
      const [low, high] = [Math.min(...color), Math.max(...color)];
      assert.ok(high === low || (high - low) / high >= 0.4 - 1e-9, hexOf(color));
    }
});

test('linear sides keep the change of colour per unit, nonlinear ones use both halves whole', () => {
  const linear = boundedColors('gray', [-1, 3], { value: 0, sides: 'linear' });
  const nonlinear = boundedColors('gray', [-1, 3], { value: 0, sides: 'nonlinear' });
  assert.equal(linear(0)[0], 0.5);
  assert.ok(Math.abs(linear(1)[0] - 0.5 - (0.5 - linear(-1)[0])) < 1e-12);
  assert.deepEqual([nonlinear(-1)[0], nonlinear(0)[0], nonlinear(3)[0]], [0, 0.5, 1]);
});

test('an unknown map is answered with those there are, and with what may have been meant', () => {
  assert.throws(() => mapColors(new Float32Array(1), [0, 1], 'Viridis'), /did you mean viridis\?/);
  assert.throws(() => distinctColors('constructor', 3), /no colour map 'constructor'; there are viridis/);
});
