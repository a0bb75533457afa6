/**
 * Intervals shorter than the limit, per unit, in one pass. `samples` ascends; `unitOf` gives the position of each
 * spike's unit, below `unitCount`. Per spike and not per unit, because the spikes of a unit lie far apart in memory.
 */
export function countShortIntervals(
  samples: Float64Array,
  unitOf: Int32Array,
  unitCount: number,
  limitSamples: number,
): Uint32Array {
  const last = new Float64Array(unitCount).fill(-Infinity);
  const short = new Uint32Array(unitCount);
  for (let i = 0; i < samples.length; i++) {
    const unit = unitOf[i];
    if (samples[i] - last[unit] < limitSamples) short[unit]++;
    last[unit] = samples[i];
  }
  return short;
}

/** Bins from sample 0 on. */
export interface PresenceBins {
  width: number;
  count: number;
}

/** In how many of the bins each unit has a spike, in one pass over ascending `samples`. */
export function countPresentBins(
  samples: Float64Array,
  unitOf: Int32Array,
  unitCount: number,
  { width, count }: PresenceBins,
): Uint32Array {
  const present = new Uint32Array(unitCount);
  const last = new Int32Array(unitCount).fill(-1);
  let i = 0;
  for (let bin = 0; bin < count; bin++) {
    const edge = (bin + 1) * width;
    for (; i < samples.length && samples[i] < edge; i++) {
      const unit = unitOf[i];
      if (last[unit] === bin) continue;
      last[unit] = bin;
      present[unit]++;
    }
  }
  return present;
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
    const key = unit * 4294967296 + template;
    const use = others.get(key);
    if (use) {
      use.count++;
      use.amplitudeSum += amplitude;
    } else others.set(key, { template, count: 1, amplitudeSum: amplitude });
  }
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
