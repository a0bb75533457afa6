import { type GivenStyle, parseStyle, withStyle } from '../analyses/style-params.ts';
import { layout } from '../figure/layout.ts';
import { styled, themeOf } from '../figure/style.ts';
import { sizeOf, usualSize } from '../figure/style-size.ts';
import { toSvg } from '../figure/svg.ts';
import { themes } from '../figure/theme.ts';
import { writeNpy } from '../formats/npy-write.ts';
import { ParameterError } from '../model/errors.ts';
import { csvText } from './csv-text.ts';
import type { ExportFormat } from './engine-api.ts';
import { envelopeText } from './envelope.ts';
import { provenanceOf } from './provenance.ts';
import type { Run } from './run-analysis.ts';

export interface ExportOptions {
  readonly widthPx?: number;
  readonly heightPx?: number;
  /** The palette slot of each series, as on screen. */
  readonly seriesSlots?: readonly number[];
  /** How the figure is to look: the settings of docs/cli.md, `title` for `--style-title`. */
  readonly style?: GivenStyle;
}

export const exportFormats: readonly ExportFormat[] = ['svg', 'png', 'pdf', 'csv', 'npy', 'json'];

/** The bytes of a file with the figure or the data of a run. Throws ParameterError for what the analysis does not have. */
export async function exportRun(
  run: Run,
  format: ExportFormat,
  options: ExportOptions = {},
): Promise<Uint8Array> {
  const { analysis, result } = run;
  const lacks = (what: string) => new ParameterError(`${format}: ${analysis.id} has no ${what}`);
  switch (format) {
    case 'json':
      return text(envelopeText(run));
    case 'csv':
      if (!analysis.toTable) throw lacks('table');
      return text(csvText(analysis.toTable(result)));
    case 'npy': {
      if (!analysis.toArray) throw lacks('array');
      const { array, int64 } = analysis.toArray(result);
      return writeNpy(array, { int64: int64 ?? false });
    }
    default:
      return figureBytes(run, format, options);
  }
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** An A4 page at 600 dots per inch: 16 bytes each while it is painted. */
const mostPixels = 36e6;

async function figureBytes(
  run: Run,
  format: 'svg' | 'png' | 'pdf',
  { widthPx, heightPx, seriesSlots, style: given = {} }: ExportOptions,
): Promise<Uint8Array> {
  const style = parseStyle(given);
  const drawn = run.analysis.draw(run.result, run.params);
  const theme = themeOf(style, themes.light);
  const { figure, size } = withStyle(() => {
    const figure = styled(drawn, style);
    const usual = usualSize(figure);
    const asked = { width: widthPx ?? usual.width, height: heightPx ?? usual.height };
    return { figure, size: sizeOf(figure, style, theme, asked) };
  });
  const list = layout(figure, size, theme, seriesSlots ? { seriesSlots } : {});
  const provenance = provenanceOf(run, given);
  if (format === 'svg') return text(toSvg(list, { provenance }));
  const scale = (style.dpi ?? 192) / 96;
  const pixels = Math.round(size.width * scale) * Math.round(size.height * scale);
  if (format === 'png' && pixels > mostPixels)
    throw new ParameterError(
      `style: dpi: ${scale * 96} makes a picture of ${Math.round(size.width * scale)} × ${Math.round(size.height * scale)} pixels, expected at most ${mostPixels / 1e6} million; choose a smaller dpi or size, or SVG or PDF`,
    );
  return format === 'png'
    ? (await import('../figure/png.ts')).toPng(list, { scale, provenance })
    : (await import('../figure/pdf.ts')).toPdf(list, { provenance });
}
