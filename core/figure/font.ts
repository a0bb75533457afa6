import { create } from 'fontkit';
import arimoBold from './fonts/arimo-bold.ttf';
import arimoRegular from './fonts/arimo-regular.ttf';
import tinosBold from './fonts/tinos-bold.ttf';
import tinosRegular from './fonts/tinos-regular.ttf';
import type { Path } from './paths.ts';
import type { TextFont, Typeface } from './typeface.ts';

const files: Readonly<Record<Typeface, { readonly regular: Uint8Array; readonly bold: Uint8Array }>> = {
  arial: { regular: arimoRegular, bold: arimoBold },
  times: { regular: tinosRegular, bold: tinosBold },
};

/** An embedded font file, for PDF. */
export const fontFile = (typeface: Typeface, bold: boolean): Uint8Array =>
  files[typeface][bold ? 'bold' : 'regular'];

/** The parts of fontkit's font that we use; the package has no types of its own. */
interface Font {
  readonly unitsPerEm: number;
  hasGlyphForCodePoint(code: number): boolean;
  glyphForCodePoint(code: number): {
    readonly advanceWidth: number;
    readonly path: {
      readonly commands: readonly { readonly command: string; readonly args: readonly number[] }[];
    };
  };
}

const fonts = new Map<Uint8Array, Font>();

/** Read from the bytes on first use: layout and SVG never need it. */
export function embeddedFont(typeface: Typeface, bold = false): Font {
  const file = fontFile(typeface, bold);
  // fontkit reads through Buffer-like views and keeps them; it gets bytes of its own.
  const font = fonts.get(file) ?? (create(new Uint8Array(file) as never) as unknown as Font);
  fonts.set(file, font);
  return font;
}

/** Straight pieces per curve: at twice a screen's resolution their corners are under a tenth of a pixel. */
const pieces = 6;

/** The outlines of a line of text whose baseline begins at (0, 0), in pixels, y downwards; not closed explicitly. */
export function textPaths(
  text: string,
  { size, bold }: TextFont,
  typeface: Typeface,
): { paths: Path[]; width: number } {
  const face = embeddedFont(typeface, bold === true);
  const scale = size / face.unitsPerEm;
  const paths: number[][] = [];
  let pen = 0;
  for (const character of text) {
    const glyph = face.glyphForCodePoint(character.codePointAt(0) as number);
    let path: number[] = [];
    const add = (x: number, y: number) => path.push((pen + x) * scale, -y * scale);
    let [x0, y0] = [0, 0];
    for (const { command, args } of glyph.path.commands) {
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args;
      if (command === 'closePath') continue;
      if (command === 'moveTo') {
        path = [];
        paths.push(path);
      }
      if (command === 'moveTo' || command === 'lineTo') add(a, b);
      for (let i = 1; i <= pieces; i++) {
        const t = i / pieces;
        const s = 1 - t;
        if (command === 'quadraticCurveTo')
          add(s * s * x0 + 2 * s * t * a + t * t * c, s * s * y0 + 2 * s * t * b + t * t * d);
        else if (command === 'bezierCurveTo')
          add(
            s ** 3 * x0 + 3 * s * s * t * a + 3 * s * t * t * c + t ** 3 * e,
            s ** 3 * y0 + 3 * s * s * t * b + 3 * s * t * t * d + t ** 3 * f,
          );
      }
      [x0, y0] = args.slice(-2) as [number, number];
    }
    pen += glyph.advanceWidth;
  }
  return { paths: paths.filter((path) => path.length >= 6), width: pen * scale };
}
