import { sineOfTurns } from './exact-math.ts';
import { Random } from './random.ts';
import { keepApart, lastUpTo, renewalTrain } from './renewal-train.ts';
import type { Timeline } from './timeline.ts';
import type { Role, UnitPlan } from './unit-plan.ts';

/** A planted interaction between two units, as it appears in `ground_truth.json`. */
export type PlantedPair =
  | { kind: 'excitatory'; pre: number; post: number; lagMs: number }
  | { kind: 'inhibitory'; pre: number; post: number; windowMs: [number, number] };

export interface Trains {
  /** Ascending spike times in ms on the reference clock, one train per unit. */
  readonly timesMs: number[][];
  readonly pairs: PlantedPair[];
}

/**
 * Spike times of all units on one probe. When `followTimesMs` is given, the last unit follows that train by 2 ms
 * and its role in `units` becomes 'follows-other-probe'.
 */
export function makeTrains(
  seed: number,
  tag: string,
  units: readonly UnitPlan[],
  seconds: number,
  timeline: Timeline,
  followTimesMs?: readonly number[],
): Trains {
  const durationMs = seconds * 1000;
  const timesMs = units.map((unit) => {
    const random = new Random(seed, `${tag}/train-${unit.index}`);
    return renewalTrain(random, unit, modulation(unit.role, random.uniform(), durationMs, timeline));
  });

  const random = new Random(seed, `${tag}/links`);
  const indexOf = (role: Role) => units.findIndex((unit) => unit.role === role);
  const pairs: PlantedPair[] = [];
  const excite = (source: readonly number[], target: number, probability: number, lagMs: number) => {
    const extra: number[] = [];
    for (const time of source) {
      const hit = random.uniform() < probability;
      const jitterMs = 0.35 * (random.uniform() + random.uniform() - 1);
      if (hit && time + lagMs + jitterMs < durationMs - 10) extra.push(time + lagMs + jitterMs);
    }
    const merged = [...timesMs[target]!, ...extra].sort((a, b) => a - b);
    timesMs[target] = keepApart(merged, units[target]!.refractoryMs);
  };

  const [excPre, excPost] = [indexOf('exc-pre'), indexOf('exc-post')];
  if (excPre >= 0 && excPost >= 0) {
    excite(timesMs[excPre]!, excPost, 0.3, 2);
    pairs.push({ kind: 'excitatory', pre: units[excPre]!.id, post: units[excPost]!.id, lagMs: 2 });
  }
  const last = units.at(-1);
  if (followTimesMs && last) {
    last.role = 'follows-other-probe';
    excite(followTimesMs, last.index, 0.35, 2);
  }
  const [inhPre, inhPost] = [indexOf('inh-pre'), indexOf('inh-post')];
  if (inhPre >= 0 && inhPost >= 0) {
    const source = timesMs[inhPre]!;
    timesMs[inhPost] = timesMs[inhPost]!.filter((time) => {
      const k = lastUpTo(source, time - 1);
      const drop = random.uniform() < 0.85;
      return !(k >= 0 && time - source[k]! <= 6 && drop);
    });
    pairs.push({ kind: 'inhibitory', pre: units[inhPre]!.id, post: units[inhPost]!.id, windowMs: [1, 6] });
  }
  return { timesMs, pairs };
}

/** Multiplier of the rate in each millisecond: a slow swing, and what the unit's role asks for. */
function modulation(role: Role, phase: number, durationMs: number, timeline: Timeline): Float64Array {
  const factor = new Float64Array(durationMs);
  for (let ms = 0; ms < durationMs; ms++) factor[ms] = 1 + 0.2 * sineOfTurns(phase + ms / 9000);
  if (role === 'event-excited' || role === 'event-suppressed') {
    const change = role === 'event-excited' ? 4 : 0.15;
    for (const [riseMs] of timeline.events) {
      const from = Math.floor(riseMs) + 40;
      for (let ms = from; ms < from + 200 && ms < durationMs; ms++) factor[ms]! *= change;
    }
  }
  if (role === 'silent-block')
    for (let ms = Math.floor(0.45 * durationMs); ms < Math.floor(0.62 * durationMs); ms++) factor[ms] = 0;
  return factor;
}
