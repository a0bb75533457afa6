import type { PlacedSpike } from './population.ts';
import { span } from './probe-layout.ts';
import { Random } from './random.ts';
import type { SortingTemplates } from './sorting-templates.ts';

const FEATURES = 3;
const FEATURE_CHANNELS = 12;

export interface SortingFeatures {
  /** [spikes, features, channels], phy's axes. */
  readonly shape: [number, number, number];
  readonly values: Float32Array;
  /** Sorted channels that the features of each template are on, (templates × channels), nearest to its peak first. */
  readonly channels: Uint32Array;
}

/**
 * Principal-component features: the unit's gain on each channel times a lead of its own, plus noise.
 * `columns` are the file columns of the sorted channels.
 */
export function makeFeatures(
  seed: number,
  tag: string,
  spikes: readonly PlacedSpike[],
  templates: SortingTemplates,
  columns: readonly number[],
): SortingFeatures {
  const width = Math.min(FEATURE_CHANNELS, columns.length);
  const channels = featureChannels(templates, width, columns.length);
  const values = new Float32Array(spikes.length * FEATURES * width);
  const random = new Random(seed, `${tag}/pc`);
  spikes.forEach(({ unit, spike }, i) => {
    const leads = [3, -1.2 + 0.5 * (unit.index % 4), 0.6 * ((unit.index % 3) - 1)];
    for (let feature = 0; feature < FEATURES; feature++)
      for (let j = 0; j < width; j++) {
        const column = columns[channels[spike.template * width + j]!]!;
        const gain = spike.footprint.find(({ channel }) => channel === column)?.gain ?? 0;
        const clean = spike.amplitude * gain * leads[feature]! * (unit.amplitudeUv / 60);
        values[(i * FEATURES + feature) * width + j] = clean + 0.35 * random.normal();
      }
  });
  return { shape: [spikes.length, FEATURES, width], values, channels };
}

function featureChannels(templates: SortingTemplates, width: number, sortedChannels: number): Uint32Array {
  const channels = new Uint32Array(templates.count * width);
  templates.peaks.forEach((peak, template) => {
    let from = peak - (width >> 1);
    if (from < 0) from = 0;
    if (from + width > sortedChannels) from = sortedChannels - width;
    const nearest = span(from, from + width - 1).sort(
      (a, b) => Math.abs(a - peak) - Math.abs(b - peak) || a - b,
    );
    channels.set(nearest, template * width);
  });
  return channels;
}
