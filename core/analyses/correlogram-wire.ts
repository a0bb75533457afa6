import type { Correlograms } from './correlogram-params.ts';

/** Counts of all bins of the pairs (i, j), i ≤ j, column by column, in as few bytes as hold them. */
type Counts = Uint8Array | Uint16Array | Uint32Array;

/**
 * Correlograms as they cross to a page: a link of 20 MB/s takes a fifth of a second for the values of 30 units, and a tenth of
 * that for the counts they are made of. `values` where counts cannot be told from them: log bins in Hz, flat z-scores.
 */
export interface PackedCorrelograms extends Omit<Correlograms, 'values'> {
  readonly packed: { readonly values: Float64Array } | { readonly counts: Counts };
}

/** Counts above this, which doubles hold only nearly after they were normalised, stay values. */
const mostExact = 2 ** 32 - 1;

/** Ready for the wire. */
export function packCorrelograms({ values, ...rest }: Correlograms): PackedCorrelograms {
  const counts = countsOf({ ...rest, values });
  return { ...rest, packed: counts ? { counts } : { values } };
}

/** The correlograms as they were; values from counts as `factors` and `offsets` say, within a unit of the last place. */
export function unpackCorrelograms({ packed, ...rest }: PackedCorrelograms): Correlograms {
  if ('values' in packed) return { ...rest, values: packed.values };
  const { counts } = packed;
  const { units, lagsMs, factors, offsets } = rest;
  const [n, size] = [units.length, lagsMs.length];
  const values = new Float64Array(n * n * size);
  let at = 0;
  for (let j = 0; j < n; j++)
    for (let i = 0; i <= j; i++, at += size) {
      const [there, back] = [i * n + j, j * n + i];
      const [factor, offset] = [factors[there]!, offsets[there]!];
      for (let k = 0; k < size; k++) values[there * size + k] = factor * counts[at + k]! + offset;
      if (i === j) continue;
      const [factorBack, offsetBack] = [factors[back]!, offsets[back]!];
      const last = back * size + size - 1;
      for (let k = 0; k < size; k++) values[last - k] = factorBack * counts[at + k]! + offsetBack;
    }
  return { ...rest, values };
}

/** Null where a value is none that a count gives. */
function countsOf({ units, lagsMs, factors, offsets, values }: Correlograms): Counts | null {
  const [n, size] = [units.length, lagsMs.length];
  const counts = new Float64Array(((n * (n + 1)) / 2) * size);
  let most = 0;
  let at = 0;
  for (let j = 0; j < n; j++)
    for (let i = 0; i <= j; i++) {
      const place = i * n + j;
      const [factor, offset] = [factors[place]!, offsets[place]!];
      for (let k = place * size; k < (place + 1) * size; k++, at++) {
        const told = (values[k]! - offset) / factor;
        const count = Math.round(told);
        if (!(Math.abs(told - count) < 1e-3) || count < 0) return null;
        counts[at] = count;
        if (count > most) most = count;
      }
    }
  if (most > mostExact) return null;
  return most < 256
    ? Uint8Array.from(counts)
    : most < 65_536
      ? Uint16Array.from(counts)
      : Uint32Array.from(counts);
}
