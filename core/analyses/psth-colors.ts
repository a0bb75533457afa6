import { distinctColors, hexOf } from '../figure/colormaps.ts';
import type { Color } from '../figure/figure.ts';
import { isMapName } from './psth-look.ts';
import type { Psth, PsthParams } from './psth-params.ts';

/**
 * The colour of a unit's curve for a kind of event. From `colors`: evenly spaced colours of the named map, or the one
 * given for the kind; units of different groups are told apart by lightness. Else the group's colour, else the kind's
 * where kinds share a panel, else the unit's own. Expects what `checkLook` accepts.
 */
export function eventColor({ events }: Psth, params: PsthParams, unit: number, kind: number): Color {
  const groups = params.unitGroups;
  const names = groups ? [...new Set(groups)] : [];
  const group = groups ? names.indexOf(groups[unit] as string) : 0;
  const { colors } = params;
  if (colors?.length) {
    if (isMapName(colors)) {
      const color = hexOf(distinctColors(colors[0] as string, events.length)[kind] ?? [0, 0, 0]);
      return shaded(color, group, names.length);
    }
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
