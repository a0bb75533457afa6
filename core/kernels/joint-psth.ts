export type JointMeasure = 'correlation' | 'covariance' | 'counts';

/**
 * (bins × bins) joint peri-stimulus time histogram of two units from their (trials × bins) spike counts: row i, column j is
 * about bin i of the first and bin j of the second in the same trial. `counts` is the mean product; `covariance` takes
 * away what both do on average (the shift predictor over all pairs of trials); `correlation` divides it by both standard
 * deviations over trials: −1 to 1, NaN where a unit always fires alike.
 *
 * Aertsen, Gerstein, Habib, Palm (1989), J. Neurophysiol. 61: 900–917.
 */
export function jointPsth(
  first: Float64Array,
  second: Float64Array,
  bins: number,
  measure: JointMeasure,
): Float64Array {
  const trials = first.length / bins;
  const joint = new Float64Array(bins * bins);
  for (let trial = 0; trial < trials; trial++)
    for (let i = 0; i < bins; i++) {
      const count = first[trial * bins + i];
      if (count === 0) continue;
      for (let j = 0; j < bins; j++) joint[i * bins + j] += count * second[trial * bins + j];
    }
  const a = overTrials(first, bins);
  const b = overTrials(second, bins);
  for (let i = 0; i < bins; i++)
    for (let j = 0; j < bins; j++) {
      let value = joint[i * bins + j] / trials;
      if (measure !== 'counts') value -= a.means[i] * b.means[j];
      if (measure === 'correlation') value /= a.deviations[i] * b.deviations[j] || Number.NaN;
      joint[i * bins + j] = value;
    }
  return joint;
}

function overTrials(counts: Float64Array, bins: number) {
  const trials = counts.length / bins;
  const means = new Float64Array(bins);
  const deviations = new Float64Array(bins);
  for (let bin = 0; bin < bins; bin++) {
    for (let at = bin; at < counts.length; at += bins) means[bin] += counts[at] / trials;
    let squares = 0;
    for (let at = bin; at < counts.length; at += bins) squares += (counts[at] - means[bin]) ** 2;
    deviations[bin] = Math.sqrt(squares / trials);
  }
  return { means, deviations };
}

/**
 * Means of a (bins × bins) matrix along its diagonals: at position `bins − 1 + lag` that of the bins in which the second
 * unit is `lag` bins after the first. NaN is passed over; the mean of none is NaN.
 */
export function meanOfDiagonals(matrix: Float64Array, bins: number): Float64Array {
  const means = new Float64Array(2 * bins - 1);
  for (let lag = 1 - bins; lag < bins; lag++) {
    let sum = 0;
    let count = 0;
    for (let i = Math.max(0, -lag); i < Math.min(bins, bins - lag); i++) {
      const value = matrix[i * bins + i + lag];
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    means[bins - 1 + lag] = sum / count;
  }
  return means;
}
