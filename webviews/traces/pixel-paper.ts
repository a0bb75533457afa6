/** A picture in memory that traces are painted on: faster than a canvas for hundreds of traces, and the same everywhere. */
export interface Paper {
  readonly widthPx: number;
  readonly heightPx: number;
  /** One 32-bit word per pixel, as `ImageData` has its four bytes on every machine in use. */
  readonly words: Uint32Array<ArrayBuffer>;
  readonly bytes: Uint8ClampedArray<ArrayBuffer>;
}

export function newPaper(widthPx: number, heightPx: number): Paper {
  const words = new Uint32Array(widthPx * heightPx);
  return { widthPx, heightPx, words, bytes: new Uint8ClampedArray(words.buffer) };
}

/** `#rrggbb` as a word, opaque. */
export function wordOf(color: string): number {
  const rgb = Number.parseInt(color.slice(1), 16);
  return (0xff000000 | ((rgb & 0xff) << 16) | (rgb & 0xff00) | (rgb >> 16)) >>> 0;
}

/** A share of one colour over another, opaque; red and blue are mixed at once. */
export function blended(over: number, below: number, share: number): number {
  return share >= 1 ? over : mixed(over, below, (share * 256 + 0.5) | 0);
}

function mixed(over: number, below: number, own: number): number {
  const rest = 256 - own;
  const outer = Math.imul(over & 0xff00ff, own) + Math.imul(below & 0xff00ff, rest) + 0x800080;
  const green = Math.imul(over & 0xff00, own) + Math.imul(below & 0xff00, rest) + 0x8000;
  return (0xff000000 | ((outer >>> 8) & 0xff00ff) | ((green >>> 8) & 0xff00)) >>> 0;
}

/**
 * Paints one pixel's width from `top` to `bottom`, both in parts of a pixel, 256 of them; pixels that are covered in part are
 * mixed with what is there. Whole numbers: a page paints half a million of these for a picture.
 */
export function paintColumn(
  { widthPx, heightPx, words }: Paper,
  x: number,
  top: number,
  bottom: number,
  word: number,
): void {
  const most = heightPx * 256;
  if (!(top < most && bottom > 0)) return;
  const from = top < 0 ? 0 : top | 0;
  const end = bottom > most ? most : bottom | 0;
  if (from >= end) return;
  const first = from >> 8;
  const last = (end - 1) >> 8;
  let at = first * widthPx + x;
  // Only the pixels at the ends may be covered in part.
  if (first === last) {
    put(words, at, end - from, word);
    return;
  }
  put(words, at, 256 - (from & 255), word);
  const lastAt = last * widthPx + x;
  for (at += widthPx; at < lastAt; at += widthPx) words[at] = word;
  put(words, lastAt, end - (last << 8), word);
}

function put(words: Uint32Array, at: number, covered: number, word: number): void {
  words[at] = covered > 250 ? word : mixed(word, words[at]!, covered);
}
