import { layout } from '../figure/layout.ts';
import { toSvg } from '../figure/svg.ts';
import { themes } from '../figure/theme.ts';
import { writeNpy } from '../formats/npy-write.ts';
import { ParameterError } from '../model/errors.ts';
import { csvText } from './csv-text.ts';
import type { Run } from './engine.ts';
import type { ExportFormat } from './engine-api.ts';
import { envelopeText } from './envelope.ts';

export interface ExportOptions {
  readonly widthPx?: number;
  readonly heightPx?: number;
  /** The palette slot of each series, as on screen. */
  readonly seriesSlots?: readonly number[];
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

async function figureBytes(
  { analysis, result, params }: Run,
  format: 'svg' | 'png' | 'pdf',
  { widthPx, heightPx, seriesSlots }: ExportOptions,
): Promise<Uint8Array> {
  const figure = analysis.draw(result, params);
  const { rows, columns } = figure.grid;
  const size = {
    width: widthPx ?? Math.min(2400, Math.max(640, 260 * columns)),
    height: heightPx ?? Math.min(2400, Math.max(480, 190 * rows + 60)),
  };
  const list = layout(figure, size, themes.light, seriesSlots ? { seriesSlots } : {});
  if (format === 'svg') return text(toSvg(list));
  return format === 'png'
    ? (await import('../figure/png.ts')).toPng(list)
    : (await import('../figure/pdf.ts')).toPdf(list);
}
