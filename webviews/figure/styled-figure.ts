import { parseStyle } from '../../core/analyses/style-params.ts';
import type { Figure } from '../../core/figure/figure.ts';
import { type FigureStyle, styled } from '../../core/figure/style.ts';
import { messageOf } from '../../core/model/errors.ts';

export interface StyledFigure {
  readonly figure: Figure | null;
  /** Null where nothing was set. */
  readonly style: FigureStyle | null;
  /** Why a setting could not be applied; the figure is then as the analysis drew it. */
  readonly error: string | null;
}

/** The figure as its style has it. A setting that does not suit it is told, and none is applied. */
export function styledFigure(
  figure: Figure | null,
  given: Readonly<Record<string, unknown>> | undefined,
): StyledFigure {
  if (!figure || !given || Object.keys(given).length === 0) return { figure, style: null, error: null };
  try {
    const style = parseStyle(given);
    return { figure: styled(figure, style), style, error: null };
  } catch (error) {
    return { figure, style: null, error: `Style: ${messageOf(error)}` };
  }
}
