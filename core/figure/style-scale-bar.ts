import type { Axis, ScaleBar } from './figure.ts';
import { decimalsOf, formatNumber } from './ticks.ts';

/** Units of one quantity, as powers of ten of the first. */
const families: readonly Readonly<Record<string, number>>[] = [
  { s: 0, ms: -3, µs: -6, us: -6 },
  { V: 0, mV: -3, µV: -6, uV: -6 },
  { m: 0, mm: -3, µm: -6, um: -6 },
  { Hz: 0, kHz: 3 },
];

/**
 * A scale bar from `5 ms` or `5`, on an axis in any unit of the same quantity. Throws RangeError for what is no length, or
 * a unit that the axis cannot be measured in.
 */
export function scaleBar(name: string, words: string, axis: Axis): ScaleBar {
  const parts = /^\s*(\d*\.?\d+(?:e[-+]?\d+)?)\s*(\S*)\s*$/i.exec(words);
  const length = Number(parts?.[1]);
  if (!parts || !(length > 0))
    throw new RangeError(`${name}: got '${words}', expected a length such as 5 ${axis.unit || 'ms'}`);
  if (axis.scale === 'log') throw new RangeError(`${name}: a logarithmic axis has no scale bar`);
  const unit = parts[2] || axis.unit;
  const factor = unit === axis.unit || axis.unit === '' ? 1 : factorBetween(unit, axis.unit);
  if (factor === null) throw new RangeError(`${name}: got a length in ${unit}, expected one in ${axis.unit}`);
  const shown = formatNumber(length, Math.min(6, decimalsOf(length)));
  return { length: length * factor, label: unit ? `${shown} ${unit.replace(/^u/, 'µ')}` : shown };
}

function factorBetween(from: string, to: string): number | null {
  const family = families.find((units) => from in units && to in units);
  return family ? 10 ** ((family[from] as number) - (family[to] as number)) : null;
}
