// What test/gpu/matrix.test.ts runs in a page: the same matrix painted by WebGL and by the processor.
import { glContext } from '../../webviews/figure/gl-context.ts';
import { barPixels } from '../../webviews/matrix/bar-pixels.ts';
import type { MatrixBars } from '../../webviews/matrix/matrix-bars.ts';
import { barPainter, glBars, paintBars } from '../../webviews/matrix/paint-bars.ts';

const width = 300;
const height = 200;

/** Four cells: bars up from zero with a band behind, bars to both sides with a line before, fewer bars than pixels, nothing. */
function bars(): MatrixBars {
  const columns = 90;
  const heights = new Uint8Array(4 * 4 * columns);
  const facts = [
    [90, 0, 0.1],
    [61, 0.4, -0.5 / 90],
    [13, 0, -0.5 / 90],
    [90, 0, 0.02],
  ];
  for (let cell = 0; cell < 3; cell++)
    for (let bar = 0; bar < columns; bar++) {
      const solid = Math.round(65_535 * (0.5 + 0.4 * Math.sin(bar / 7 + cell)));
      const light = Math.min(65_535, solid + 4000 * (bar % 3));
      heights.set([solid >> 8, solid, light >> 8, light], 4 * (columns * cell + bar));
    }
  return {
    count: 4,
    boxes: Float32Array.from([5, 5, 90, 80, 105, 5, 90, 80, 205, 5, 90, 80, 5, 105, 90, 80]),
    facts: Float32Array.from(facts.flat()),
    colors: Uint8Array.from([200, 40, 40, 255, 120, 120, 130, 255, 20, 90, 220, 255, 10, 200, 90, 255]),
    columns,
    heights,
    faint: [90, 90, 100],
  };
}

export function compared() {
  const context = glContext();
  if (!context) return null;
  const own = barPixels(bars(), width, height);
  const flat = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d')!;
  flat.drawImage(glBars(context, barPainter(context.regl), bars(), width, height), 0, 0);
  const gl = flat.getImageData(0, 0, width, height).data;
  const shown = document.createElement('canvas');
  paintBars(bars(), shown, width, height);
  const first = shown.getContext('2d')!.getImageData(0, 0, width, height).data;
  // What is opaque is compared as it is, what shines through as it looks: less of it is there.
  const apart = (a: Uint8ClampedArray, b: Uint8ClampedArray) => {
    let pixels = 0;
    for (let i = 0; i < a.length; i += 4)
      if (
        [0, 1, 2].some((k) => Math.abs(a[i + k]! * a[i + 3]! - b[i + k]! * b[i + 3]!) > 4 * 255) ||
        Math.abs(a[i + 3]! - b[i + 3]!) > 4
      )
        pixels++;
    return pixels;
  };
  return {
    apart: apart(own, gl),
    apartAtFirst: apart(own, first),
    ink: own.filter((value, i) => i % 4 === 3 && value > 0).length,
    colors: new Set(new Uint32Array(own.buffer)).size,
  };
}
