import { smooth } from '../kernels/smooth.ts';
import { trialSums } from '../kernels/trial-sums.ts';
import type { Plan } from './psth-plan.ts';

/** Mean rate and its standard error, in the quantity asked for. `isFlat`: no deviation to measure z-scores in. */
export function responseOf(train: Float64Array, events: Float64Array, plan: Plan, used?: Uint8Array) {
  const { grid, recorded, baseline, after, params } = plan;
  const perBinS = 1000 / params.binMs;
  const { trials, sums, squares } = trialSums(train, events, grid, recorded, used);
  let values: Float64Array = sums.map((sum, b) => (sum / (trials[b] as number)) * perBinS);
  let sem: Float64Array = sums.map((sum, b) => {
    const n = trials[b] as number;
    const variance = Math.max(0, ((squares[b] as number) - (sum * sum) / n) / (n - 1));
    return n < 2 ? Number.NaN : Math.sqrt(variance / n) * perBinS;
  });
  if (after) {
    values = smooth(values, after);
    sem = smooth(sem, after);
  }
  if (!baseline) return { values, sem, isFlat: false };
  const { mean, sdWithin, sdAcross } = baselineOf(
    trialSums(train, events, baseline, recorded, used),
    perBinS,
  );
  if (params.subtractBaseline) return { values: values.map((value) => value - mean), sem, isFlat: false };
  const sd = params.zscore === 'within' ? sdWithin : sdAcross;
  const unit = sd > 0 ? sd : Number.NaN;
  return {
    values: values.map((value) => (value - mean) / unit),
    sem: sem.map((value) => value / unit),
    isFlat: !(sd > 0),
  };
}

/** Mean of the baseline over bins and trials, and its standard deviation over bins of the average, and over all bins. */
function baselineOf({ trials, sums, squares }: ReturnType<typeof trialSums>, perBinS: number) {
  let [count, total, square] = [0, 0, 0];
  const averages: number[] = [];
  trials.forEach((n, b) => {
    count += n;
    total += sums[b] as number;
    square += squares[b] as number;
    if (n > 0) averages.push((sums[b] as number) / n);
  });
  const mean = total / count;
  const ofAverages = averages.reduce((sum, value) => sum + value, 0) / averages.length;
  const within = averages.reduce((sum, value) => sum + (value - ofAverages) ** 2, 0) / averages.length;
  return {
    mean: mean * perBinS,
    sdWithin: Math.sqrt(within) * perBinS,
    sdAcross: Math.sqrt(Math.max(0, square / count - mean * mean)) * perBinS,
  };
}
