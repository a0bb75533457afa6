import assert from 'node:assert/strict';
import test from 'node:test';
import { hexOf, mapColors } from '../../core/figure/colormaps.ts';
import { groupColor, type PaletteName, seriesColor, seriesCount } from '../../core/figure/palette.ts';
import { themes } from '../../core/figure/theme.ts';

/** Machado, Oliveira & Fernandes (2009), severity 1, on linear RGB. */
const visions: Record<string, readonly (readonly number[])[]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const linear = (hex: string) =>
  [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });

function lab([r = 0, g = 0, b = 0]: readonly number[]): number[] {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const luminance = (hex: string) =>
  linear(hex).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i]!, 0);
const contrast = (a: string, b: string) => {
  const [high, low] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (high! + 0.05) / (low! + 0.05);
};

test('every pair of series colours can be told apart, also under simulated colour blindness', () => {
  for (const palette of ['light', 'dark', 'hc-light', 'hc-dark'] as PaletteName[]) {
    for (const [vision, matrix] of Object.entries(visions)) {
      const seen = Array.from({ length: seriesCount }, (_, slot) => {
        const rgb = linear(seriesColor(slot, palette));
        return lab(
          matrix.map((row) =>
            Math.min(
              1,
              Math.max(
                0,
                row.reduce((sum, m, i) => sum + m * rgb[i]!, 0),
              ),
            ),
          ),
        );
      });
      seen.forEach((a, i) => {
        for (let j = 0; j < i; j++) {
          const distance = Math.hypot(...a.map((v, k) => v - seen[j]![k]!));
          assert.ok(
            distance >= 14,
            `${palette}, ${vision}: slots ${j} and ${i} are ${distance.toFixed(1)} apart`,
          );
        }
      });
    }
  }
});

test('series colours stand out from their background', () => {
  for (const name of ['light', 'dark', 'hc-light', 'hc-dark'] as const) {
    const { background, palette } = themes[name];
    for (let slot = 0; slot < seriesCount; slot++) {
      const ratio = contrast(seriesColor(slot, palette), background);
      assert.ok(
        ratio >= (name === 'light' || name === 'dark' ? 3.5 : 4.2),
        `${name}, slot ${slot}: ${ratio.toFixed(1)}`,
      );
    }
  }
});

test('text is readable on its theme’s background: at least 4.5 to 1', () => {
  for (const [name, { background, text, muted }] of Object.entries(themes)) {
    assert.ok(contrast(text, background) >= 7, name);
    assert.ok(contrast(muted, background) >= 4.5, name);
  }
});

test('slots begin again after the last, and unknown labels look like unsorted', () => {
  assert.equal(seriesColor(seriesCount, 'dark'), seriesColor(0, 'dark'));
  assert.equal(groupColor('my label', 'light'), groupColor('unsorted', 'light'));
  assert.equal(groupColor('Good', 'light'), groupColor('good', 'light'));
});

test('colour maps run from their first to their last colour; NaN is transparent', () => {
  const pixels = [...mapColors(Float32Array.of(-5, 0, 1, 9, Number.NaN), [0, 1], 'viridis')];
  assert.deepEqual(pixels.slice(0, 8), [0x44, 0x01, 0x54, 255, 0x44, 0x01, 0x54, 255]);
  assert.deepEqual(pixels.slice(8, 16), [0xfd, 0xe7, 0x25, 255, 0xfd, 0xe7, 0x25, 255]);
  assert.deepEqual(pixels.slice(16), [0, 0, 0, 0]);
  assert.deepEqual([...mapColors(Float32Array.of(0), [-1, 1], 'RdBu')], [0xf7, 0xf7, 0xf7, 255]);
  assert.throws(
    () => mapColors(new Float32Array(1), [0, 1], 'sunset'),
    /no colour map 'sunset'; there are viridis/,
  );
});

test('the diverging maps named for dark pages end in colours that stand out there; those with a white middle do not', () => {
  const ends = (name: string) => {
    const rgba = mapColors(Float32Array.of(0, 0.5, 1), [0, 1], name);
    const [low, middle, high] = [0, 1, 2].map((i) =>
      hexOf([...rgba.slice(4 * i, 4 * i + 3)].map((value) => value / 255) as [number, number, number]),
    ) as [string, string, string];
    return { low, middle, high };
  };
  const paper = themes.dark.paper;
  for (const name of ['berlin', 'lisbon', 'tofino', 'vanimo']) {
    const { low, middle, high } = ends(name);
    for (const end of [low, high]) assert.ok(contrast(end, paper) >= 4.5, `${name}: ${end}`);
    assert.ok(contrast(middle, paper) < 1.6, `${name}: ${middle}`);
  }
  const { low, high } = ends('RdBu_r');
  for (const end of [low, high]) assert.ok(contrast(end, paper) < 2, `RdBu_r: ${end}`);
});
