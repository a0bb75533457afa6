/** Features of spikes: (spikes × components × width); which channels they are of: (templates × width). */
export interface SpikeFeatures {
  features: ArrayLike<number>;
  componentCount: number;
  width: number;
  channels: ArrayLike<number>;
}

/**
 * Height of each spike on the probe: the mean height of its channels, weighted by the squares of their first principal
 * component, where negative ones count as 0. `templates` gives each spike's template, `channelHeights` each sorted
 * channel's height; channels beyond these only pad a row. NaN where no component is above 0. The rule of the drift maps of
 * the Cortexlab (Steinmetz et al. 2021, Science 372:eabf4588).
 */
export function featureDepths(
  { features, componentCount, width, channels }: SpikeFeatures,
  templates: ArrayLike<number>,
  channelHeights: ArrayLike<number>,
): Float32Array {
  const depths = new Float32Array(templates.length);
  for (let spike = 0; spike < depths.length; spike++) {
    let sum = 0;
    let weights = 0;
    for (let i = 0; i < width; i++) {
      const feature = features[spike * componentCount * width + i];
      const height = channelHeights[channels[templates[spike] * width + i]];
      if (!(feature > 0) || height === undefined) continue;
      sum += feature * feature * height;
      weights += feature * feature;
    }
    depths[spike] = sum / weights;
  }
  return depths;
}
