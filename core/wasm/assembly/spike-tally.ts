// Facts about each unit's spikes in one pass over the bytes of a sorting's files: `core/kernels/spike-tally.ts` explains it,
// drives it, and is tested against plain TypeScript. Addresses are in bytes; nothing is allocated here.

/** 64-bit integers into the f64 in their place. 0 where a value is beyond what an f64 holds exactly. */
export function toDoubles(values: usize, count: i32, isSigned: i32): i32 {
  const end = values + ((<usize>count) << 3);
  const lowest: i64 = isSigned ? -9007199254740991 : 0;
  let exact = 1;
  for (; values < end; values += 8) {
    const value = load<i64>(values);
    // Unsigned values beyond 2^63 are negative here.
    if (value > 9007199254740991 || value < lowest) exact = 0;
    store<f64>(values, <f64>value);
  }
  return exact;
}

/** 64-bit integers into i32, which take the first half of the room. 0 where a value is not from 0 to 2^31 − 1. */
export function toNarrow(values: usize, count: i32): i32 {
  const end = values + ((<usize>count) << 3);
  let beyond: i64 = 0;
  for (let to = values; values < end; values += 8, to += 4) {
    const value = load<i64>(values);
    beyond |= value;
    store<i32>(to, <i32>value);
  }
  return <u64>beyond < 0x80000000 ? 1 : 0;
}

/**
 * Adds spikes to the records of their units, 40 bytes each: f64 last time, f64 sum of amplitudes, i32 template of the first
 * spike, u32 spikes with it, u32 spikes, u32 short intervals, i32 last bin, u32 bins with a spike.
 * `state`: f64 time of the spike before, f64 end of the bin, f64 width of bins, f64 limit of short intervals, i32 bin, i32 bins.
 * Places of spikes with another template than their unit's first are written to `others`. `templates` is 0 for none;
 * `amplitudeBytes` is 4, 8 or 0. Returns how many others there are, or −1 where a time is less than the one before, a unit
 * is not below `capacity`, or a template is negative.
 */
export function tally(
  state: usize,
  records: usize,
  capacity: i32,
  times: usize,
  ids: usize,
  templates: usize,
  amplitudes: usize,
  amplitudeBytes: i32,
  count: i32,
  others: usize,
): i32 {
  let before = load<f64>(state);
  let edge = load<f64>(state, 8);
  const width = load<f64>(state, 16);
  const limit = load<f64>(state, 24);
  let bin = load<i32>(state, 32);
  const bins = load<i32>(state, 36);
  const firstOther = others;
  for (let i = 0; i < count; i++) {
    const time = load<f64>(times + ((<usize>i) << 3));
    const id = load<u32>(ids + ((<usize>i) << 2));
    if (time < before || id >= <u32>capacity) return -1;
    before = time;
    while (time >= edge) {
      bin++;
      edge = bin < bins ? <f64>(bin + 1) * width : Infinity;
    }
    const record = records + 40 * <usize>id;
    store<u32>(record, load<u32>(record, 24) + 1, 24);
    if (time - load<f64>(record) < limit) store<u32>(record, load<u32>(record, 28) + 1, 28);
    store<f64>(record, time);
    if (bin < bins && load<i32>(record, 32) !== bin) {
      store<i32>(record, bin, 32);
      store<u32>(record, load<u32>(record, 36) + 1, 36);
    }
    if (!templates) continue;
    const template = load<i32>(templates + ((<usize>i) << 2));
    let first = load<i32>(record, 16);
    if (first < 0) {
      first = template;
      store<i32>(record, template, 16);
    }
    if (template < 0) return -1;
    if (template !== first) {
      store<u32>(others, i);
      others += 4;
      continue;
    }
    store<u32>(record, load<u32>(record, 20) + 1, 20);
    const place = amplitudes + <usize>i * <usize>amplitudeBytes;
    let amplitude = NaN;
    if (amplitudeBytes === 8) amplitude = load<f64>(place);
    else if (amplitudeBytes === 4) amplitude = <f64>load<f32>(place);
    store<f64>(record, load<f64>(record, 8) + amplitude, 8);
  }
  store<f64>(state, before);
  store<f64>(state, edge, 8);
  store<i32>(state, bin, 32);
  return <i32>((others - firstOther) >> 2);
}
