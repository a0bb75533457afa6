import type { LagBins } from './lag-bins.ts';

/** What `countForward` returns in `low`, by a loop over every train and every later spike: the twin that tests trust. */
export function plainForward(trains: readonly Float64Array[], { half, binOfLag }: LagBins): Float64Array {
  const columns = half + 1;
  const counts = new Float64Array(trains.length ** 2 * columns);
  const spikes = trains
    .flatMap((train, unit) => Array.from(train, (sample) => ({ sample, unit })))
    .sort((a, b) => a.sample - b.sample || a.unit - b.unit);
  spikes.forEach((origin, i) => {
    for (let j = i + 1; j < spikes.length; j++) {
      const lag = spikes[j].sample - origin.sample;
      if (lag >= binOfLag.length) break;
      counts[(origin.unit * trains.length + spikes[j].unit) * columns + binOfLag[lag]]++;
    }
  });
  return counts;
}
