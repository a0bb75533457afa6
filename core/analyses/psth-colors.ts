import { distinctColors, hexOf, isColormap, unknownColormap } from '../figure/colormaps.ts';
import type { Color } from '../figure/figure.ts';
import { ParameterError } from '../model/errors.ts';
import type { Psth, PsthParams } from './psth-params.ts';

/**
 * The colour of a unit's curve for a kind of event. From `colors`: evenly spaced colours of the named map, or the one
 * given for the kind; units of different groups are told apart by lightness. Else the group's colour, else the kind's
 * where kinds share a panel, else the unit's own.
 */
export function eventColor({ units, events }: Psth, params: PsthParams, unit: number, kind: number): Color {
  const groups = params.unitGroups;
  if (groups && groups.length !== units.length)
    throw new ParameterError(
      `unitGroups: got ${groups.length} words, expected ${units.length}, one for each unit`,
    );
  const names = groups ? [...new Set(groups)] : [];
  const group = groups ? names.indexOf(groups[unit] as string) : 0;
  const { colors } = params;
  if (colors?.length) {
    const isMap = colors.length === 1 && !(colors[0] as string).startsWith('#');
    if (isMap && !isColormap(colors[0] as string))
      throw new ParameterError(`colors: ${unknownColormap(colors[0] as string)}`);
    if (isMap) {
      const color = hexOf(distinctColors(colors[0] as string, events.length)[kind] ?? [0, 0, 0]);
      return shaded(color, group, names.length);
    }
    if (colors.length !== events.length)
      throw new ParameterError(
        `colors: got ${colors.length}, expected the name of a colour map or ${events.length} colours, one for each kind of event`,
      );
    const wrong = colors.find((color) => !/^#[0-9a-f]{6}$/i.test(color));
    if (wrong) throw new ParameterError(`colors: got '${wrong}', expected colours such as #1f77b4`);
    return shaded(colors[kind] as string, group, names.length);
  }
  if (groups) return { series: group };
  return { series: params.overlapEvents && events.length > 1 ? kind : unit };
}

/** The same hue nearer to grey for later groups. */
function shaded(color: string, group: number, count: number): `#${string}` {
  const part = count > 1 ? (0.55 * group) / (count - 1) : 0;
  const rgb = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const mixed = (channel: number) => (channel + part * (160 - channel)) / 255;
  return hexOf([mixed(rgb[0] as number), mixed(rgb[1] as number), mixed(rgb[2] as number)]);
}
