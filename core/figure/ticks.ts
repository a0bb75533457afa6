/** Multiples of 1, 2 or 5 × 10ⁿ within [low, high], at most `most` of them, ascending; `step` is their distance. */
export function linearTicks(low: number, high: number, most: number): { ticks: number[]; step: number } {
  const span = high - low;
  if (!(span > 0) || most < 1) return { ticks: [], step: 1 };
  let exponent = Math.floor(Math.log10(span / most));
  for (; ; exponent++) {
    for (const mantissa of [1, 2, 5]) {
      const step = exponent < 0 ? mantissa / 10 ** -exponent : mantissa * 10 ** exponent;
      // A domain end that misses a multiple by rounding still has its tick.
      const first = Math.ceil(low / step - 1e-9);
      const last = Math.floor(high / step + 1e-9);
      if (last - first + 1 > most) continue;
      // Dividing by the inverse keeps 0.1 × 3 at 0.3; `+ 0` turns −0 into 0.
      const at = (i: number) => (exponent < 0 ? (i * mantissa) / 10 ** -exponent : i * step) + 0;
      return { ticks: Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => at(first + i)), step };
    }
  }
}

/** Powers of ten within [low, high], every n-th so that at most `most` remain; with 2 and 5 between them where few fit. */
export function logTicks(low: number, high: number, most: number): number[] {
  if (!(low > 0) || !(high > low) || most < 1) return [];
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const power = (n: number) => (n < 0 ? 1 / 10 ** -n : 10 ** n);
  const decades = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  const inside = (value: number) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const fine = [first - 1, ...decades].flatMap((n) => [1, 2, 5].map((m) => m * power(n))).filter(inside);
  if (fine.length <= most) return fine;
  const every = Math.max(1, Math.ceil(decades.length / most));
  return decades.filter((n) => (n - first) % every === 0).map(power);
}

/** Every n-th of `ticks`, so that at most `most` remain; keeps zero when there is one. */
export function thinTicks(ticks: readonly number[], most: number): number[] {
  if (ticks.length <= most) return [...ticks];
  if (most < 1) return [];
  const every = Math.ceil(ticks.length / most);
  const zero = Math.max(0, ticks.indexOf(0));
  return ticks.filter((_, i) => (i - (zero % every)) % every === 0).slice(0, most);
}

/**
 * A number for people: true minus (U+2212), thin spaces (U+2009) between thousands, `digits` decimals; far from one in
 * powers of ten (`1.5e−7`).
 */
export function formatNumber(value: number, digits: number): string {
  if (Number.isNaN(value)) return 'n/a';
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return value < 0 ? '−∞' : '∞';
  if (size >= 1e7 || (size > 0 && size < 1e-4)) {
    return String(Number(value.toPrecision(3)).toExponential())
      .replace('e+', 'e')
      .replaceAll('-', '−');
  }
  const [whole = '', fraction] = size.toFixed(digits).split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, '\u2009') : whole;
  const rounded = fraction ? `${grouped}.${fraction}` : grouped;
  return value < 0 && Number(rounded.replaceAll('\u2009', '')) !== 0 ? `−${rounded}` : rounded;
}

/** The decimals that tell multiples of `step` apart, at most 6. */
export function decimalsOf(step: number): number {
  for (let digits = 0; digits < 6; digits++) {
    const scaled = step * 10 ** digits;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.max(1, scaled)) return digits;
  }
  return 6;
}

/** The labels of ticks, all with the decimals that the finest of them needs. */
export function formatTicks(ticks: readonly number[]): string[] {
  const digits = Math.max(0, ...ticks.map((tick) => decimalsOf(Math.abs(tick))));
  return ticks.map((tick) => formatNumber(tick, digits));
}

/**
 * npyx's `get_bestticks`: multiples inside [start, end] of 1, 5 or 10 hundredths of the power of ten at or above the span,
 * up to a fifth of it, a half, or more; twice that distance when `light`. `step` states the distance instead.
 */
export function bestTicks(
  start: number,
  end: number,
  { step, light = false }: { readonly step?: number; readonly light?: boolean } = {},
): number[] {
  const span = end - start;
  if (!(span > 0)) return [];
  const power = 10 ** Math.ceil(Math.log10(span) - 1e-9);
  const share = span <= power / 5 ? 1 : span <= power / 2 ? 5 : 10;
  const distance = (step ?? (share * power) / 100) * (light ? 2 : 1);
  if (!(distance > 0)) return [];
  const first = Math.ceil(start / distance - 1e-9);
  const last = Math.floor(end / distance + 1e-9);
  // Rounded to what the distance can tell apart: 0.1 × 3 is 0.3.
  return Array.from(
    { length: last - first + 1 },
    (_, i) => Number(((first + i) * distance).toPrecision(12)) + 0,
  );
}
