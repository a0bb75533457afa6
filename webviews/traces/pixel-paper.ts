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
  if (share >= 1) return over;
  const own = (share * 256 + 0.5) | 0;
  const rest = 256 - own;
  const outer = Math.imul(over & 0xff00ff, own) + Math.imul(below & 0xff00ff, rest) + 0x800080;
  const green = Math.imul(over & 0xff00, own) + Math.imul(below & 0xff00, rest) + 0x8000;
  return (0xff000000 | ((outer >>> 8) & 0xff00ff) | ((green >>> 8) & 0xff00)) >>> 0;
}

/** Paints one pixel's width from `top` to `bottom`; pixels that are covered in part are mixed with what is there. */
export function paintColumn(paper: Paper, x: number, top: number, bottom: number, word: number): void {
  const { widthPx, heightPx, words } = paper;
  const first = Math.max(0, Math.floor(top));
  const last = Math.min(heightPx - 1, Math.ceil(bottom) - 1);
  if (first > last) return;
  let at = first * widthPx + x;
  // Only the pixels at the ends may be covered in part: most of the time goes into those between.
  const end = last * widthPx + x;
  put(words, at, Math.min(bottom, first + 1) - Math.max(top, first), word);
  if (end === at) return;
  for (at += widthPx; at < end; at += widthPx) words[at] = word;
  put(words, end, Math.min(bottom, last + 1) - Math.max(top, last), word);
}

function put(words: Uint32Array, at: number, covered: number, word: number): void {
  words[at] = covered >= 0.98 ? word : blended(word, words[at]!, covered);
}
