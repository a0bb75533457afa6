import { exactLog } from './exact-math.ts';

/**
 * A stream of random numbers named by a seed and a label; the same name gives the same numbers everywhere.
 * xoshiro128** (Blackman & Vigna), its state drawn from splitmix32 started at seed × 0x9E3779B9 + FNV-1a(label).
 */
export class Random {
  // Public, because the noise of the raw signal walks the state in its own loop.
  s0: number;
  s1: number;
  s2: number;
  s3: number;
  private spare = Number.NaN;

  constructor(seed: number, label: string) {
    let state = (Math.imul(seed | 0, 0x9e3779b9) + fnv1a(label)) | 0;
    const next = () => {
      state = (state + 0x9e3779b9) | 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
      return z ^ (z >>> 16);
    };
    this.s0 = next();
    this.s1 = next();
    this.s2 = next();
    this.s3 = next();
    // All zeros would stay zeros for ever.
    if ((this.s0 | this.s1 | this.s2 | this.s3) === 0) this.s0 = 1;
  }

  /** An integer in [0, 2³²). */
  u32(): number {
    const m = Math.imul(this.s1, 5);
    const out = Math.imul((m << 7) | (m >>> 25), 9) >>> 0;
    const t = this.s1 << 9;
    this.s2 ^= this.s0;
    this.s3 ^= this.s1;
    this.s1 ^= this.s2;
    this.s0 ^= this.s3;
    this.s2 ^= t;
    this.s3 = (this.s3 << 11) | (this.s3 >>> 21);
    return out;
  }

  /** A number in (0, 1), neither end included. */
  uniform(): number {
    return (this.u32() + 0.5) / 4294967296;
  }

  range(from: number, to: number): number {
    return from + (to - from) * this.uniform();
  }

  /** An integer in [0, n). */
  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** An exponential deviate of mean 1. */
  exponential(): number {
    return -exactLog(this.uniform());
  }

  /** A standard normal deviate, by Marsaglia's polar method; the second of each pair is kept for the next call. */
  normal(): number {
    if (!Number.isNaN(this.spare)) {
      const kept = this.spare;
      this.spare = Number.NaN;
      return kept;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const q = u * u + v * v;
      if (q >= 1 || q === 0) continue;
      const factor = Math.sqrt((-2 * exactLog(q)) / q);
      this.spare = v * factor;
      return u * factor;
    }
  }
}

/**
 * 65536 standard normals, shifted and scaled to mean 0 and variance 1.
 * Raw noise looks one up with each half of a 32-bit draw, which is ten times faster than drawing normals.
 */
export function normalTable(seed: number): Float64Array {
  const random = new Random(seed, 'normal-table');
  const n = 65536;
  const table = new Float64Array(n);
  let mean = 0;
  for (let i = 0; i < n; i++) {
    const value = random.normal();
    table[i] = value;
    mean += value;
  }
  mean /= n;
  let variance = 0;
  for (let i = 0; i < n; i++) {
    const centred = table[i]! - mean;
    table[i] = centred;
    variance += centred * centred;
  }
  const sd = Math.sqrt(variance / n);
  for (let i = 0; i < n; i++) table[i]! /= sd;
  return table;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
