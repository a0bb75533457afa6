import type { Affine } from './display-list.ts';
import type { Axis, Placement } from './figure.ts';

/** The two ends of an axis as they are drawn: log10 of them on a log axis; never empty, never infinite. */
export function drawnDomain(axis: Axis): readonly [number, number] {
  let [from, to] = axis.domain;
  if (axis.scale === 'log') {
    if (!(to > 0)) to = 1;
    if (!(from > 0)) from = to / 1000;
    from = Math.log10(from);
    to = Math.log10(to);
  }
  if (!Number.isFinite(from) || !Number.isFinite(to)) return [0, 1];
  return from === to ? [from - 0.5, to + 0.5] : [from, to];
}

/** The pixels of one axis: `start` is where `domain[0]` lies, `start + length` where `domain[1]` does. */
export function axisScale([from, to]: readonly [number, number], start: number, length: number) {
  const scale = length / (to - from);
  return { offset: start - from * scale, scale };
}

/** A mark's own placement first, then the panel's. */
export const compose = (panel: Affine, place: Placement): Affine => ({
  x: panel.x + panel.xScale * place.x,
  xScale: panel.xScale * place.xScale,
  y: panel.y + panel.yScale * place.y,
  yScale: panel.yScale * place.yScale,
});

/** `value` where an affine is linear in it. */
export const drawn = (value: number, axis: Axis): number =>
  axis.scale === 'log' ? Math.log10(value) : value;
