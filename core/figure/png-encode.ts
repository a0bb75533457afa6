import { zlibSync } from 'fflate';

/**
 * The bytes of a PNG file: 8 bits per channel, RGBA, rows from the top. `dpi` tells printers how large a pixel is, `texts`
 * are what a reader of metadata finds under their keywords.
 */
export function encodePng(
  pixels: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  { dpi, texts = {} }: { readonly dpi?: number; readonly texts?: Readonly<Record<string, string>> } = {},
): Uint8Array {
  const stride = width * 4;
  const raw = new Uint8Array((stride + 1) * height);
  for (let row = 0; row < height; row++) {
    // Each row filtered by "Up" (2): equal rows, most of a plot, become zeros.
    const at = row * (stride + 1);
    raw[at] = 2;
    for (let i = 0; i < stride; i++) {
      const above = row > 0 ? (pixels[(row - 1) * stride + i] as number) : 0;
      raw[at + 1 + i] = (pixels[row * stride + i] as number) - above;
    }
  }
  const header = new Uint8Array(13);
  const fields = new DataView(header.buffer);
  fields.setUint32(0, width);
  fields.setUint32(4, height);
  header.set([8, 6, 0, 0, 0], 8);
  const parts = [Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10), chunk('IHDR', header)];
  if (dpi !== undefined) {
    const physical = new Uint8Array(9);
    const perMeter = Math.round(dpi / 0.0254);
    new DataView(physical.buffer).setUint32(0, perMeter);
    new DataView(physical.buffer).setUint32(4, perMeter);
    physical[8] = 1;
    parts.push(chunk('pHYs', physical));
  }
  for (const [keyword, text] of Object.entries(texts)) parts.push(chunk('iTXt', textData(keyword, text)));
  parts.push(chunk('IDAT', zlibSync(raw, { level: 6 })), chunk('IEND', new Uint8Array()));
  const file = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    file.set(part, offset);
    offset += part.length;
  }
  return file;
}

/** An international text: keyword, not compressed, no language, UTF-8. */
function textData(keyword: string, text: string): Uint8Array {
  const encoder = new TextEncoder();
  const [head, body] = [encoder.encode(keyword), encoder.encode(text)];
  const data = new Uint8Array(head.length + 5 + body.length);
  data.set(head);
  data.set(body, head.length + 5);
  return data;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (crcTable[(value ^ byte) & 255] as number) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
