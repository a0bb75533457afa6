import { sineOfTurns } from './exact-math.ts';
import type { ProbeLayout } from './probe-layout.ts';
import { Random } from './random.ts';
import { artefactFootprint, type Footprint, footprint, SHAPES } from './spike-shape.ts';
import type { UnitPlan } from './unit-plan.ts';

export interface Spike {
  readonly timeMs: number;
  /** In units of its unit's amplitude. */
  readonly amplitude: number;
  readonly footprint: Footprint;
  /** False when the sorter missed it: present in the raw signal only. */
  sorted: boolean;
  readonly template: number;
  /** Samples added to the time: a detection of the same spike a little later. */
  readonly shift?: number;
}

export interface SyntheticUnit extends UnitPlan {
  /** One footprint, or one per step of the drift. */
  readonly footprints: readonly Footprint[];
  /** Of the second template, or of the neighbour that contaminates the unit. */
  readonly secondFootprint: Footprint | null;
  readonly spikes: readonly Spike[];
}

/** Stretches of a 'missed+contaminated' unit in which spikes were missed, or a neighbour's were taken in. */
export interface PlantedBlocks {
  missedMs?: [number, number];
  contaminatedMs?: [number, number];
}

const DRIFT_STEPS = 41;

/** The spikes of one unit with their amplitudes, footprints and templates; notes what it planted in `blocks`. */
export function makeSpikes(
  seed: number,
  tag: string,
  probe: ProbeLayout,
  unit: UnitPlan,
  timesMs: readonly number[],
  durationMs: number,
  blocks: PlantedBlocks,
): SyntheticUnit {
  const random = new Random(seed, `${tag}/amps-${unit.index}`);
  const drifts = unit.role === 'drift';
  const footprints = footprintsOf(unit, probe);
  const secondFootprint = secondFootprintOf(unit, probe);
  const spikes: Spike[] = timesMs.map((timeMs) => {
    const progress = timeMs / durationMs;
    const slow = drifts ? 1 + 0.3 * sineOfTurns(0.5 * progress - 0.125) : 1;
    const amplitude = slow * (1 + unit.jitter * random.normal());
    const step = drifts ? Math.round(20 + 20 * sineOfTurns(0.75 * progress - 0.25)) : 0;
    const second = unit.role === 'two-templates' && random.uniform() < 0.3;
    return {
      timeMs,
      amplitude: Math.max(amplitude, 0.2),
      footprint: second ? secondFootprint! : footprints[step]!,
      sorted: true,
      template: unit.templates[second ? 1 : 0]!,
    };
  });
  if (unit.role === 'missed+contaminated')
    missAndContaminate(unit, spikes, secondFootprint!, random, durationMs, blocks);
  if (unit.role === 'duplicates') duplicate(spikes);
  return { ...unit, footprints, secondFootprint, spikes };
}

function footprintsOf(unit: UnitPlan, probe: ProbeLayout): Footprint[] {
  if (unit.role === 'artefact') return [artefactFootprint(probe)];
  if (unit.role !== 'drift') return [footprint(probe, unit.shank, unit.xUm, unit.yUm, unit.shape)];
  return Array.from({ length: DRIFT_STEPS }, (_, k) =>
    footprint(probe, unit.shank, unit.xUm, unit.yUm + (-30 + 1.5 * k), unit.shape),
  );
}

function secondFootprintOf(unit: UnitPlan, probe: ProbeLayout): Footprint | null {
  const { shank, xUm, yUm, shape } = unit;
  if (unit.role === 'two-templates')
    return footprint(probe, shank, xUm, yUm + 8, { ...shape, s1: shape.s1 * 1.15 });
  if (unit.role === 'missed+contaminated')
    return footprint(probe, shank, xUm, yUm + 22, SHAPES[(unit.index + 2) % SHAPES.length]!);
  return null;
}

/** Loses the smaller half of the spikes in one stretch, and takes in a neighbour's spikes in another. */
function missAndContaminate(
  unit: UnitPlan,
  spikes: Spike[],
  neighbour: Footprint,
  random: Random,
  durationMs: number,
  blocks: PlantedBlocks,
): void {
  const missedMs: [number, number] = [0.25 * durationMs, 0.45 * durationMs];
  const contaminatedMs: [number, number] = [0.62 * durationMs, 0.85 * durationMs];
  Object.assign(blocks, { missedMs, contaminatedMs });
  for (const spike of spikes)
    if (spike.timeMs >= missedMs[0] && spike.timeMs < missedMs[1] && spike.amplitude < 1)
      spike.sorted = false;
  let timeMs = contaminatedMs[0];
  for (;;) {
    timeMs += (1000 / (0.35 * unit.rateHz)) * random.exponential();
    if (timeMs >= contaminatedMs[1]) break;
    spikes.push({
      timeMs,
      amplitude: 1 + unit.jitter * random.normal(),
      footprint: neighbour,
      sorted: true,
      template: unit.templates[0]!,
    });
  }
}

/** Adds exact repeats, and followers at 10, 29, 30 and 31 samples (0.33 to 1.03 ms). */
function duplicate(spikes: Spike[]): void {
  const extra: Spike[] = [];
  spikes.forEach((spike, k) => {
    if (k % 23 === 5) extra.push({ ...spike });
    if (k % 31 === 7) extra.push({ ...spike, shift: [10, 29, 30, 31][Math.floor(k / 31) % 4]! });
  });
  spikes.push(...extra);
}
