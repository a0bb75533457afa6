import type { SyntheticPopulation } from './population.ts';
import { type Footprint, SHAPE_LEFT, SHAPE_LENGTH } from './spike-shape.ts';
import { WHITENING_REACH } from './whitening.ts';

/** Samples of a template, the sample of its trough, and the first that is not zero. */
export interface TemplateWindow {
  readonly samples: number;
  readonly trough: number;
  readonly firstNonZero: number;
}

export const KILOSORT2_WINDOW: TemplateWindow = { samples: 82, trough: 41, firstNonZero: 21 };
export const KILOSORT4_WINDOW: TemplateWindow = { samples: 61, trough: 20, firstNonZero: 0 };

export interface SortingTemplates {
  readonly count: number;
  /** (templates × samples × sorted channels), whitened. */
  readonly values: Float32Array;
  /** Sorted channel with the largest peak-to-trough, of each template; 0 for a template nobody uses. */
  readonly peaks: Int32Array;
}

/**
 * The footprint of each unit at amplitude 1, as the sorter sees it: through the whitening matrix.
 * `columnOf` maps a file column to its sorted channel, −1 for one that was not sorted.
 */
export function makeTemplates(
  population: SyntheticPopulation,
  window: TemplateWindow,
  whitening: Float64Array,
  columnOf: Int32Array,
  channels: number,
): SortingTemplates {
  const count = population.templateCount;
  const values = new Float32Array(count * window.samples * channels);
  const peaks = new Int32Array(count);
  const fill = (template: number, footprint: Footprint) => {
    const target = values.subarray(
      template * window.samples * channels,
      (template + 1) * window.samples * channels,
    );
    whiten(target, footprint, window, whitening, columnOf, channels);
    peaks[template] = peakOf(target, window.samples, channels);
  };
  for (const { templates, footprints, secondFootprint } of population.units) {
    fill(templates[0]!, footprints[footprints.length >> 1]!);
    if (templates.length > 1) fill(templates[1]!, secondFootprint!);
  }
  return { count, values, peaks };
}

/** Cosine between each pair of templates, (templates × templates). */
export function templateSimilarity({ count, values }: SortingTemplates): Float32Array {
  const similarity = new Float32Array(count * count);
  const length = values.length / count;
  const norms = new Float64Array(count);
  const dot = (a: number, b: number): number => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += values[a * length + i]! * values[b * length + i]!;
    return sum;
  };
  for (let a = 0; a < count; a++) norms[a] = Math.sqrt(dot(a, a));
  for (let a = 0; a < count; a++)
    for (let b = a; b < count; b++) {
      const product = norms[a]! * norms[b]!;
      const cosine = product > 0 ? dot(a, b) / product : 0;
      similarity[a * count + b] = cosine;
      similarity[b * count + a] = cosine;
    }
  return similarity;
}

function whiten(
  target: Float32Array,
  footprint: Footprint,
  window: TemplateWindow,
  whitening: Float64Array,
  columnOf: Int32Array,
  channels: number,
): void {
  for (let t = window.firstNonZero; t < window.samples; t++) {
    const k = t - window.trough + SHAPE_LEFT;
    if (k < 0 || k >= SHAPE_LENGTH) continue;
    const row = new Float64Array(channels);
    for (const { channel, wave } of footprint) {
      const column = columnOf[channel]!;
      if (column < 0) continue;
      const from = Math.max(0, column - WHITENING_REACH);
      const to = Math.min(channels - 1, column + WHITENING_REACH);
      for (let j = from; j <= to; j++) row[j]! += wave[k]! * whitening[column * channels + j]!;
    }
    target.set(row, t * channels);
  }
}

function peakOf(template: Float32Array, samples: number, channels: number): number {
  let best = -1;
  let peak = 0;
  for (let j = 0; j < channels; j++) {
    let low = 0;
    let high = 0;
    for (let t = 0; t < samples; t++) {
      const value = template[t * channels + j]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > best) {
      best = high - low;
      peak = j;
    }
  }
  return peak;
}
