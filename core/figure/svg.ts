import type { DisplayList, ImageItem, Item, MarkItem, PointsItem, TextItem } from './display-list.ts';
import { isMark } from './display-list.ts';
import { imagePixels } from './image-pixels.ts';
import { areaPaths, barPaths, dash, imageBox, linePaths, type Path } from './paths.ts';
import { encodePng } from './png-encode.ts';
import { type Provenance, provenanceText } from './provenance.ts';

/** A complete SVG file: the picture, its title and its description for screen readers. */
export function toSvg(
  list: DisplayList,
  words: { title?: string; alt?: string; provenance?: Provenance } = {},
): string {
  const { title = list.title, alt = list.alt, provenance } = words;
  const { width, height } = list;
  const background = list.background
    ? `<rect width="${n(width)}" height="${n(height)}" fill="${list.background}"/>\n`
    : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title description" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}">
<title id="title">${escapeXml(title)}</title>
<desc id="description">${escapeXml(alt)}</desc>
${provenance ? metadata(title, provenance) : ''}${background}${svgBody(list)}</svg>
`;
}

/** Dublin Core for programs that know it, and all of it as JSON. */
function metadata(title: string, provenance: Provenance): string {
  const { program, version, dataset, commandLine } = provenance;
  return `<metadata>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
<rdf:Description rdf:about="">
<dc:title>${escapeXml(title)}</dc:title>
<dc:creator>${escapeXml(`${program} ${version}`)}</dc:creator>
<dc:source>${escapeXml(dataset)}</dc:source>
<dc:description>${escapeXml(commandLine)}</dc:description>
</rdf:Description>
</rdf:RDF>
<neuropyxels:run xmlns:neuropyxels="urn:neuropyxels:run" format="json">${escapeXml(provenanceText(provenance))}</neuropyxels:run>
</metadata>
`;
}

/**
 * What stands inside the `<svg>` element. `only` leaves out what is painted by other means, `prefix` keeps the ids of
 * several pictures on one page apart.
 */
export function svgBody(
  list: DisplayList,
  options: { prefix?: string; only?: (item: Item) => boolean } = {},
): string {
  const { prefix = 'plot', only = () => true } = options;
  const items = list.items.filter(only);
  const clipped = new Set(items.filter(isMark).map(({ panel }) => panel));
  const clips = list.panels
    .map(({ plot: { x, y, width, height } }, i) =>
      // Half a pixel more: a line along the edge keeps its width.
      clipped.has(i)
        ? `<clipPath id="${prefix}${i}"><rect x="${n(x - 0.5)}" y="${n(y - 0.5)}" width="${n(width + 1)}" height="${n(height + 1)}"/></clipPath>\n`
        : '',
    )
    .join('');
  const lines: string[] = [];
  let open: number | null = null;
  for (const item of items) {
    const panel = isMark(item) ? item.panel : null;
    if (panel !== open) {
      if (open !== null) lines.push('</g>');
      if (panel !== null) lines.push(`<g clip-path="url(#${prefix}${panel})">`);
      open = panel;
    }
    lines.push(isMark(item) ? mark(item) : frame(item));
  }
  if (open !== null) lines.push('</g>');
  const defs = clips ? `<defs>\n${clips}</defs>\n` : '';
  return `${defs}<g font-family="${escapeXml(list.fontFamily)}">\n${lines.filter(Boolean).join('\n')}\n</g>\n`;
}

function frame(item: Exclude<Item, MarkItem>): string {
  if (item.kind === 'text') return text(item);
  if (item.kind === 'segments') return segments(item);
  return `<path d="${pathData(item.points)}Z" ${fill(item.color, item.opacity)}/>`;
}

function mark(item: MarkItem): string {
  const { color, opacity } = item;
  switch (item.kind) {
    case 'line': {
      const d = linePaths(item)
        .map((path) => pathData(path))
        .join('');
      return d
        ? `<path d="${d}" ${stroke(color, item.width, opacity, item.dash)} stroke-linejoin="round"/>`
        : '';
    }
    case 'area':
    case 'bars': {
      const paths = item.kind === 'area' ? areaPaths(item) : barPaths(item);
      return paths.length
        ? `<path d="${paths.map((path) => `${pathData(path)}Z`).join('')}" ${fill(color, opacity)}/>`
        : '';
    }
    case 'points':
      return points(item);
    case 'image':
      return image(item);
  }
}

/**
 * Points of one size are one path of strokes without length, whose caps are the dots: a tenth of the size of circles.
 * Opacity belongs to the path, so that overlapping points do not add up; every painter does the same.
 */
function points(item: PointsItem): string {
  const { x, y, size, shape, hollow, toPixel, color, opacity } = item;
  const at = (i: number) =>
    [toPixel.x + toPixel.xScale * (x[i] as number), toPixel.y + toPixel.yScale * (y[i] as number)] as const;
  const indices = Array.from(y.keys()).filter((i) => at(i).every(Number.isFinite));
  if (indices.length === 0) return '';
  if (shape === 'tick' && typeof size === 'number') {
    const d = indices.map((i) => `M${n(at(i)[0])} ${n(at(i)[1] - size / 2)}v${n(size)}`).join('');
    return `<path d="${d}" ${stroke(color, 1, opacity, false)}/>`;
  }
  if (typeof size === 'number' && !hollow) {
    const d = indices.map((i) => `M${n(at(i)[0])} ${n(at(i)[1])}h0`).join('');
    const cap = shape === 'circle' ? 'round' : 'square';
    return `<path d="${d}" ${stroke(color, size, opacity, false)} stroke-linecap="${cap}"/>`;
  }
  const paint = hollow ? stroke(color, 1, opacity, false) : fill(color, opacity);
  const d = indices
    .map((i) => {
      const [cx, cy] = at(i);
      const diameter = typeof size === 'number' ? size : (size[i] as number);
      const r = Math.max(0.25, diameter / 2 - (hollow ? 0.5 : 0));
      if (shape === 'tick') return `M${n(cx - 0.5)} ${n(cy - r)}h1v${n(2 * r)}h-1Z`;
      if (shape === 'square') return `M${n(cx - r)} ${n(cy - r)}h${n(2 * r)}v${n(2 * r)}h${n(-2 * r)}Z`;
      return `M${n(cx - r)} ${n(cy)}a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0Z`;
    })
    .join('');
  return `<path d="${d}" ${paint}/>`;
}

/** Cells of images per pixel of the figure: enough for print, at 96 pixels per inch. */
const perPixel = 3;

function image(item: ImageItem): string {
  const { x, y, width, height, flipX, flipY } = imageBox(item);
  const { pixels, columns, rows } = imagePixels(item, perPixel);
  const file = encodePng(pixels, columns, rows);
  let binary = '';
  for (let i = 0; i < file.length; i += 8192) binary += String.fromCharCode(...file.subarray(i, i + 8192));
  const place = `translate(${n(flipX ? x + width : x)} ${n(flipY ? y + height : y)}) scale(${flipX ? -1 : 1} ${flipY ? -1 : 1})`;
  return `<image transform="${place}" width="${n(width)}" height="${n(height)}" preserveAspectRatio="none" image-rendering="pixelated"${opacityOf('opacity', item.opacity)} href="data:image/png;base64,${btoa(binary)}"/>`;
}

function segments({ points: p, color, width, opacity, dash: isDashed }: Item & { kind: 'segments' }): string {
  let d = '';
  for (let i = 0; i + 3 < p.length; i += 4) {
    const [x1, y1, x2, y2] = p.slice(i, i + 4) as [number, number, number, number];
    d +=
      x1 === x2
        ? `M${n(x1)} ${n(y1)}V${n(y2)}`
        : y1 === y2
          ? `M${n(x1)} ${n(y1)}H${n(x2)}`
          : `M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}`;
  }
  return d ? `<path d="${d}" ${stroke(color, width, opacity, isDashed)}/>` : '';
}

function text({ x, y, text: words, size, color, anchor, turn, bold }: TextItem): string {
  const turned = turn ? ` transform="rotate(${n(-turn)} ${n(x)} ${n(y)})"` : '';
  const weight = bold ? ' font-weight="bold"' : '';
  const where = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text x="${n(x)}" y="${n(y)}" font-size="${n(size)}"${weight} fill="${color}"${where}${turned}>${escapeXml(words)}</text>`;
}

