import { isColormap, unknownColormap } from '../figure/colormaps.ts';
import { ParameterError } from '../model/errors.ts';
import type { PsthParams } from './psth-params.ts';

/** True for the name of a map that is parted among the kinds of events, and not a colour. */
export const isMapName = (colors: readonly string[]): boolean =>
  colors.length === 1 && !(colors[0] as string).startsWith('#');

/** Throws ParameterError for colours, groups, lines and limits that could not be drawn. */
export function checkLook(params: PsthParams, unitCount: number, kindCount: number): void {
  const { unitGroups, colors, linesMs, colormap, yMin, yMax } = params;
  if (unitGroups && unitGroups.length !== unitCount)
    throw new ParameterError(
      `unitGroups: got ${unitGroups.length} words, expected ${unitCount}, one for each unit`,
    );
  if (colors?.length) checkColors(colors, kindCount);
  for (const word of linesMs ?? [])
    if (word.trim() === '' || !Number.isFinite(Number(word)))
      throw new ParameterError(`linesMs: got '${word}', expected times in ms such as 0,250`);
  if (colormap && !isColormap(colormap)) throw new ParameterError(`colormap: ${unknownColormap(colormap)}`);
  if (yMin !== null && yMax !== null && yMin >= yMax)
    throw new ParameterError(`yMin: ${yMin} is not below yMax, ${yMax}`);
}

function checkColors(colors: readonly string[], kindCount: number): void {
  const [first] = colors as [string];
  if (isMapName(colors)) {
    if (!isColormap(first)) throw new ParameterError(`colors: ${unknownColormap(first)}`);
    return;
  }
  if (colors.length !== kindCount)
    throw new ParameterError(
      `colors: got ${colors.length}, expected the name of a colour map or ${kindCount} colours, one for each kind of event`,
    );
  const wrong = colors.find((color) => !/^#[0-9a-f]{6}$/i.test(color));
  if (wrong) throw new ParameterError(`colors: got '${wrong}', expected colours such as #1f77b4`);
}
