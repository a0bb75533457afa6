/** What one pass over the spikes of each unit gives. */
export interface UnitStatistics {
  /** Intervals shorter than the limit, per unit. */
  shortIntervals: Uint32Array;
  /** Per unit: its templates with the number of its spikes and the sum of their amplitudes, first seen first. */
  templates: { template: number; count: number; amplitudeSum: number }[][];
}

/**
 * Counts short intervals and gathers the templates of each unit's spikes, in one pass.
 * `ranks` and `offsets` group the spikes as `groupByUnit` does; `samples` ascends. Without amplitudes their sums are NaN;
 * without spike templates the lists are empty. Templates outside [0, templateCount) are left out.
 */
export function unitStatistics(
  spikes: { samples: Float64Array; offsets: Float64Array; ranks: Uint32Array },
  limitSamples: number,
  spikeTemplates: Int32Array | undefined,
  amplitudes: Float64Array | undefined,
  templateCount: number,
): UnitStatistics {
  const { samples, offsets, ranks } = spikes;
  const unitCount = offsets.length - 1;
  const shortIntervals = new Uint32Array(unitCount);
  const counts = new Uint32Array(templateCount);
  const sums = new Float64Array(templateCount);
  const templates: UnitStatistics['templates'] = [];
  for (let unit = 0; unit < unitCount; unit++) {
    const start = offsets[unit];
    const end = offsets[unit + 1];
    let short = 0;
    for (let i = start + 1, last = samples[ranks[start]]; i < end; i++) {
      const sample = samples[ranks[i]];
      if (sample - last < limitSamples) short++;
      last = sample;
    }
    shortIntervals[unit] = short;
    const seen: number[] = [];
    if (spikeTemplates)
      for (let i = start; i < end; i++) {
        const rank = ranks[i];
        const template = spikeTemplates[rank];
        if (!(template >= 0 && template < templateCount)) continue;
        if (counts[template]++ === 0) seen.push(template);
        if (amplitudes) sums[template] += amplitudes[rank];
      }
    templates.push(
      seen.map((template) => {
        const amplitudeSum = amplitudes ? sums[template] : Number.NaN;
        const entry = { template, count: counts[template], amplitudeSum };
        counts[template] = 0;
        sums[template] = 0;
        return entry;
      }),
    );
  }
  return { shortIntervals, templates };
}
