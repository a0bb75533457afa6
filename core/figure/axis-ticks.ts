import type { Axis } from './figure.ts';
import type { Setting } from './layout-setting.ts';
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
}

const spacing = { x: 10, y: 6 };
/** How far labels of a horizontal axis may stick out of their plot; those at the ends are pushed back in. */
const overhang = 9;

/**
 * As many ticks as look calm (one per 70 pixels across, one per 34 up), fewer where labels would come nearer than a
 * gap. An axis without a label writes its unit behind its last number.
 */
export function axisTicks(axis: Axis, lengthPx: number, direction: 'x' | 'y', setting: Setting): AxisTicks {
  const { measure, fonts } = setting;
  const [from, to] = axis.domain;
  const [low, high] = from < to ? [from, to] : [to, from];
  const { offset, scale } = axisScale(drawnDomain(axis), 0, lengthPx);
  const calm = Math.max(2, Math.round(lengthPx / (direction === 'x' ? 70 : 34)) + 1);
  for (let most = axis.ticks ? Math.max(calm, axis.ticks.length) : calm; most > 0; most--) {
    const values = axis.ticks
      ? thinTicks(
          axis.ticks.filter((tick) => tick >= low && tick <= high),
          most,
        )
      : axis.scale === 'log'
        ? logTicks(low, high, most)
        : linearTicks(low, high, most).ticks;
    const labels =
      axis.scale === 'log' ? values.flatMap((value) => formatTicks([value])) : formatTicks(values);
    const positions = values.map((value) => offset + scale * drawn(value, axis));
    if (axis.label === '' && axis.unit !== '' && labels.length > 0) {
      const last = positions.indexOf(
        direction === 'x' ? Math.max(...positions) : (positions.at(-1) as number),
      );
      labels[last] = `${labels[last]} ${axis.unit}`;
    }
    const extents = labels.map((label, i) => {
      const position = positions[i] as number;
      if (direction === 'y') return { start: position - fonts.tick / 2, end: position + fonts.tick / 2 };
      // A unit behind the last number does not shift the number away from its tick, unless there is no room.
      const centered = position - measure(label.split(' ')[0] ?? '', fonts.tick) / 2;
      const width = measure(label, fonts.tick);
      const start = Math.max(-overhang, Math.min(centered, lengthPx + overhang - width));
      return { start, end: start + width };
    });
    const ordered = [...extents].sort((a, b) => a.start - b.start);
    const apart = ordered.every(
      ({ start }, i) => i === 0 || start - (ordered[i - 1]?.end ?? 0) >= spacing[direction],
    );
    if (!apart && most > 1) continue;
    const before = Math.max(0, -(ordered[0]?.start ?? 0));
    const after = Math.max(0, (ordered.at(-1)?.end ?? 0) - lengthPx);
    // A label much longer than its axis helps nobody.
    if (direction === 'x' && after > overhang + 1) break;
    return { values, positions, labels, starts: extents.map(({ start }) => start), before, after };
  }
  return { values: [], positions: [], labels: [], starts: [], before: 0, after: 0 };
}
