/**
 * Positions of at most `count` of `total` items, spread over all of them in runs of `batch` neighbours: neighbours are
 * cheap to read together, and the spread shows drift. Ascending. `count` 0 means all.
 * Runs start at i·s with s = max(⌊(total − batch)/(runs − 1)⌋, batch): 100 of 1234 in runs of 10 start at 0, 136, 272 …
 * 1224. Up to max(batch, count) items are strided instead. Where `count` is a multiple of `batch` and at least twice as
 * large this is npyx's choice; for other counts npyx fails or returns fewer, here the last run is shorter.
 */
export function regularSelection(total: number, count: number, batch = 10): Uint32Array {
  if (count === 0 || total <= count) return Uint32Array.from({ length: total }, (_, i) => i);
  if (total <= batch) return strided(total, count);
  const run = count < 2 * batch ? 1 : batch;
  const runs = Math.ceil(count / run);
  const step = runs === 1 ? total : Math.max(Math.floor((total - run) / (runs - 1)), run);
  return Uint32Array.from({ length: count }, (_, i) => Math.floor(i / run) * step + (i % run)).filter(
    (position) => position < total,
  );
}

function strided(total: number, count: number): Uint32Array {
  const stride = Math.ceil(total / count);
  return Uint32Array.from({ length: Math.min(count, Math.ceil(total / stride)) }, (_, i) => i * stride);
}
