import type { Axis } from './figure.ts';
import type { Setting } from './layout.ts';
import { axisScale, drawn, drawnDomain } from './scale.ts';
import { formatTicks, linearTicks, logTicks, thinTicks } from './ticks.ts';

/** Ticks of an axis of a given length: values, positions in pixels from its start, and labels, which never overlap. */
export interface AxisTicks {
  readonly values: readonly number[];
  readonly positions: readonly number[];
  readonly labels: readonly string[];
  /** Pixels by which labels of a horizontal axis stick out at its ends. */
  readonly before: number;
  readonly after: number;
}

const spacing = { x: 10, y: 6 };

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
    const labels = formatTicks(values);
    const positions = values.map((value) => offset + scale * drawn(value, axis));
    if (axis.label === '' && axis.unit !== '' && labels.length > 0) {
      const last = positions.indexOf(
        direction === 'x' ? Math.max(...positions) : (positions.at(-1) as number),
      );
      labels[last] = `${labels[last]} ${axis.unit}`;
    }
    const extents = labels.map((label, i): [number, number] => {
      const half = direction === 'x' ? measure(label, fonts.tick) / 2 : fonts.tick / 2;
      // A unit behind the last number does not shift the number away from its tick.
      const number = direction === 'x' ? measure(label.split(' ')[0] ?? '', fonts.tick) / 2 : half;
      const position = positions[i] as number;
      return [position - number, position - number + 2 * half];
    });
    extents.sort((a, b) => a[0] - b[0]);
    const apart = extents.every(
      (extent, i) => i === 0 || extent[0] - (extents[i - 1]?.[1] ?? 0) >= spacing[direction],
    );
    if (!apart && most > 1) continue;
    const before = Math.max(0, -(extents[0]?.[0] ?? 0));
    const after = Math.max(0, Math.max(0, ...extents.map(([, end]) => end)) - lengthPx);
    // One label longer than the axis with all its margins helps nobody.
    if (direction === 'x' && before + after > lengthPx && most === 1) break;
    return { values, positions, labels, before, after };
  }
  return { values: [], positions: [], labels: [], before: 0, after: 0 };
}
