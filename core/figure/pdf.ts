import { type DisplayList, type Item, isMark, type PointsItem } from './display-list.ts';
import { fontFile } from './font.ts';
import { imagePixels } from './image-pixels.ts';
import { areaPaths, barPaths, dash, imageBox, linePaths, type Path } from './paths.ts';
import { encodePng } from './png-encode.ts';
import { type Provenance, provenanceText } from './provenance.ts';

/** Points per CSS pixel. */
const pointsPerPixel = 0.75;

/** Cells of images per pixel of the figure: enough for print, at 96 pixels per inch. */
const perPixel = 3;

type Document = PDFKit.PDFDocument;

/**
 * The bytes of a PDF file of one page as large as the figure: vector marks, real text in the embedded font, the title
 * and the alternative text for screen readers. pdfkit is loaded when the first PDF is written.
 */
export async function toPdf(
  list: DisplayList,
  { provenance }: { provenance?: Provenance } = {},
): Promise<Uint8Array> {
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({
    size: [list.width * pointsPerPixel, list.height * pointsPerPixel],
    margin: 0,
    // Helvetica, pdfkit's default, has no minus sign and no arrows, and its metrics would be read from disk.
    font: fontFile(list.typeface, false) as unknown as string,
    info: {
      Title: list.title,
      Subject: list.alt,
      Creator: provenance ? `${provenance.program} ${provenance.version}` : 'NeuroPyxels',
      ...(provenance ? { Keywords: provenance.commandLine, Provenance: provenanceText(provenance) } : {}),
    },
    displayTitle: true,
    lang: 'en',
    tagged: true,
    pdfVersion: '1.7',
  });
  const chunks: Uint8Array[] = [];
  const written = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    document.on('end', () => resolve());
    document.on('error', reject);
  });
  document.addStructure(
    document.struct('Figure', { title: list.title, alt: list.alt }, () => paint(document, list)),
  );
  document.end();
  await written;
  const bytes = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

function paint(document: Document, list: DisplayList): void {
  document.registerFont('regular', fontFile(list.typeface, false) as never);
  document.registerFont('bold', fontFile(list.typeface, true) as never);
  document.save().scale(pointsPerPixel);
  if (list.background) document.rect(0, 0, list.width, list.height).fill(list.background);
  for (const item of list.items) {
    document.save();
    const plot = isMark(item) ? list.panels[item.panel]?.plot : undefined;
    if (plot) document.rect(plot.x - 0.5, plot.y - 0.5, plot.width + 1, plot.height + 1).clip();
    paintItem(document, item);
    document.restore();
  }
  document.restore();
}

function paintItem(document: Document, item: Item): void {
  switch (item.kind) {
    case 'text':
      paintText(document, item);
      return;
    case 'segments': {
      for (let i = 0; i + 3 < item.points.length; i += 4) trace(document, item.points.slice(i, i + 4));
      stroke(document, item);
      return;
    }
    case 'fill':
      trace(document, item.points).closePath().fillOpacity(item.opacity).fill(item.color);
      return;
    case 'line': {
      const paths = linePaths(item);
      for (const path of paths) trace(document, path);
      if (paths.length) stroke(document, item);
      return;
    }
    case 'area':
    case 'bars': {
      const paths = item.kind === 'area' ? areaPaths(item) : barPaths(item);
      for (const path of paths) trace(document, path).closePath();
      if (paths.length) document.fillOpacity(item.opacity).fill(item.color);
      return;
    }
    case 'points':
      paintPoints(document, item);
      return;
    case 'image': {
      const { x, y, width, height, flipX, flipY } = imageBox(item);
      const { pixels, columns, rows } = imagePixels(item, perPixel);
      // Cells are enlarged: readers blur small images, and this one's edges are data.
      const times = Math.max(1, Math.min(8, Math.floor(2048 / Math.max(rows, columns))));
      const large = enlarge(pixels, columns, rows, times);
      const file = encodePng(large, columns * times, rows * times);
      document.translate(flipX ? x + width : x, flipY ? y + height : y).scale(flipX ? -1 : 1, flipY ? -1 : 1);
      document.opacity(item.opacity).image(Buffer.from(file), 0, 0, { width, height });
      return;
    }
  }
}

function trace(document: Document, path: Path): Document {
  document.moveTo(path[0] as number, path[1] as number);
  for (let i = 2; i < path.length; i += 2) document.lineTo(path[i] as number, path[i + 1] as number);
  return document;
}

function stroke(
  document: Document,
  style: { color: string; width: number; opacity: number; dash: boolean },
): void {
  document.lineWidth(style.width).lineJoin('round').strokeOpacity(style.opacity);
  if (style.dash) document.dash(dash.on, { space: dash.off });
  document.stroke(style.color);
}

function paintPoints(document: Document, item: PointsItem): void {
  const { x, y, size, shape, hollow, toPixel, color, opacity } = item;
  let any = false;
  y.forEach((value, i) => {
    const cx = toPixel.x + toPixel.xScale * (x[i] as number);
    const cy = toPixel.y + toPixel.yScale * value;
    if (!Number.isFinite(cx + cy)) return;
    any = true;
    const r = Math.max(
      0.25,
      (typeof size === 'number' ? size : (size[i] as number)) / 2 - (hollow ? 0.5 : 0),
    );
    if (shape === 'tick') document.rect(cx - 0.5, cy - r, 1, 2 * r);
    else if (shape === 'square') document.rect(cx - r, cy - r, 2 * r, 2 * r);
    else document.circle(cx, cy, r);
  });
  if (!any) return;
  if (hollow && shape !== 'tick') document.lineWidth(1).strokeOpacity(opacity).stroke(color);
  else document.fillOpacity(opacity).fill(color);
}

function paintText(document: Document, item: Item & { kind: 'text' }): void {
  document
    .font(item.bold ? 'bold' : 'regular')
    .fontSize(item.size)
    .fillColor(item.color);
  const width = document.widthOfString(item.text);
  const before = item.anchor === 'start' ? 0 : item.anchor === 'middle' ? width / 2 : width;
  if (item.turn) document.rotate(-item.turn, { origin: [item.x, item.y] });
  document.text(item.text, item.x - before, item.y, { lineBreak: false, baseline: 'alphabetic' });
}

function enlarge(pixels: Uint8ClampedArray, columns: number, rows: number, times: number): Uint8Array {
  const source = new Uint32Array(pixels.buffer);
  const large = new Uint32Array(columns * rows * times * times);
  const width = columns * times;
  for (let row = 0; row < rows * times; row++) {
    const from = Math.floor(row / times) * columns;
    for (let column = 0; column < width; column++)
      large[row * width + column] = source[from + Math.floor(column / times)] as number;
  }
  return new Uint8Array(large.buffer);
}
