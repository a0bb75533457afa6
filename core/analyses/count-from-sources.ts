import type { LagBins } from '../kernels/lag-bins.ts';
import type { Computing } from './analysis.ts';
import { countInto, type Portions, type Spread } from './count-all-pairs.ts';
import type { AllCounts } from './pair-counting.ts';

/** With fewer sources their pairs are counted one by one in less time than all trains are put in order, twice. */
const fewestSources = 6;
/** The trains are copied, turned round: 270 MB. */
const mostSpikes = 2 ** 25;

export const paysFromSources = (trains: readonly Float64Array[], sourceCount: number): boolean =>
  sourceCount >= fewestSources && trains.reduce((sum, { length }) => sum + length, 0) <= mostSpikes;

/**
 * Counts the lags between the first `sourceCount` trains and all of them. What comes after a source's spikes is their forward
 * count; what comes before is the forward count of the same trains with time turned round, and with them the order of units,
 * so that of spikes on one sample the same one comes first and each pair of spikes counts once, as in `countAllPairs`.
 */
export async function countFromSources(
  trains: readonly Float64Array[],
  sourceCount: number,
  bins: LagBins,
  { threadCount, progress }: Pick<Computing, 'threadCount' | 'progress'>,
  spread: Spread,
  portions?: Portions,
): Promise<AllCounts> {
  const unitCount = trains.length;
  const size = sourceCount * unitCount * (bins.half + 1);
  const low = new Uint32Array(new SharedArrayBuffer(8 * size));
  const context = (start: number) => ({
    ...(threadCount === undefined ? {} : { threadCount }),
    progress: (done: number) => progress(start + done / 2),
  });
  const after = low.subarray(0, size);
  const before = low.subarray(size);
  const carries = await countInto(after, trains, bins, [0, sourceCount], context(0), spread, portions);
  const turned = trains.map(turnedRound).reverse();
  const last = [unitCount - sourceCount, unitCount] as const;
  const carriesBefore = await countInto(before, turned, bins, last, context(0.3), spread, portions);
  return {
    ...{ bins, unitCount, low, sourceCount },
    carries: [...carries, ...carriesBefore.map((value, i) => (i % 2 === 0 ? size + value : value))],
  };
}

/** The train with time running backwards, in memory that threads share. */
function turnedRound(train: Float64Array): Float64Array {
  const turned = new Float64Array(new SharedArrayBuffer(train.byteLength));
  const last = train.length - 1;
  for (let i = 0; i <= last; i++) turned[i] = 0 - train[last - i]!;
  return turned;
}
