import { coordinate, type Rect } from './display-list.ts';
import type { Axis, Mark, Panel, Placement, Steps } from './figure.ts';
import { drawn, drawnDomain } from './scale.ts';

const identity: Placement = { x: 0, xScale: 1, y: 0, yScale: 1 };
/** Of a long mark only so many of its vertices are looked at. */
const mostLooked = 4000;

/**
 * How much of a box inside the plot is behind data, as a count of the vertices in it: 0 where nothing is. The box is in
 * shares of the plot, from its lower left corner. Rules do not count: words may stand on them.
 */
export function coveredShare(panel: Panel, box: Rect): number {
  let covered = 0;
  for (const mark of panel.marks) covered += coveredBy(panel, mark, box);
  return covered;
}

function coveredBy(panel: Panel, mark: Mark, box: Rect): number {
  const place = mark.place ?? identity;
  const x = (value: number) => share(place.x + place.xScale * value, panel.x);
  const y = (value: number) => share(place.y + place.yScale * value, panel.y);
  const inX = (value: number) => value >= box.x && value <= box.x + box.width;
  const inY = (value: number) => value >= box.y && value <= box.y + box.height;
  const meetsY = (a: number, b: number) => Math.max(a, b) >= box.y && Math.min(a, b) <= box.y + box.height;
  const meetsX = (a: number, b: number) => Math.max(a, b) >= box.x && Math.min(a, b) <= box.x + box.width;
  switch (mark.kind) {
    case 'rule':
      return 0;
    case 'text':
      return inX(x(mark.x)) && inY(y(mark.y)) ? 1 : 0;
    case 'image':
      return meetsX(x(mark.x[0]), x(mark.x[1])) && meetsY(y(mark.y[0]), y(mark.y[1])) ? 100 : 0;
    case 'points':
      return counted(mark.y.length, (i) => inX(x(mark.x[i] as number)) && inY(y(mark.y[i] as number)));
    case 'bars':
      return counted(mark.y.length, (i) => {
        const center = coordinate(mark.x, i);
        const [left, right] = [x(center - mark.width / 2), x(center + mark.width / 2)];
        return meetsX(left, right) && meetsY(panel.y.scale === 'log' ? 0 : y(0), y(mark.y[i] as number));
      });
    case 'area':
      return counted(
        mark.y0.length,
        (i) => inX(x(coordinate(mark.x, i))) && meetsY(y(mark.y0[i] as number), y(mark.y1[i] as number)),
      );
    case 'line': {
      const count = mark.pointCount || mark.y.length;
      const at = (i: number) => [x(pointOf(mark.x, i % count)), y(mark.y[i] as number)] as const;
      // A piece that passes over the box counts, though both its ends are outside.
      return counted(mark.y.length, (i) => {
        const [x1, y1] = at(i);
        if (inX(x1) && inY(y1)) return true;
        if ((i + 1) % count === 0 || i + 1 >= mark.y.length) return false;
        const [x2, y2] = at(i + 1);
        return [0.25, 0.5, 0.75].some((t) => inX(x1 + t * (x2 - x1)) && inY(y1 + t * (y2 - y1)));
      });
    }
  }
}

const pointOf = (x: Float32Array | Steps, i: number) => coordinate(x, i);

function counted(length: number, isInside: (i: number) => boolean): number {
  const every = Math.max(1, Math.ceil(length / mostLooked));
  let count = 0;
  for (let i = 0; i < length; i += every) if (isInside(i)) count++;
  return count;
}

/** 0 at the lower or left end of an axis, 1 at the other. */
function share(value: number, axis: Axis): number {
  const [from, to] = drawnDomain(axis);
  return (drawn(value, axis) - from) / (to - from);
}
