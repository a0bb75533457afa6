import type { Mark, Panel } from '../figure/figure.ts';
import type { Probe } from '../model/probe.ts';

/** Horizontal places of sites with all shanks side by side, as far apart as they are. */
export const sitePlaces = (probe: Probe, shank: ArrayLike<number>, xUm: ArrayLike<number>): Float32Array =>
  Float32Array.from(xUm, (x, i) => (shank[i] as number) * probe.shankPitchUm + x);

/** The recorded sites as small squares, and `marks` over them. Without a probe only the marks. */
export function probePanel(probe: Probe | null, marks: readonly Mark[], title?: string): Panel {
  const sites = probe?.sites ?? [];
  const x = probe
    ? sitePlaces(
        probe,
        sites.map(({ shank }) => shank),
        sites.map(({ xUm }) => xUm),
      )
    : new Float32Array();
  const y = Float32Array.from(sites, ({ yUm }) => yUm);
  const squares: Mark = { kind: 'points', x, y, size: 3, shape: 'square', color: 'faint' };
  return {
    row: 0,
    column: 0,
    ...(title === undefined ? {} : { title }),
    x: { label: 'across', unit: 'µm', domain: domainOf([x, ...marks.map(xOf)]) },
    y: { label: 'depth', unit: 'µm', domain: domainOf([y, ...marks.map(yOf)]) },
    marks: [squares, ...marks],
  };
}

const xOf = (mark: Mark) => (mark.kind === 'points' ? mark.x : new Float32Array());
const yOf = (mark: Mark) => (mark.kind === 'points' ? mark.y : new Float32Array());

function domainOf(arrays: readonly Float32Array[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const array of arrays)
    for (const value of array) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  if (!(high >= low)) return [0, 1];
  const margin = Math.max(20, 0.03 * (high - low));
  return [low - margin, high + margin];
}
