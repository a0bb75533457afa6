import { autocorrelogram, correlogram } from '../kernels/correlogram.ts';
import { hollowGaussian, predictor } from '../kernels/hollow-gaussian.ts';
import { jittered } from '../kernels/jitter-train.ts';
import { normalQuantile } from '../kernels/normal-quantile.ts';
import { surrogateBand, surrogatesFor } from '../kernels/surrogate-band.ts';
import { ParameterError } from '../model/errors.ts';
import type { Binning } from './correlogram-bins.ts';
import type { CorrelogramBand, CorrelogramParams } from './correlogram-params.ts';

/** More are made again for each pair: 64 MB. */
const mostKeptSpikes = 8e6;

/** The band of the pair (from, to), given its counts. */
type BandOf = (from: number, counts: Float64Array) => CorrelogramBand;

/**
 * What makes the bands of a column of pairs, those to one unit; null where none is asked for. Throws ParameterError for
 * what cannot give one: log bins, a window that does not hold the predictor, too few surrogates.
 */
export function bandMaker(
  trains: readonly Float64Array[],
  binning: Binning,
  params: CorrelogramParams,
  sampleRateHz: number,
): ((to: number) => BandOf) | null {
  const { confidencePercent, baseline, logBins } = params;
  if (confidencePercent === null) return null;
  if (logBins !== null) throw new ParameterError('confidencePercent: only with even bins, not with logBins');
  if (baseline === 'jitter')
    return jitterBands(trains, binning, params, confidencePercent / 100, sampleRateHz);
  const band = poissonBand(params, confidencePercent / 100, binning.lagsMs.length);
  return () => (_, counts) => band(counts);
}

/** λ ± z·√λ around the counts λ that the hollow Gaussian predicts, no lower than 0. */
function poissonBand(
  { predictorSdMs, binMs, windowMs }: CorrelogramParams,
  share: number,
  bins: number,
): (counts: Float64Array) => CorrelogramBand {
  const sigma = Math.floor(predictorSdMs / binMs + 1e-9);
  if (sigma < 1 || bins <= 3 * sigma)
    throw new ParameterError(
      `predictorSdMs: ${predictorSdMs} ms does not fit bins of ${binMs} ms in a window of ${windowMs} ms, expected ${binMs} to ${Number((((bins - 1) / 3) * binMs).toPrecision(4))} ms`,
    );
  const weights = hollowGaussian(sigma);
  const z = normalQuantile((1 - share) / 2);
  return (counts) => {
    const expected = predictor(counts, weights).map((count) => Math.max(0, count));
    return {
      expected,
      low: expected.map((count) => Math.max(0, count - z * Math.sqrt(count))),
      high: expected.map((count) => count + z * Math.sqrt(count)),
    };
  };
}

/**
 * The same surrogates of a unit for its whole column: of a pair those of the column unit against the row unit as it is, of
 * a unit alone each surrogate against itself.
 */
function jitterBands(
  trains: readonly Float64Array[],
  { bins, lagsMs }: Binning,
  { jitterMs, surrogateCount, seed }: CorrelogramParams,
  share: number,
  sampleRateHz: number,
): (to: number) => BandOf {
  const least = surrogatesFor(share);
  if (surrogateCount < least)
    throw new ParameterError(
      `surrogateCount: ${surrogateCount} cannot tell a band of ${Number((100 * share).toPrecision(6))} %, expected ${least} or more`,
    );
  const reach = Math.round((jitterMs * sampleRateHz) / 1000);
  if (reach < 1)
    throw new ParameterError(`jitterMs: ${jitterMs} ms is below one sample at ${sampleRateHz} Hz`);
  const size = lagsMs.length;
  return (to) => {
    const train = trains[to]!;
    const surrogate = (round: number) => jittered(train, reach, seed + to * surrogateCount + round);
    const isKept = surrogateCount * train.length <= mostKeptSpikes;
    const kept = isKept ? Array.from({ length: surrogateCount }, (_, round) => surrogate(round)) : null;
    const counts = new Float64Array(surrogateCount * size);
    return (from) => {
      for (let round = 0; round < surrogateCount; round++) {
        const moved = kept?.[round] ?? surrogate(round);
        const own = from === to ? autocorrelogram(moved, bins) : correlogram(trains[from]!, moved, bins);
        counts.set(own, round * size);
      }
      const { mean, low, high } = surrogateBand(counts, size, share);
      return { expected: mean, low, high };
    };
  };
}
