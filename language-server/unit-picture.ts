import type { Gathering } from '../core/analyses/analysis.ts';
import { correlogram } from '../core/analyses/correlogram.ts';
import { parseParams } from '../core/analyses/params.ts';
import { templates } from '../core/analyses/templates.ts';
import { gathering } from '../core/engine/gathering.ts';
import type { OpenDataset } from '../core/engine/open-datasets.ts';
import type { Figure, Panel } from '../core/figure/figure.ts';
import { layout } from '../core/figure/layout.ts';
import { toSvg } from '../core/figure/svg.ts';
import { type ThemeName, themes } from '../core/figure/theme.ts';
import { isInputError } from '../core/model/errors.ts';
import type { UnitId } from '../core/model/units.ts';

/** Pixels: as wide as a hover of VS Code is before it wraps its text. */
const size = { width: 400, height: 150 };

/**
 * A small picture of a unit, as SVG without a background: the sorter's template on the channels around its peak, and the
 * autocorrelogram. Null where the sorting has neither.
 */
export async function unitPicture(open: OpenDataset, unit: UnitId, theme: ThemeName): Promise<string | null> {
  const from = gathering(open, undefined, ignore, () => Promise.reject(new Error('nothing else is run')));
  const parts = [await orNull(templateOf(from, unit)), await orNull(autocorrelogramOf(from, unit))];
  const figures = parts.filter((figure) => figure !== null);
  if (figures.length === 0) return null;
  const whole: Figure = {
    title: `Unit ${unit}`,
    alt: figures.map(({ alt }) => alt).join(' '),
    panels: figures.flatMap(({ panels: [panel] }, column) => (panel ? [{ ...bare(panel), column }] : [])),
    grid: { rows: 1, columns: figures.length },
  };
  return toSvg(layout(whole, size, { ...themes[theme], background: null }, { bare: true }));
}

async function templateOf(from: Gathering, unit: UnitId): Promise<Figure> {
  const params = parseParams(templates.params, { average: true, channelCount: 4 });
  return templates.draw(await templates.gather(from, [unit], params), params);
}

async function autocorrelogramOf(from: Gathering, unit: UnitId): Promise<Figure> {
  const params = parseParams(correlogram.params, { binMs: 0.5, windowMs: 50 });
  const { signal } = new AbortController();
  const open = () => Promise.reject(new Error('no raw samples are read'));
  const inputs = await correlogram.gather(from, [unit], params);
  const context = { open, signal, whole: false, progress: ignore, warn: ignore };
  return correlogram.draw(await correlogram.compute(inputs, params, context), params);
}

const ignore = () => undefined;

/** The facts above the picture say which unit it is. */
const bare = ({ title: _, titleColor: _color, titleParts: _parts, ...panel }: Panel): Panel => panel;

/** A part that the sorting lacks, or that is broken, is left out. */
async function orNull<T>(part: Promise<T>): Promise<T | null> {
  try {
    return await part;
  } catch (error) {
    if (isInputError(error)) return null;
    throw error;
  }
}
