import { sineOfTurns } from './exact-math.ts';
import type { OpenOutput } from './output-folder.ts';
import type { ProbeLayout } from './probe-layout.ts';
import { Random } from './random.ts';
import { LF_RATE_HZ, LF_STEP } from './sampling.ts';

export interface LfSignal {
  readonly seed: number;
  readonly tag: string;
  readonly probe: ProbeLayout;
  /** Length of the LFP band itself. */
  readonly samples: number;
  /** The sync channel at the AP rate, written after the others; null leaves it out. */
  readonly syncWords: Int16Array | null;
  readonly normals: Float64Array;
}

/** Samples computed and written at a time. */
const CHUNK = 5000;

/** Writes the LFP band: 7.5 Hz that reverses along the probe, 41 Hz that grows along it, and slow noise. */
export function writeLfSignal(file: OpenOutput, signal: LfSignal): void {
  const { probe, samples, syncWords, normals } = signal;
  const columns = probe.saved.length;
  const width = columns + (syncWords ? 1 : 0);
  const out = new Int16Array(CHUNK * width);
  const random = new Random(signal.seed, `${signal.tag}/lf`);
  const bitsPerUv = 1 / probe.uvPerBitLf;
  const limit = probe.maxInt - 1;
  let slow = 0;
  for (let start = 0; start < samples; start += CHUNK) {
    const n = Math.min(CHUNK, samples - start);
    let q = 0;
    for (let t = start; t < start + n; t++) {
      const seconds = t / LF_RATE_HZ;
      slow = 0.99 * slow + 12 * normals[random.u32() & 0xffff]!;
      const theta = 120 * sineOfTurns(7.5 * seconds);
      const gamma = 25 * sineOfTurns(41 * seconds);
      for (let channel = 0; channel < columns; channel++) {
        const depth = channel / columns;
        const noise = normals[random.u32() & 0xffff]!;
        const value = Math.floor(
          (theta * (1 - 2 * depth) + gamma * depth + slow + 6 * noise) * bitsPerUv + 0.5,
        );
        out[q++] = value > limit ? limit : Math.max(value, -limit);
      }
      if (syncWords) out[q++] = syncWords[t * LF_STEP]!;
    }
    file.write(out.subarray(0, n * width));
  }
}
