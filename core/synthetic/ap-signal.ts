import type { ChannelNoise } from './channel-noise.ts';
import { sineOfTurns } from './exact-math.ts';
import type { OpenOutput } from './output-folder.ts';
import type { PlacedSpike } from './population.ts';
import type { ProbeLayout } from './probe-layout.ts';
import { Random } from './random.ts';
import { SHAPE_LEFT, SHAPE_LENGTH, SHAPE_RIGHT } from './spike-shape.ts';

export interface ApSignal {
  readonly seed: number;
  readonly tag: string;
  readonly probe: ProbeLayout;
  readonly noise: ChannelNoise;
  /** By ascending sample. */
  readonly spikes: readonly PlacedSpike[];
  readonly samples: number;
  /** The sync channel, written after the others; null leaves it out. */
  readonly syncWords: Int16Array | null;
  readonly normals: Float64Array;
}

/** Samples computed and written at a time. */
const CHUNK = 15000;

/** 50 Hz and its third harmonic at 30 kHz: one period is 600 samples. */
const HUM_PERIOD = 600;

/**
 * Writes the AP band: (samples × columns) int16, spikes plus noise of each channel, common noise, hum and offset.
 * Noise walks the samples in file order, so the first seconds do not depend on the length.
 */
export function writeApSignal(file: OpenOutput, signal: ApSignal): void {
  const { probe, noise, spikes, samples, syncWords, normals } = signal;
  const columns = probe.saved.length;
  const width = columns + (syncWords ? 1 : 0);
  const clean = new Float64Array(CHUNK * columns);
  const out = new Int16Array(CHUNK * width);
  const common = new Float64Array(CHUNK);
  const bitsPerUv = 1 / probe.uvPerBit;
  const sd = noise.sdUv.map((v) => v * bitsPerUv);
  const commonGain = noise.commonGain.map((v) => v * bitsPerUv);
  const humGain = noise.humGain.map((v) => v * bitsPerUv);
  const offset = noise.offsetUv.map((v) => v * bitsPerUv);
  const highest = probe.maxInt - 1;
  const lowest = -probe.maxInt;
  const hum = new Float64Array(HUM_PERIOD);
  for (let i = 0; i < HUM_PERIOD; i++)
    hum[i] = 12 * sineOfTurns(i / HUM_PERIOD) + 3 * sineOfTurns((3 * i) / HUM_PERIOD + 0.1);
  const commonRandom = new Random(signal.seed, `${signal.tag}/common-mode`);
  // The state of the noise stream lives in local variables: this loop makes 11.5 million draws per second of recording.
  let { s0, s1, s2, s3 } = new Random(signal.seed, `${signal.tag}/noise`);
  let slow = 0;
  let first = 0;
  for (let start = 0; start < samples; start += CHUNK) {
    const n = Math.min(CHUNK, samples - start);
    clean.fill(0);
    while (first < spikes.length && spikes[first]!.sample + SHAPE_RIGHT < start) first++;
    for (let j = first; j < spikes.length && spikes[j]!.sample - SHAPE_LEFT < start + n; j++)
      addSpike(clean, spikes[j]!, start, n, columns, bitsPerUv);
    for (let t = 0; t < n; t++) {
      const draw = commonRandom.u32();
      slow = 0.998 * slow + 0.9 * normals[draw & 0xffff]!;
      common[t] = slow + 6 * normals[draw >>> 16]!;
    }
    let p = 0;
    let q = 0;
    for (let t = 0; t < n; t++) {
      const cm = common[t]!;
      const hm = hum[(start + t) % HUM_PERIOD]!;
      for (let c = 0; c < columns; c += 2) {
        const m = Math.imul(s1, 5);
        const draw = Math.imul((m << 7) | (m >>> 25), 9);
        const t9 = s1 << 9;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t9;
        s3 = (s3 << 11) | (s3 >>> 21);
        let v = Math.floor(
          clean[p]! +
            normals[draw & 0xffff]! * sd[c]! +
            cm * commonGain[c]! +
            hm * humGain[c]! +
            offset[c]! +
            0.5,
        );
        out[q] = v > highest ? highest : Math.max(v, lowest);
        p++;
        q++;
        if (c + 1 < columns) {
          v = Math.floor(
            clean[p]! +
              normals[draw >>> 16]! * sd[c + 1]! +
              cm * commonGain[c + 1]! +
              hm * humGain[c + 1]! +
              offset[c + 1]! +
              0.5,
          );
          out[q] = v > highest ? highest : Math.max(v, lowest);
          p++;
          q++;
        }
      }
      if (syncWords) out[q++] = syncWords[start + t]!;
    }
    file.write(out.subarray(0, n * width));
  }
}

/** Adds the part of one spike that falls into the chunk of `n` samples from `start`. */
function addSpike(
  clean: Float64Array,
  { sample, unit, spike }: PlacedSpike,
  start: number,
  n: number,
  columns: number,
  bitsPerUv: number,
): void {
  const scale = spike.amplitude * unit.amplitudeUv * bitsPerUv;
  const t0 = sample - SHAPE_LEFT - start;
  const from = t0 < 0 ? -t0 : 0;
  const to = t0 + SHAPE_LENGTH > n ? n - t0 : SHAPE_LENGTH;
  if (to <= from) return;
  for (const { channel, wave } of spike.footprint) {
    let p = (t0 + from) * columns + channel;
    for (let i = from; i < to; i++, p += columns) clean[p]! += scale * wave[i]!;
  }
}
