import type { ProbeLayout } from './probe-layout.ts';
import { Random } from './random.ts';

/** Per file column, in µV: the noise's standard deviation, and the offset; and the gains of common mode and mains hum. */
export interface ChannelNoise {
  readonly sdUv: Float64Array;
  readonly commonGain: Float64Array;
  readonly humGain: Float64Array;
  readonly offsetUv: Float64Array;
  /** File column that is four times as noisy as the others. */
  readonly noisyChannel: number;
}

export function channelNoise(seed: number, tag: string, probe: ProbeLayout): ChannelNoise {
  const random = new Random(seed, `${tag}/channels`);
  const n = probe.saved.length;
  const sdUv = new Float64Array(n);
  const commonGain = new Float64Array(n);
  const humGain = new Float64Array(n);
  const offsetUv = new Float64Array(n);
  for (let channel = 0; channel < n; channel++) {
    sdUv[channel] = 7 + 4 * random.uniform();
    commonGain[channel] = 0.9 + 0.2 * random.uniform();
    humGain[channel] = 0.8 + 0.4 * random.uniform();
    offsetUv[channel] = -40 + 80 * random.uniform();
  }
  const noisyChannel = Math.floor(n * 0.71);
  if (n > 8) sdUv[noisyChannel] = 42;
  if (probe.reference >= 0) {
    sdUv[probe.reference] = 0.6;
    commonGain[probe.reference] = 0;
    humGain[probe.reference] = 0;
  }
  return { sdUv, commonGain, humGain, offsetUv, noisyChannel };
}
