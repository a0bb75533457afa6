import type { Color } from '../figure/figure.ts';
import { mapColors } from '../figure/palette.ts';
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
    if (isMap)
      return shaded(colorsOf(colors[0] as string, events.length)[kind] as string, group, names.length);
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

/** `count` colours of a map from end to end, its middle for one. Throws ParameterError for a map that there is not. */
function colorsOf(name: string, count: number): string[] {
  const places = Float32Array.from({ length: count }, (_, i) => (count === 1 ? 0.5 : i / (count - 1)));
  let pixels: Uint8ClampedArray;
  try {
    pixels = mapColors(places, [0, 1], name);
  } catch (error) {
    throw error instanceof RangeError ? new ParameterError(`colors: ${error.message}`) : error;
  }
  return Array.from(places, (_, i) => hexOf([...pixels.subarray(4 * i, 4 * i + 3)]));
}

const hexOf = (rgb: readonly number[]) =>
  `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;

/** The same hue nearer to grey for later groups. */
function shaded(color: string, group: number, count: number): `#${string}` {
  const part = count > 1 ? (0.55 * group) / (count - 1) : 0;
  const rgb = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  return hexOf(rgb.map((value) => value + part * (160 - value))) as `#${string}`;
}
