import type { Random } from './random.ts';

/**
 * Spike times in ms of a renewal process with gamma intervals and a dead time after each spike.
 * `modulation` multiplies the rate in each millisecond; nothing fires in the first 12 and the last 10 ms.
 */
export function renewalTrain(
  random: Random,
  train: { rateHz: number; gammaShape: number; refractoryMs: number },
  modulation: Float64Array,
): number[] {
  const { rateHz, gammaShape, refractoryMs } = train;
  const durationMs = modulation.length;
  const times: number[] = [];
  let ms = 12;
  let fraction = 0;
  for (;;) {
    const wait = gammaDeviate(random, gammaShape);
    fraction += refractoryMs;
    const whole = Math.floor(fraction);
    ms += whole;
    fraction -= whole;
    let passed = 0;
    for (;;) {
      if (ms >= durationMs - 10) return times;
      const perMs = (rateHz * modulation[ms]!) / 1000;
      // The dead time lowers the rate; firing faster in between makes up for it.
      let alive = 1 - perMs * refractoryMs;
      if (alive < 0.2) alive = 0.2;
      const hazard = perMs / alive;
      const room = hazard * (1 - fraction);
      if (hazard > 0 && passed + room >= wait) {
        fraction += (wait - passed) / hazard;
        break;
      }
      passed += room;
      ms++;
      fraction = 0;
    }
    if (fraction >= 1) {
      ms++;
      fraction -= 1;
    }
    times.push(ms + fraction);
  }
}

/** The ascending times that follow the last kept one by at least `refractoryMs`. */
export function keepApart(times: readonly number[], refractoryMs: number): number[] {
  const kept: number[] = [];
  let last = -1e9;
  for (const time of times)
    if (time - last >= refractoryMs) {
      kept.push(time);
      last = time;
    }
  return kept;
}

/** Index of the last of the ascending `times` that is ≤ `time`, −1 when there is none. */
export function lastUpTo(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function gammaDeviate(random: Random, shape: number): number {
  let sum = 0;
  for (let i = 0; i < shape; i++) sum += random.exponential();
  return sum / shape;
}