function pathData(path: Path): string {
  let d = `M${n(path[0] as number)} ${n(path[1] as number)}`;
  let [lastX, lastY] = [n(path[0] as number), n(path[1] as number)];
  for (let i = 2; i < path.length; i += 2) {
    const [x, y] = [n(path[i] as number), n(path[i + 1] as number)];
    if (x === lastX && y === lastY) continue;
    d += x === lastX ? `V${y}` : y === lastY ? `H${x}` : `L${x} ${y}`;
    [lastX, lastY] = [x, y];
  }
  return d;
}

const opacityOf = (name: string, opacity: number) => (opacity < 1 ? ` ${name}="${n(opacity)}"` : '');
const fill = (color: string, opacity: number) => `fill="${color}"${opacityOf('fill-opacity', opacity)}`;
const stroke = (color: string, width: number, opacity: number, isDashed: boolean) =>
  `fill="none" stroke="${color}" stroke-width="${n(width)}"${opacityOf('stroke-opacity', opacity)}${isDashed ? ` stroke-dasharray="${dash.on} ${dash.off}"` : ''}`;

/** A hundredth of a pixel is finer than any screen or printer; no exponent, no trailing zeros. */
const n = (value: number): string => String(Math.round(value * 100) / 100 + 0);

// Control characters are not allowed in XML at all, not even escaped.
const escapeXml = (words: string): string =>
  words
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly the ones to remove.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
