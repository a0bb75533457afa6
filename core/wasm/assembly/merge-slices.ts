// Spikes of many trains in the order of time: `core/kernels/merge-tile.ts` explains it and has the twin in TypeScript.

export { toTimes } from './pair-lags';

/**
 * Writes the times of all trains in ascending order to `times`, and to `labels` which train each is of; both u32, equal times in
 * the order of their trains. `next` and `ends` hold for each of `count` trains where its times, u32, begin and end; `middle` is
 * room for as many. Slice after slice of `length`: its times are counted in buckets of 2^shift, of which `starts` holds
 * `buckets` and one more, put down bucket by bucket, and put right by insertion where several fell into one.
 */
export function mergeSlices(
  next: usize,
  ends: usize,
  middle: usize,
  count: i32,
  slices: i32,
  length: u32,
  shift: u32,
  starts: usize,
  buckets: i32,
  times: usize,
  labels: usize,
): void {
  const startsEnd = starts + ((<usize>buckets) << 2);
  const pointers = (<usize>count) << 2;
  let done: u32 = 0;
  let first: u32 = 0;
  for (let slice = 0; slice < slices; slice++, first += length) {
    memory.fill(starts, 0, startsEnd + 4 - starts);
    for (let train: usize = 0; train < pointers; train += 4) {
      let at = <usize>load<u32>(next + train);
      for (const end = <usize>load<u32>(ends + train); at < end; at += 4) {
        const time = load<u32>(at) - first;
        if (time >= length) break;
        const bucket = starts + ((<usize>(time >> shift)) << 2);
        store<u32>(bucket, load<u32>(bucket, 4) + 1, 4);
      }
      store<u32>(middle + train, <u32>at);
    }
    const begun = done;
    for (let bucket = starts; bucket <= startsEnd; bucket += 4) {
      done += load<u32>(bucket);
      store<u32>(bucket, done);
    }
    for (let train: usize = 0; train < pointers; train += 4) {
      const until = <usize>load<u32>(middle + train);
      for (let at = <usize>load<u32>(next + train); at < until; at += 4) {
        const time = load<u32>(at);
        const bucket = starts + ((<usize>((time - first) >> shift)) << 2);
        const place = load<u32>(bucket);
        store<u32>(bucket, place + 1);
        store<u32>(times + ((<usize>place) << 2), time);
        store<u32>(labels + ((<usize>place) << 2), <u32>(train >> 2));
      }
      store<u32>(next + train, <u32>until);
    }
    sortNearly(times, labels, begun, done);
  }
}

function sortNearly(times: usize, labels: usize, from: u32, to: u32): void {
  if (from === to) return;
  let before = load<u32>(times + ((<usize>from) << 2));
  for (let i = from + 1; i < to; i++) {
    const at = (<usize>i) << 2;
    const time = load<u32>(times + at);
    if (before <= time) {
      before = time;
      continue;
    }
    const label = load<u32>(labels + at);
    const first = (<usize>from) << 2;
    let place = at;
    for (; place > first; place -= 4) {
      const other = load<u32>(times + place - 4);
      if (other <= time) break;
      store<u32>(times + place, other);
      store<u32>(labels + place, load<u32>(labels + place - 4));
    }
    store<u32>(times + place, time);
    store<u32>(labels + place, label);
  }
}
