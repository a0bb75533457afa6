import type { ProbeLayout } from './probe-layout.ts';
import { SAMPLES_PER_MS } from './sampling.ts';
import type { Clock, Timeline } from './timeline.ts';
import { planUnits } from './unit-plan.ts';
import { makeSpikes, type PlantedBlocks, type Spike, type SyntheticUnit } from './unit-spikes.ts';
import { makeTrains, type PlantedPair } from './unit-trains.ts';

/** All units of one probe with their spikes, on the reference clock. */
export interface SyntheticPopulation {
  readonly units: readonly SyntheticUnit[];
  readonly templateCount: number;
  readonly pairs: readonly PlantedPair[];
  readonly blocks: PlantedBlocks;
  /** Ascending spike times of the first unit, for a second probe to follow. */
  readonly firstTimesMs: readonly number[];
}

export function makePopulation(
  seed: number,
  tag: string,
  probe: ProbeLayout,
  count: number,
  seconds: number,
  timeline: Timeline,
  followTimesMs?: readonly number[],
): SyntheticPopulation {
  const { units: plans, templateCount } = planUnits(seed, tag, probe, count);
  const { timesMs, pairs } = makeTrains(seed, tag, plans, seconds, timeline, followTimesMs);
  const blocks: PlantedBlocks = {};
  const units = plans.map((plan, i) =>
    makeSpikes(seed, tag, probe, plan, timesMs[i]!, seconds * 1000, blocks),
  );
  return { units, templateCount, pairs, blocks, firstTimesMs: timesMs[0] ?? [] };
}

/** A spike at its sample in one recording. */
export interface PlacedSpike {
  readonly sample: number;
  readonly unit: SyntheticUnit;
  readonly spike: Omit<Spike, 'timeMs' | 'shift'>;
}

/**
 * All spikes that lie well inside the recording, by sample and then by unit, and one spike of the first unit 15 samples
 * before the end, whose waveform runs past the file.
 */
export function placeSpikes(units: readonly SyntheticUnit[], clock: Clock, samples: number): PlacedSpike[] {
  const placed: PlacedSpike[] = [];
  for (const unit of units)
    for (const spike of unit.spikes) {
      const sample = clock(spike.timeMs) + (spike.shift ?? 0);
      if (sample < 100 || sample > samples - 60) continue;
      placed.push({ sample, unit, spike });
    }
  const first = units[0];
  if (first)
    placed.push({
      sample: samples - 15,
      unit: first,
      spike: {
        amplitude: 1,
        footprint: first.footprints[0]!,
        sorted: true,
        template: first.templates[0]!,
      },
    });
  // Array.prototype.sort is stable, so equal ones keep the order above.
  return placed.sort((a, b) => a.sample - b.sample || a.unit.index - b.unit.index);
}

/** The clock of a recording that starts with the reference and runs at its rate. */
export const referenceClock: Clock = (timeMs) => Math.floor(timeMs * SAMPLES_PER_MS);
