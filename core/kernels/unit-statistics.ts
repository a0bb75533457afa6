/** Bins from sample 0 on. */
export interface PresenceBins {
  width: number;
  count: number;
}

/** What the times of a unit's spikes tell, per unit. */
export interface IntervalCounts {
  /** Intervals shorter than the limit. */
  shortIntervals: Uint32Array;
  /** Bins with a spike. */
  presentBins: Uint32Array;
}

/**
 * Short intervals and bins with spikes of every unit, in one pass. `samples` ascends; `unitOf` gives the position of each
 * spike's unit, below `unitCount`. Per spike and not per unit, because the spikes of a unit lie far apart in memory.
 */
export function countIntervals(
  samples: Float64Array,
  unitOf: Int32Array,
  unitCount: number,
  limitSamples: number,
  { width, count }: PresenceBins,
): IntervalCounts {
  const last = new Float64Array(unitCount).fill(-Infinity);
  const lastBin = new Int32Array(unitCount).fill(-1);
  const shortIntervals = new Uint32Array(unitCount);
  const presentBins = new Uint32Array(unitCount);
  let bin = 0;
  let edge = count > 0 ? width : Infinity;
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i];
    const unit = unitOf[i];
    if (sample - last[unit] < limitSamples) shortIntervals[unit]++;
    last[unit] = sample;
    while (sample >= edge) {
      bin++;
      edge = bin < count ? (bin + 1) * width : Infinity;
    }
    if (bin < count && lastBin[unit] !== bin) {
      lastBin[unit] = bin;
      presentBins[unit]++;
    }
  }
  return { shortIntervals, presentBins };
}

/** How often a unit's spikes were found with a template, and the sum of their amplitudes. */
export interface TemplateUse {
  template: number;
  count: number;
  amplitudeSum: number;
}

/** The templates of each unit, gathered block by block. */
export interface TemplateUses {
  /** The first template seen of each unit, -1 for none; most units have no other. */
  first: Int32Array;
  counts: Float64Array;
  sums: Float64Array;
  /** The other templates of the units that have several: `unit · 2^32 + template` → use. */
  others: Map<number, TemplateUse>;
}

export const noTemplateUses = (unitCount: number): TemplateUses => ({
  first: new Int32Array(unitCount).fill(-1),
  counts: new Float64Array(unitCount),
  sums: new Float64Array(unitCount),
  others: new Map(),
});

/**
 * Adds the spikes from `start` on, one for each of `templates`, to `uses`. Without amplitudes the sums become NaN.
 * Numbers of templates are whole and at least 0.
 */
export function addTemplateUses(
  uses: TemplateUses,
  unitOf: Int32Array,
  start: number,
  templates: ArrayLike<number>,
  amplitudes: ArrayLike<number> | undefined,
): void {
  const { first, counts, sums, others } = uses;
  for (let i = 0; i < templates.length; i++) {
    const unit = unitOf[start + i];
    const template = templates[i];
    const amplitude = amplitudes ? amplitudes[i] : Number.NaN;
    if (first[unit] < 0) first[unit] = template;
    if (first[unit] === template) {
      counts[unit]++;
      sums[unit] += amplitude;
      continue;
    }
    addOtherUse(others, unit, template, amplitude);
  }
}

/** Adds a spike with another template than its unit's first. */
export function addOtherUse(
  others: Map<number, TemplateUse>,
  unit: number,
  template: number,
  amplitude: number,
): void {
  const key = unit * 4294967296 + template;
  const use = others.get(key);
  if (use) {
    use.count++;
    use.amplitudeSum += amplitude;
  } else others.set(key, { template, count: 1, amplitudeSum: amplitude });
}

/** The templates of each unit, most used first. */
export function listTemplateUses({ first, counts, sums, others }: TemplateUses): TemplateUse[][] {
  const lists = Array.from(first, (template, unit): TemplateUse[] =>
    template < 0 ? [] : [{ template, count: counts[unit], amplitudeSum: sums[unit] }],
  );
  for (const [key, use] of others) lists[Math.floor(key / 4294967296)].push(use);
  for (const list of lists) list.sort((a, b) => b.count - a.count || a.template - b.template);
  return lists;
}
