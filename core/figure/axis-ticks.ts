import type { Axis } from './figure.ts';
import { dropOf, type Setting } from './layout-setting.ts';
import { axisScale, drawn, drawnDomain } from './scale.ts';
import { formatTicks, linearTicks, logTicks, thinTicks } from './ticks.ts';

/** Ticks of an axis of a given length: values, positions in pixels from its start, and labels, which never overlap. */
export interface AxisTicks {
  readonly values: readonly number[];
  readonly positions: readonly number[];
  readonly labels: readonly string[];
  /** Where each label of a horizontal axis begins, in pixels from the axis' start. */
  readonly starts: readonly number[];
  /** Pixels by which labels of a horizontal axis stick out at its ends. */
  readonly before: number;
  readonly after: number;
  /** Pixels that labels take away from the axis. */
  readonly room: number;
}

/** Sine and cosine of an angle in degrees. */
export const turned = (degrees: number) => ({
  sin: Math.sin((degrees * Math.PI) / 180),
  cos: Math.cos((degrees * Math.PI) / 180),
});

const thinSpace = '\u2009';
/** The unit behind a number; thin spaces between thousands are followed by digits. */
const behindNumber = /\u2009(?!\d)/;
const spacing = { x: 10, y: 6 };
/** How far labels of a horizontal axis may stick out of their plot; those at the ends are pushed back in. */
const overhang = 9;

/** Written ticks of an axis, in the order given. */
interface Written {
  readonly values: number[];
  readonly labels: string[];
}

/** At most `most` of the ticks that an axis states, those outside its domain left out, with their labels. */
function statedTicks(axis: Axis, ticks: readonly number[], low: number, high: number, most: number): Written {
  const inside = Array.from(ticks.keys()).filter(
    (i) => (ticks[i] as number) >= low && (ticks[i] as number) <= high,
  );
  const { tickLabels } = axis;
  if (!tickLabels) {
    const values = thinTicks(
      inside.map((i) => ticks[i] as number),
      most,
    );
    return { values, labels: numbersOf(axis, values) };
  }
  const every = Math.ceil(inside.length / most);
  const kept = inside.filter((_, position) => position % every === 0);
  return { values: kept.map((i) => ticks[i] as number), labels: kept.map((i) => tickLabels[i] ?? '') };
}

/** What is counted in whole numbers, as a unit or as the label of an axis without one. */
const counted = /^(spikes|units|trials|batches|intervals|pulses|events|waveforms|counts?|channels?)$/;

function computedTicks(axis: Axis, low: number, high: number, most: number): Written {
  const all = axis.scale === 'log' ? logTicks(low, high, most) : linearTicks(low, high, most).ticks;
  // Half a spike is no number of spikes.
  const values = counted.test(axis.unit) || counted.test(axis.label) ? all.filter(Number.isInteger) : all;
  return { values, labels: numbersOf(axis, values) };
}

const numbersOf = (axis: Axis, values: readonly number[]): string[] =>
  axis.scale === 'log' ? values.flatMap((value) => formatTicks([value])) : formatTicks(values);

/**
 * As many ticks as look calm (one per 70 pixels across, one per 34 up), fewer where labels would come nearer than a
 * gap. An axis without a label, or whose label is left out (`unitBehind`), writes its unit behind its last number.
 */
export function axisTicks(
  axis: Axis,
  lengthPx: number,
  direction: 'x' | 'y',
  setting: Setting,
  unitBehind = false,
): AxisTicks {
  const { measure, fonts } = setting;
  const { sin, cos } = turned(axis.tickAngle ?? 0);
  const between = sin > 0 && direction === 'x' ? 1 : spacing[direction];
  const [from, to] = axis.domain;
  const [low, high] = from < to ? [from, to] : [to, from];
  const { offset, scale } = axisScale(drawnDomain(axis), 0, lengthPx);
  const usual = Math.max(2, Math.round(lengthPx / (direction === 'x' ? 70 : 34)) + 1);
  // One number alone says nothing of the scale: a low axis gets more where they fit.
  const lonely = direction === 'y' && axis.scale !== 'log' && linearTicks(low, high, usual).ticks.length < 2;
  const calm = lonely ? usual + 2 : usual;
  // No label is narrower than a digit: trying more of them would only take time.
  const fit =
    Math.ceil(lengthPx / (direction === 'x' ? spacing.x + 0.5 * fonts.tick.size : fonts.tick.size)) + 1;
  for (let most = axis.ticks ? Math.max(calm, Math.min(fit, axis.ticks.length)) : calm; most > 0; most--) {
    const { values, labels } = axis.ticks
      ? statedTicks(axis, axis.ticks, low, high, most)
      : computedTicks(axis, low, high, most);
    const positions = values.map((value) => offset + scale * drawn(value, axis));
    if ((axis.label === '' || unitBehind) && axis.unit !== '' && labels.length > 0 && !axis.tickLabels) {
      const last = positions.indexOf(
        direction === 'x' ? Math.max(...positions) : (positions.at(-1) as number),
      );
      labels[last] = `${labels[last]}${thinSpace}${axis.unit}`;
    }
    const extents = labels.map((label, i) => {
      const position = positions[i] as number;
      if (direction === 'y') {
        const half = (measure(label, fonts.tick) * sin + fonts.tick.size * cos) / 2;
        return { start: position - half, end: position + half };
      }
      // Turned labels end at their ticks: side by side they are as far apart as lines of text.
      if (sin > 0) {
        const half = Math.min(measure(label, fonts.tick), (1.1 * fonts.tick.size) / sin) / 2;
        return { start: position - half, end: position + half };
      }
      // A unit behind the last number does not shift the number away from its tick, unless there is no room.
      const shown = axis.tickLabels ? label : (label.split(behindNumber)[0] ?? '');
      const centered = position - measure(shown, fonts.tick) / 2;
      const width = measure(label, fonts.tick);
      const start = Math.max(-overhang, Math.min(centered, lengthPx + overhang - width));
      return { start, end: start + width };
    });
    const ordered = [...extents].sort((a, b) => a.start - b.start);
    const apart = ordered.every(({ start }, i) => i === 0 || start - (ordered[i - 1]?.end ?? 0) >= between);
    if (!apart && most > 1) continue;
    const widths = labels.map((label) => measure(label, fonts.tick));
    const reach = positions.map((position, i) => (widths[i] as number) * cos - position);
    const before = Math.max(0, -(ordered[0]?.start ?? 0), ...(direction === 'x' && sin > 0 ? reach : []));
    const after = Math.max(0, (ordered.at(-1)?.end ?? 0) - lengthPx);
    const widest = Math.max(0, ...widths);
    const room =
      direction === 'y'
        ? widest * cos + fonts.tick.size * sin
        : sin > 0
          ? widest * sin + fonts.tick.size * cos + 2
          : dropOf(fonts.tick.size);
    // A label much longer than its axis helps nobody.
    if (direction === 'x' && after > overhang + 1) break;
    return { values, positions, labels, starts: extents.map(({ start }) => start), before, after, room };
  }
  return { values: [], positions: [], labels: [], starts: [], before: 0, after: 0, room: 0 };
}
